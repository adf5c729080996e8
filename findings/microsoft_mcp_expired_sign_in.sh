#!/bin/sh
# Finding: with Softeria's Microsoft 365 MCP server the end of a personal account's sign-in is no 401 of the MCP endpoint
# but a tool's result, and the server connects and lists its tools as before.
#
# @softeria/ms-365-mcp-server 0.155.0 over HTTP. An access token that is a JWT is looked at, and one past its `exp` gets
# 401 with WWW-Authenticate, as MCP's page on authorization wants it. Tokens of personal accounts are no JWTs; what they
# are worth only Graph can say, and it says so at the call (the server's pull request 406 names this). Then the answer is
# 200 with isError, and the status is in the result's _meta.http_status, a key of the server's own. A client that renews, or
# asks for a new sign-in, on 401 alone does neither; and a check by initialize and tools/list says "connected".
#
# Graph is a server on loopback here that knows no token. Fails if the opaque token's call is 401, or the others' answers
# change. Needs npm and Node 20 or newer.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-save --ignore-scripts "@softeria/ms-365-mcp-server@0.155.0" >/dev/null 2>&1
cat > route.mjs <<'JS'
// Loaded before the server, which has no setting for Graph's address.
const fetched = globalThis.fetch;
globalThis.fetch = (url, options) => fetched(String(url).replace("https://graph.microsoft.com", process.env.GRAPH), options);
JS
cat > look.mjs <<'JS'
import { spawn } from "node:child_process";
import http from "node:http";
import { setTimeout as pause } from "node:timers/promises";

async function listening(server) {
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return server.address().port;
}
const error = { code: "InvalidAuthenticationToken", message: "The token is expired." };
const graph = http.createServer((request, response) => {
  response.writeHead(401, { "content-type": "application/json" }).end(JSON.stringify({ error }));
});
const GRAPH = `http://127.0.0.1:${await listening(graph)}`;
const probe = http.createServer();
const port = await listening(probe);
await new Promise((closed) => probe.close(closed));

const script = "node_modules/@softeria/ms-365-mcp-server/dist/index.js";
const options = ["--http", `127.0.0.1:${port}`, "--enabled-tools", "^list-mail-messages$"];
const env = { ...process.env, GRAPH, HOME: process.cwd(), MS365_MCP_CLIENT_ID: "look", MS365_MCP_TENANT_ID: "common" };
const server = spawn(process.execPath, ["--import", "./route.mjs", script, ...options], { env, stdio: "ignore" });
process.on("exit", () => server.kill());
const endpoint = `http://127.0.0.1:${port}/mcp`;
for (let tries = 0; tries < 300; tries++) {
  if (await fetch(endpoint).catch(() => null)) break;
  await pause(200);
}

const clientInfo = { name: "look", version: "1" };
const requests = {
  initialize: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo },
  "tools/list": {},
  "tools/call": { name: "list-mail-messages", arguments: {} },
};
const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const tokens = {
  "an expired JWT": `${part({ alg: "RS256" })}.${part({ exp: 1700000000 })}.c2lnbmF0dXJl`,
  "an opaque token": "EwB-of-a-personal-account",
};
const seen = [];
for (const [which, token] of Object.entries(tokens)) {
  for (const [method, params] of Object.entries(requests)) {
    const accept = "application/json, text/event-stream";
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json", accept };
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const answer = await fetch(endpoint, { method: "POST", headers, body });
    const { result } = await answer.json();
    const challenge = answer.headers.has("www-authenticate") ? " with WWW-Authenticate" : "";
    const failed = result?.isError ? `, isError, _meta ${JSON.stringify(result._meta)}` : "";
    console.log(`${which}, ${method}: ${answer.status}${challenge}${failed}`);
    seen.push(`${answer.status}${challenge && "+"}${failed && ` ${result._meta.http_status}`}`);
  }
}
graph.close();
if (seen.join() !== "401+,401+,401+,200,200,200 401") { console.log("changed:", seen.join()); process.exit(1); }
process.exit();
JS
node look.mjs
# Seen on 2026-11-28:
#   an expired JWT, initialize: 401 with WWW-Authenticate
#   an expired JWT, tools/list: 401 with WWW-Authenticate
#   an expired JWT, tools/call: 401 with WWW-Authenticate
#   an opaque token, initialize: 200
#   an opaque token, tools/list: 200
#   an opaque token, tools/call: 200, isError, _meta {"http_status":401,"error_code":"InvalidAuthenticationToken"}
