#!/bin/sh
# Finding: a text that happens to be JSON does not pass Notion's own MCP server as a text: it is sent as an object or list.
#
# @notionhq/notion-mcp-server 2.5.2, asked with @modelcontextprotocol/sdk 1.32.2. Some clients write nested arguments as
# JSON in a string, so the server takes every string of the arguments, at any depth, that begins and ends with {} or []
# and parses, for what it says. It does not ask the tool's own schema, which says `string` for all of these: a comment
# `{"port": 8080}`, a search for `[2026]`, a page's markdown `["a"]`. Notion's API wants texts there. What does not
# parse stays a text, so `{2026}` arrives, and so does JSON within a sentence; blanks around it do not help.
#
# Fails if one of them arrives as the text that was given. Needs npm and Node 20 or newer.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-save --ignore-scripts "@notionhq/notion-mcp-server@2.5.2" "@modelcontextprotocol/sdk@1.32.2" >/dev/null 2>&1
cat > look.mjs <<'JS'
import http from "node:http";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

let body;
const api = http.createServer(async (request, response) => {
  let text = "";
  for await (const part of request) text += part;
  body = JSON.parse(text);
  response.writeHead(200, { "content-type": "application/json" }).end("{}");
});
await new Promise((ready) => api.listen(0, "127.0.0.1", ready));
const env = { ...process.env, BASE_URL: `http://127.0.0.1:${api.address().port}`, NOTION_TOKEN: "ntn_of_nobody" };
const args = ["node_modules/@notionhq/notion-mcp-server/bin/cli.mjs"];
const client = new Client({ name: "look", version: "1" });
await client.connect(new StdioClientTransport({ command: process.execPath, args, env, stderr: "ignore" }));

const page_id = "11111111-1111-4111-8111-111111111111";
const places = {
  "API-create-a-comment": {
    write: (content) => ({ parent: { page_id }, rich_text: [{ text: { content } }] }),
    read: (sent) => sent.rich_text[0].text.content,
  },
  "API-post-search": { write: (query) => ({ query }), read: (sent) => sent.query },
  "API-update-page-markdown": {
    write: (new_str) => ({ page_id, type: "replace_content", replace_content: { new_str } }),
    read: (sent) => sent.replace_content.new_str,
  },
};
const wrong = [];
async function say(name, text, becomes) {
  await client.callTool({ name, arguments: places[name].write(text) });
  const [given, sent] = [JSON.stringify(text), JSON.stringify(places[name].read(body))];
  console.log(`${name}: given ${given}, sent ${sent}`);
  if (sent !== JSON.stringify(becomes)) wrong.push(given);
}
await say("API-create-a-comment", '{"port": 8080}', { port: 8080 });
await say("API-create-a-comment", ' {"port": 8080}\n', { port: 8080 });
await say("API-create-a-comment", 'Set {"port": 8080}', 'Set {"port": 8080}');
await say("API-post-search", "[2026]", [2026]);
await say("API-post-search", "{2026}", "{2026}");
await say("API-update-page-markdown", '["a"]', ["a"]);
await client.close();
api.close();
if (wrong.length) { console.log("changed:", wrong.join(", ")); process.exit(1); }
JS
node look.mjs
# Seen on 2026-11-28:
#   API-create-a-comment: given "{\"port\": 8080}", sent {"port":8080}
#   API-create-a-comment: given " {\"port\": 8080}\n", sent {"port":8080}
#   API-create-a-comment: given "Set {\"port\": 8080}", sent "Set {\"port\": 8080}"
#   API-post-search: given "[2026]", sent [2026]
#   API-post-search: given "{2026}", sent "{2026}"
#   API-update-page-markdown: given "[\"a\"]", sent ["a"]
