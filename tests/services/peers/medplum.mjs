// A FHIR server for whoever asks: node medplum.mjs PACKAGES SEED.
import { writeSync } from "node:fs";
import http from "node:http";
import { fhirServer, queryOf } from "./fhir.mjs";

const answer = await fhirServer(process.argv[2], process.argv[3]);
const server = http.createServer(async (request, response) => {
  const origin = `http://127.0.0.1:${server.address().port}`;
  const { pathname, searchParams } = new URL(request.url, origin);
  const [status, text] = await answer(request.method, origin, pathname, queryOf(searchParams), (asked) => asked);
  response.writeHead(status, { "content-type": "application/fhir+json" }).end(text);
});
server.listen(0, "127.0.0.1", () => {
  const said = { origin: `http://127.0.0.1:${server.address().port}` };
  writeSync(Number(process.env.PORT_PIPE), JSON.stringify(said) + "\n");
});
