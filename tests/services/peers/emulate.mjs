// emulate's services in one process: node emulate.mjs API SEED, where API is the (strict) library and SEED a JSON file
// {service: {port, seed}}. POST /reset/SERVICE at the control address brings a service back to its seed. POST /revoke with
// a token is ours: Slack's emulator revokes nothing, so a revoked token gets Slack's own answer before it arrives there.
import { readFileSync, writeSync } from "node:fs";
import http from "node:http";
import { pathToFileURL } from "node:url";

const [, , api, seedFile] = process.argv;
const { createEmulator } = await import(pathToFileURL(api).href);
const services = JSON.parse(readFileSync(seedFile, "utf8"));
const running = {};
for (const [service, { port, seed }] of Object.entries(services)) {
  running[service] = await createEmulator({
    service,
    port,
    baseUrl: `http://127.0.0.1:${port}`,
    // No token is known from the start: the library's own default is an administrator's.
    seed: { tokens: {}, [service]: seed },
  });
}

// Ours too: what Drive and Gmail say of an account, which Google's emulator only says as userinfo.
const google = running.google?.url;
const ACCOUNTS = {
  "/drive/v3/about": (email) => ({ user: { emailAddress: email } }),
  "/gmail/v1/users/me/profile": (email) => ({ emailAddress: email }),
};
async function tellAccount(request, response, put) {
  const headers = { authorization: request.headers.authorization ?? "" };
  const said = await fetch(`${google}/oauth2/v2/userinfo`, { headers });
  const body = said.ok ? put((await said.json()).email) : { error: { code: said.status, status: "UNAUTHENTICATED" } };
  response.writeHead(said.status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

const revoked = new Set();
const emit = http.Server.prototype.emit;
http.Server.prototype.emit = function (event, request, response) {
  const account = event === "request" && ACCOUNTS[request.url.split("?")[0]];
  if (account && google?.endsWith(`:${this.address().port}`)) {
    tellAccount(request, response, account);
    return true;
  }
  if (event !== "request" || !revoked.has(request.headers.authorization)) return emit.apply(this, arguments);
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ ok: false, error: "token_revoked" }));
  return true;
};

const control = http.createServer((request, response) => {
  if (request.url === "/revoke") {
    revoked.add(`Bearer ${request.headers["x-token"]}`);
    return response.writeHead(204).end();
  }
  const service = running[request.url.replace("/reset/", "")];
  service?.reset();
  response.writeHead(service && request.method === "POST" ? 204 : 404).end();
});
control.listen(0, "127.0.0.1", () => {
  const urls = Object.fromEntries(Object.entries(running).map(([name, { url }]) => [name, url]));
  const port = control.address().port;
  writeSync(Number(process.env.PORT_PIPE), JSON.stringify({ ...urls, control: `http://127.0.0.1:${port}` }) + "\n");
});
