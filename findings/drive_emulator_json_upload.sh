#!/bin/sh
# Finding: a JSON file uploaded to the Drive of the emulate package is stored without name, type and content, and answered
# with 200; a file's name outside ASCII is stored as other letters.
#
# emulate 0.12.2, service "google". Drive's guide for multipart uploads gives a body of two parts: the metadata first, as
# JSON in UTF-8, then the file with its own type. emulate takes every part of the type application/json for the metadata,
# the last one wins: a JSON file becomes the metadata, so its keys name the file ("Untitled" without a `name`) and
# nothing is left for its bytes. The metadata is read as Latin-1 (`Größe` becomes `GrÃ¶Ã\x9Fe`), though not where the
# same metadata comes without a file. So tests of an upload on it tell nothing of JSON files and of such names.
#
# Fails if a JSON file or such a name comes back as it was sent. Needs npm and Node 20 or newer.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-save --ignore-scripts "emulate@0.12.2" >/dev/null 2>&1
cat > look.mjs <<'JS'
import net from "node:net";
import { createEmulator } from "emulate";

const probe = net.createServer();
await new Promise((ready) => probe.listen(0, "127.0.0.1", ready));
const { port } = probe.address();
await new Promise((ready) => probe.close(ready));
const tokens = { mia: { login: "mia@acme.example", id: 1, scopes: [] } };
const seed = { tokens, google: { users: [{ email: "mia@acme.example", name: "Mia Kern" }] } };
const google = await createEmulator({ service: "google", port, baseUrl: `http://127.0.0.1:${port}`, seed });
const authorization = "Bearer mia";
const wrong = [];

function related(metadata, type, content) {
  const parts = [["application/json; charset=UTF-8", JSON.stringify(metadata)], [type, content]];
  return parts.map(([is, text]) => `--part\r\nContent-Type: ${is}\r\n\r\n${text}\r\n`).join("") + "--part--\r\n";
}
async function store(path, type, body, expected) {
  const made = await fetch(google.url + path, { method: "POST", headers: { authorization, "content-type": type }, body });
  const { id, name, mimeType } = await made.json();
  const read = await fetch(`${google.url}/drive/v3/files/${id}?alt=media`, { headers: { authorization } });
  const line = `${made.status} ${JSON.stringify(name)} ${mimeType} ${JSON.stringify(await read.text())}`;
  console.log(line.replace("\x9F", "\\x9F"));
  if (line !== expected) wrong.push(line);
}
const upload = (name, type, content, expected) =>
  store("/upload/drive/v3/files?uploadType=multipart", "multipart/related; boundary=part",
    related({ name, mimeType: type }, type, content), expected);

await upload("plan.txt", "text/plain", "Größe", '200 "plan.txt" text/plain "Größe"');
await upload("ports.json", "application/json", '{"port": 8080}', '200 "Untitled" application/octet-stream ""');
await upload("mia.json", "application/json", '{"name": "Mia"}', '200 "Mia" application/octet-stream ""');
await upload("Größe.txt", "text/plain", "Größe", '200 "GrÃ¶Ã\x9Fe.txt" text/plain "Größe"');
await store("/drive/v3/files", "application/json", JSON.stringify({ name: "Größe.txt", mimeType: "text/plain" }),
  '200 "Größe.txt" text/plain ""');
await google.close();
if (wrong.length) { console.log("changed:", wrong.join(", ")); process.exit(1); }
JS
node look.mjs
# Seen on 2026-11-28:
#   200 "plan.txt" text/plain "Größe"
#   200 "Untitled" application/octet-stream ""
#   200 "Mia" application/octet-stream ""
#   200 "GrÃ¶Ã\x9Fe.txt" text/plain "Größe"
#   200 "Größe.txt" text/plain ""
