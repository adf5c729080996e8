// SMART on FHIR: oidc-provider signs in, and a gate in front of Medplum's router looks at each token.
// node smart.mjs PACKAGES SEED SETTINGS, where SETTINGS is JSON {people: {email: patient}, clients, callbacks}.
// The FHIR base is /fhir. POST /control/expire ends every access token that was given so far.
import { writeSync } from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import { fhirServer, outcome, queryOf } from "./fhir.mjs";
import { CONTEXT, isAllowed, limitedTo, isAbout, SCOPES } from "./smart_scopes.mjs";

const [, , packages, seed, settingsText] = process.argv;
const { people, clients, callbacks } = JSON.parse(settingsText);
const { Provider, errors } = createRequire(`${packages}/`)("oidc-provider");
const answer = await fhirServer(packages, seed);
const issued = [];
const expired = new Set();
let origin, provider;

function makeProvider() {
  const made = new Provider(origin, {
    clients: clients.map((client) => ({
      grant_types: ["authorization_code", "refresh_token"],
      ...client,
      redirect_uris: callbacks,
    })),
    scopes: SCOPES,
    claims: { openid: ["sub"], fhirUser: ["fhirUser"], profile: ["name"] },
    cookies: { keys: ["for tests only"] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, revocation: { enabled: true, allowedPolicy: () => true } },
    interactions: { url: (_, interaction) => `/who/${interaction.uid}` },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: id, fhirUser: `${origin}/fhir/Patient/${people[id]}` }),
    }),
    // SMART's audience: the FHIR base that the tokens are for.
    extraParams: { aud: (_, value) => isForUs(value) },
    // SMART wants fhirUser in the ID token.
    conformIdTokenClaims: false,
    rotateRefreshToken: true,
  });
  made.use(async (context, next) => {
    // SMART clients ask for offline_access without the prompt that OpenID Connect wants with it.
    if (context.path === "/auth" && context.query.scope?.includes("offline_access") && !context.query.prompt) {
      context.querystring += "&prompt=consent";
    }
    await next();
    if (context.oidc?.route === "token" && context.body?.access_token) {
      issued.push(context.body.access_token);
      context.body = { ...context.body, patient: people[context.oidc.entities.Account.accountId] };
    }
  });
  return made;
}

function isForUs(audience) {
  if (audience !== `${origin}/fhir`) throw new errors.InvalidRequest(`aud must be ${origin}/fhir`);
}

// A plain form: one button for each person.
async function who(request, response) {
  const details = await provider.interactionDetails(request, response);
  if (request.method === "GET") {
    const forms = Object.keys(people).map(
      (person) =>
        `<form method="post" action="/who/${details.uid}"><input type="hidden" name="person" value="${person}"/>` +
        `<button>${person}</button></form>`,
    );
    return response.writeHead(200, { "content-type": "text/html" }).end(`<h1>Who are you?</h1>${forms.join("")}`);
  }
  const accountId = new URLSearchParams(await bodyOf(request)).get("person");
  const grant = new provider.Grant({ accountId, clientId: details.params.client_id });
  grant.addOIDCScope(details.params.scope);
  const consent = { grantId: await grant.save() };
  await provider.interactionFinished(
    request,
    response,
    { login: { accountId }, consent },
    { mergeWithLastSubmission: false },
  );
}

async function bodyOf(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

async function fhir(request, url, response) {
  const send = (status, text, headers = {}) =>
    response.writeHead(status, { "content-type": "application/fhir+json", ...headers }).end(text);
  const path = url.pathname.slice("/fhir".length);
  if (path === "/.well-known/smart-configuration")
    return send(200, JSON.stringify(configuration()), { "content-type": "application/json" });
  const bearer = (request.headers.authorization ?? "").replace(/^Bearer /, "");
  const token = bearer && !expired.has(bearer) ? await provider.AccessToken.find(bearer) : undefined;
  if (!token)
    return send(401, outcome("login", "Sign in again."), { "www-authenticate": 'Bearer error="invalid_token"' });
  const type = path.split("/")[1];
  if (!isAllowed(token.scope, type)) {
    const missing = `Bearer error="insufficient_scope", scope="patient/${type}.read"`;
    return send(403, outcome("forbidden", `The scope patient/${type}.read is missing.`), {
      "www-authenticate": missing,
    });
  }
  const patient = people[token.accountId];
  const limit = (asked) => limitedTo(patient, type, path, asked);
  const [status, text] = await answer(request.method, `${origin}/fhir`, path, queryOf(url.searchParams), limit);
  const isRead = status === 200 && path.split("/").length === 3;
  if (isRead && !isAbout(patient, JSON.parse(text))) return send(404, outcome("not-found", "Not found"));
  send(status, text);
}

function configuration() {
  return {
    issuer: origin,
    jwks_uri: `${origin}/jwks`,
    authorization_endpoint: `${origin}/auth`,
    token_endpoint: `${origin}/token`,
    revocation_endpoint: `${origin}/token/revocation`,
    grant_types_supported: ["authorization_code", "refresh_token"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "none"],
    code_challenge_methods_supported: ["S256"],
    response_types_supported: ["code"],
    scopes_supported: SCOPES,
    capabilities: CONTEXT,
  };
}

const server = http.createServer(async (request, response) => {
  const url = new URL(request.url, origin);
  try {
    if (url.pathname === "/control/expire") {
      issued.forEach((token) => expired.add(token));
      response.writeHead(204).end();
    } else if (url.pathname.startsWith("/fhir/")) await fhir(request, url, response);
    else if (url.pathname.startsWith("/who/")) await who(request, response);
    else provider.callback()(request, response);
  } catch (error) {
    console.error(error);
    const said = outcome("forbidden", String(error.message));
    response.writeHead(error.status ?? 500, { "content-type": "application/fhir+json" }).end(said);
  }
});
server.listen(0, "127.0.0.1", () => {
  origin = `http://127.0.0.1:${server.address().port}`;
  provider = makeProvider();
  writeSync(Number(process.env.PORT_PIPE), JSON.stringify({ origin }) + "\n");
});
