#!/bin/sh
# Finding: Prism calls a request valid whose query names a required parameter in other letters, pagesize for pageSize; and
# an optional one in any wrong spelling.
#
# @stoplight/prism-cli 5.16.0, `prism mock --errors`, an OpenAPI 3.1 description. OpenAPI says that the names of parameters
# are case sensitive, and only headers are excepted. Prism compares all names in lower case (as it must for headers), so
# ?pagesize=5 is the required pageSize, and its refusal of a request without names "pagesize", which the service would not
# know. A query parameter or a body's key that the description does not have is passed over without a word, unlike a path or
# method; for a body `additionalProperties: false` ends that, for a query OpenAPI has no such word. Keys of a body are
# compared as they are written. So who tests their requests on Prism has to compare the query's names on their own.
#
# Fails if a name in other letters is refused, or an unknown one. Needs npm and Node 24.18 or newer.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-save --ignore-scripts "@stoplight/prism-cli@5.16.0" >/dev/null 2>&1
cat > notes.yaml <<'YAML'
openapi: 3.1.0
info: {title: Notes, version: "1"}
paths:
  /notes:
    get:
      parameters:
        - {name: pageSize, in: query, required: true, schema: {type: integer}}
        - {name: since, in: query, schema: {type: string, format: date}}
      responses: {"200": {description: Notes, content: {application/json: {example: []}}}}
    post:
      requestBody:
        content:
          application/json: {schema: {type: object, required: [title], properties: {title: {type: string}}}}
      responses: {"200": {description: A note, content: {application/json: {example: {}}}}}
YAML
cat > look.mjs <<'JS'
import { spawn } from "node:child_process";
import http from "node:http";
import { setTimeout as pause } from "node:timers/promises";

const probe = http.createServer();
await new Promise((ready) => probe.listen(0, "127.0.0.1", ready));
const { port } = probe.address();
await new Promise((closed) => probe.close(closed));
const script = "node_modules/@stoplight/prism-cli/dist/index.js";
const options = ["mock", "notes.yaml", "--errors", "--host", "127.0.0.1", "--port", String(port)];
const prism = spawn(process.execPath, [script, ...options], { stdio: "ignore" });
process.on("exit", () => prism.kill());
const origin = `http://127.0.0.1:${port}`;
for (let tries = 0; tries < 600; tries++) {
  if (await fetch(origin).catch(() => null)) break;
  await pause(200);
}

const wrong = [];
async function ask(path, body, status) {
  const method = body ? "POST" : "GET";
  const sent = body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(origin + path, { method, ...sent });
  const { validation = [] } = await answer.json();
  const faults = [...validation, ...JSON.parse(answer.headers.get("sl-violations") ?? "[]")].map((each) => each.message);
  const line = [method, path, body ? JSON.stringify(body) : "", "-", answer.status, ...faults].filter(Boolean).join(" ");
  console.log(line);
  if (answer.status !== status || (status === 200 && faults.length)) wrong.push(path);
}
await ask("/notes", null, 422);
await ask("/notes?page_size=5", null, 422);
await ask("/notes?pagesize=5", null, 200);
await ask("/notes?PAGESIZE=5", null, 200);
await ask("/notes?pageSize=5&since=yesterday", null, 422);
await ask("/notes?pageSize=5&sinse=yesterday", null, 200);
await ask("/Notes?pageSize=5", null, 404);
await ask("/notes", { Title: "Plan" }, 422);
await ask("/notes", { title: "Plan", titel: "Plan" }, 200);
if (wrong.length) { console.log("changed:", wrong.join(", ")); process.exit(1); }
process.exit();
JS
node look.mjs
# Seen on 2026-11-28:
#   GET /notes - 422 Request query must have required property 'pagesize'
#   GET /notes?page_size=5 - 422 Request query must have required property 'pagesize'
#   GET /notes?pagesize=5 - 200
#   GET /notes?PAGESIZE=5 - 200
#   GET /notes?pageSize=5&since=yesterday - 422 Request query parameter since must match format "date"
#   GET /notes?pageSize=5&sinse=yesterday - 200
#   GET /Notes?pageSize=5 - 404
#   POST /notes {"Title":"Plan"} - 422 Request body must have required property 'title'
#   POST /notes {"title":"Plan","titel":"Plan"} - 200
