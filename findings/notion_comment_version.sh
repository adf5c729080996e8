#!/bin/sh
# Finding: Notion's own MCP server sends every tool's request with a Notion-Version but one, create-a-comment, and hands
# on Notion's refusal of it as a result like any other.
#
# @notionhq/notion-mcp-server 2.5.2, asked with @modelcontextprotocol/sdk 1.32.2. Each request takes its version from the
# parameters of its operation in the server's description, and this operation has none (known there as issue 328). Notion's
# page on versioning says the header is required; its changelog, that a request without it gets `missing_version`, which
# is what the API on loopback answers here. The tool's result has no isError, so a client that counts failed calls by it
# counts a comment that was never written as written. Beside it: a tool is destructive where its method is not GET, so the
# search and the query of a data source, which change nothing, are called destructive.
#
# Fails if the comment comes with a version, the refusal is an error, or the search a read. Needs npm and Node 20 or newer.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-save --ignore-scripts "@notionhq/notion-mcp-server@2.5.2" "@modelcontextprotocol/sdk@1.32.2" >/dev/null 2>&1
cat > look.mjs <<'JS'
import http from "node:http";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

let version;
const api = http.createServer((request, response) => {
  version = request.headers["notion-version"] ?? "none";
  const refusal = { object: "error", status: 400, code: "missing_version" };
  response.writeHead(version === "none" ? 400 : 200, { "content-type": "application/json" });
  response.end(JSON.stringify(version === "none" ? refusal : { object: "list", results: [] }));
});
await new Promise((ready) => api.listen(0, "127.0.0.1", ready));
const env = { ...process.env, BASE_URL: `http://127.0.0.1:${api.address().port}`, NOTION_TOKEN: "ntn_of_nobody" };
const args = ["node_modules/@notionhq/notion-mcp-server/bin/cli.mjs"];
const client = new Client({ name: "look", version: "1" });
await client.connect(new StdioClientTransport({ command: process.execPath, args, env, stderr: "ignore" }));

const { tools } = await client.listTools();
const id = "11111111-1111-4111-8111-111111111111";
const rich_text = [{ text: { content: "Hello" } }];
const given = { page_id: id, block_id: id, data_source_id: id, database_id: id, user_id: id, property_id: "p" };
const versions = {};
for (const { name, inputSchema } of tools) {
  const wanted = Object.fromEntries(Object.entries(given).filter(([key]) => key in inputSchema.properties));
  const named = name === "API-create-a-comment" ? { parent: { page_id: id }, rich_text } : wanted;
  const result = await client.callTool({ name, arguments: named });
  (versions[version] ??= []).push(name);
  if (version === "none") console.log(`${name}: isError ${result.isError ?? "absent"}, ${result.content[0].text}`);
  if (version === "none" && result.isError) versions.changed = ["the refusal is an error"];
}
for (const [each, names] of Object.entries(versions)) {
  console.log(`Notion-Version ${each}: ${names.length === 1 ? names[0] : `${names.length} tools`}`);
}
const hints = Object.fromEntries(tools.map(({ name, annotations }) => [name, annotations]));
for (const name of ["API-post-search", "API-query-data-source"]) console.log(`${name}: ${JSON.stringify(hints[name])}`);
await client.close();
api.close();
const same = versions.none?.join() === "API-create-a-comment" && !versions.changed;
if (!same || !hints["API-post-search"].destructiveHint) { console.log("changed"); process.exit(1); }
JS
node look.mjs
# Seen on 2026-11-28:
#   API-create-a-comment: isError absent, {"status":400,"object":"error","code":"missing_version"}
#   Notion-Version 2025-09-03: 21 tools
#   Notion-Version none: API-create-a-comment
#   Notion-Version 2026-03-11: 2 tools
#   API-post-search: {"title":"Post Search","destructiveHint":true}
#   API-query-data-source: {"title":"Query Data Source","destructiveHint":true}
