"""An OAuth authorization server and its resource on one origin, as well-behaved or hostile as asked."""

import base64
import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.fakes.scripted_mcp import DISCOVERED
from tests.fakes.serving import free_socket, origin_of, served

BARE = {"client_name", "redirect_uris", "grant_types", "response_types", "token_endpoint_auth_method", "scope"}
ENVELOPE = ("resultType", "ttlMs", "cacheScope")


@dataclass
class Behaviour:
    """How the server deviates; the defaults are a modern, correct server."""

    resource_metadata: str = "ok"  # ok, missing, broken (500), busy (429), wrong_resource, html
    server_metadata: str = "ok"  # ok, openid, missing, broken, wrong_issuer
    authorization_servers: list[str] | None = None  # whom the resource names; None: this one
    challenge_names_metadata: bool = True
    challenge_scope: str | None = None
    challenge_error: str = "invalid_token"
    metadata: dict[str, Any] = field(default_factory=dict)  # changes to the metadata; None removes
    # ok, refused, forbidden, no_secret, foreign_issuer, broken, page, bare (knows no more than the standard's fields),
    # listed_scopes (refuses a scope that it does not list)
    registration: str = "ok"
    registration_answer: tuple[int, Any] | None = None  # status and body (text as a page of words) instead
    reason: str = "Only  partners\n<b>may</b> register."  # why a registration is refused
    secret_expires_at: int = 0
    auth_method: str = "client_secret_basic"  # what a dynamic client is given
    takes_methods: tuple[str, ...] | None = None  # how a client may show itself; None: as it was registered
    unknown_words: tuple[Any, int] | None = None  # body and status for a client that shows itself otherwise
    scope_is_a_ceiling: bool = False  # no sign-in gets more than was registered
    unknown_client: str = "let_in"  # at the authorization page: let_in, page, or an error that is sent back
    callback: str = "ok"  # ok, denied, or the error that is sent back
    callback_iss: str | None = "own"  # own, None (absent), or any other text
    token: str = "ok"  # ok, or a name in `_misbehaved`
    token_fields: dict[str, Any] = field(default_factory=dict)  # changes to the token answer; None removes
    moved: tuple[int, str] | None = None  # status and address with which /moved sends on
    rotates: bool = True
    revocation: str = "ok"  # ok, broken, unsupported_token_type
    sends_to: str | None = None  # another server's authorization page, where the browser is sent on to
    tools: list[dict[str, Any]] = field(default_factory=list)  # what the resource offers to those who signed in
    strangers_may: str = "nothing"  # nothing, open (initialize only), list (lazy sign-in), call
    stranger_status: int = 401
    # 401 inside a tool's result, as of servers that pass any token on unseen: no, unknown (for such tokens), always
    says_401_inside: str = "no"
    challenges_strangers: bool = True
    strangers_tools: tuple[str, ...] = ()  # what they may call where they may list
    sends_on: str | None = None  # where the resource's own address leads, with 307
    refuses_all: tuple[int, str] | None = None  # status and challenge for everybody who comes to the resource
    needs_scope: dict[str, str] = field(default_factory=dict)  # tool: the scope that its token has to have
    account: str | None = None  # whose tokens it gives out, as it tells those who ask
    key: tuple[str, str] | None = None  # a header that everybody who signed in has to send too, and its value


class FakeAuthorizationServer:
    """State and log of one server; `log` holds (path, form or JSON) of each request that matters."""

    def __init__(self, origin: str, behaviour: Behaviour) -> None:
        self.origin = origin
        self.behaviour = behaviour
        self.log: list[tuple[str, dict[str, Any]]] = []
        self.calls: list[tuple[str, str | None, bool]] = []  # method, tool, whether signed in
        self.clients: dict[str, dict[str, Any]] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.refresh_tokens: dict[str, str] = {}
        self.access_tokens: set[str] = set()
        self.scopes: dict[str, str] = {}  # of each access token
        self.revoked: list[str] = []

    @property
    def server_url(self) -> str:
        return f"{self.origin}/mcp"

    def asked(self, path: str) -> list[dict[str, Any]]:
        """What was sent to one endpoint."""
        return [sent for at, sent in self.log if at == path]

    def application(self) -> Starlette:
        routes = [
            *(Route(path, self._resource, methods=["GET", "POST"]) for path in ("/mcp", "/mcp/")),
            Route("/.well-known/oauth-protected-resource/mcp", self._resource_metadata),
            Route("/.well-known/oauth-authorization-server", self._server_metadata),
            Route("/.well-known/openid-configuration", self._openid_metadata),
            Route("/authorize", self._authorize),
            Route("/register", self._register, methods=["POST"]),
            Route("/token", self._token, methods=["POST"]),
            Route("/revoke", self._revoke, methods=["POST"]),
            Route("/moved", self._moved, methods=["POST"]),
            Route("/userinfo", self._userinfo),
        ]
        return Starlette(routes=routes)

    def challenge(self) -> str:
        """The WWW-Authenticate value of a 401."""
        parts = [
            f'Bearer realm="mcp", error="{self.behaviour.challenge_error}", error_description="no scope=evil here"'
        ]
        if self.behaviour.challenge_names_metadata:
            parts.append(f'resource_metadata="{self.origin}/.well-known/oauth-protected-resource/mcp"')
        if self.behaviour.challenge_scope:
            parts.append(f'scope="{self.behaviour.challenge_scope}"')
        return ", ".join(parts)

    async def _resource(self, request: Request) -> Response:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        message = await request.json() if request.method == "POST" else {"method": ""}
        called = message.get("params", {}).get("name") if message["method"] == "tools/call" else None
        self.calls.append((message["method"], called, token in self.access_tokens))
        if self.behaviour.sends_on and request.url.path == "/mcp":
            return RedirectResponse(self.behaviour.sends_on, 307)
        if self.behaviour.refuses_all:
            status, words = self.behaviour.refuses_all
            return JSONResponse({}, status, {"www-authenticate": words})
        if token and self.behaviour.says_401_inside != "no":
            refuses = token not in self.access_tokens or self.behaviour.says_401_inside == "always"
            return _failed_inside(message) if called and refuses else self._mcp(message)
        if token not in self.access_tokens and not self._may_stranger(message["method"], called):
            words = self.challenge() if self.behaviour.challenges_strangers else None
            return JSONResponse({}, self.behaviour.stranger_status, {"www-authenticate": words} if words else {})
        if self.behaviour.key and request.headers.get(self.behaviour.key[0]) != self.behaviour.key[1]:
            return JSONResponse({"error": "unknown key"}, 401)
        needed = self.behaviour.needs_scope.get(called or "")
        if needed and needed not in self.scopes.get(token, "").split():
            words = f'Bearer error="insufficient_scope", scope="{needed}"'
            return JSONResponse({}, 403, {"www-authenticate": words})
        return self._mcp(message)

    def _may_stranger(self, method: str, tool: str | None) -> bool:
        may = self.behaviour.strangers_may
        if may == "open":
            return method not in ("tools/list", "tools/call")
        return may == "call" or (may == "list" and (method != "tools/call" or tool in self.behaviour.strangers_tools))

    def _mcp(self, message: dict[str, Any]) -> Response:
        answers = {
            "server/discover": DISCOVERED,
            "tools/list": {"tools": self.behaviour.tools, **{key: DISCOVERED[key] for key in ENVELOPE}},
            "tools/call": {"content": [{"type": "text", "text": "yours"}], "resultType": "complete"},
        }
        return JSONResponse({"jsonrpc": "2.0", "id": message.get("id"), "result": answers.get(message["method"], {})})

    async def _resource_metadata(self, _: Request) -> Response:
        how = self.behaviour.resource_metadata
        if how in ("missing", "broken", "busy"):
            return JSONResponse({}, {"missing": 404, "broken": 500, "busy": 429}[how])
        if how == "html":
            return HTMLResponse("<h1>Welcome</h1>")
        resource = "https://elsewhere.example.com/mcp" if how == "wrong_resource" else self.server_url
        document = {
            "resource": resource,
            "authorization_servers": self.behaviour.authorization_servers or [self.origin],
            "scopes_supported": ["read", "write"],
        }
        return JSONResponse(document)

    async def _server_metadata(self, _: Request) -> Response:
        how = self.behaviour.server_metadata
        if how in ("missing", "openid", "broken"):
            return JSONResponse({}, 500 if how == "broken" else 404)
        return JSONResponse(self._document())

    async def _openid_metadata(self, _: Request) -> Response:
        if self.behaviour.server_metadata != "openid":
            return JSONResponse({}, 404)
        return JSONResponse(self._document())

    def _document(self) -> dict[str, Any]:
        wrong = self.behaviour.server_metadata == "wrong_issuer"
        document = {
            "issuer": "https://evil.example.com" if wrong else self.origin,
            "authorization_endpoint": f"{self.origin}/authorize?tenant=7",
            "token_endpoint": f"{self.origin}/token",
            "registration_endpoint": f"{self.origin}/register",
            "revocation_endpoint": f"{self.origin}/revoke",
            "scopes_supported": ["read", "write", "offline_access"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
            "authorization_response_iss_parameter_supported": True,
            **({"userinfo_endpoint": f"{self.origin}/userinfo"} if self.behaviour.account else {}),
            **self.behaviour.metadata,
        }
        here = {key: f"{self.origin}/moved" for key, value in document.items() if value == "{origin}/moved"}
        return {key: value for key, value in (document | here).items() if value is not None}

    async def _authorize(self, request: Request) -> Response:
        query = dict(request.query_params)
        self.log.append(("/authorize", query))
        if self.behaviour.sends_to:
            return RedirectResponse(self.behaviour.sends_to.format_map(query), 302)
        error = self._refuses(query)
        if error == "page":
            return HTMLResponse("<h1>Who are you?</h1>", 400)
        answer = {"state": query["state"]}
        if self.behaviour.callback_iss is not None:
            answer["iss"] = self.origin if self.behaviour.callback_iss == "own" else self.behaviour.callback_iss
        if error:
            answer["error"] = error
        elif self.behaviour.callback == "ok":
            answer["code"] = secrets.token_urlsafe(8)
            self.codes[answer["code"]] = query
        else:
            named = {"denied": "access_denied", "error": "server_error"}
            answer["error"] = named.get(self.behaviour.callback, self.behaviour.callback)
        return RedirectResponse(f"{query['redirect_uri']}?{urlencode(answer)}", 302)

    def _refuses(self, query: dict[str, str]) -> str | None:
        known = self.clients.get(query["client_id"])
        if known is None:
            return None if self.behaviour.unknown_client == "let_in" else self.behaviour.unknown_client
        asked, registered = set(query.get("scope", "").split()), set(known.get("scope", "").split())
        return "invalid_scope" if self.behaviour.scope_is_a_ceiling and not asked <= registered else None

    async def _register(self, request: Request) -> Response:
        wanted = json.loads(await request.body())
        self.log.append(("/register", wanted))
        if self.behaviour.registration_answer:
            status, said = self.behaviour.registration_answer
            return PlainTextResponse(said, status) if isinstance(said, str) else JSONResponse(said, status)
        how = self.behaviour.registration
        if how in ("refused", "forbidden", "broken"):
            status = {"refused": 400, "forbidden": 403, "broken": 503}[how]
            words = {"error": "invalid_client_metadata", "error_description": self.behaviour.reason}
            return JSONResponse(words, status, {"retry-after": "7"})
        if how == "page":
            return HTMLResponse("<h1>Nothing here</h1>", 404)
        if (how == "bare" and set(wanted) - BARE) or (how == "listed_scopes" and not self._lists(wanted)):
            return JSONResponse({"error": "invalid_client_metadata", "error_description": "unknown field"}, 400)
        method = self.behaviour.auth_method
        record = {**wanted, "client_id": secrets.token_hex(8), "token_endpoint_auth_method": method}
        if method != "none" and how != "no_secret":
            record["client_secret"] = "s:/ecret+" + secrets.token_hex(8)
            record["client_secret_expires_at"] = self.behaviour.secret_expires_at
        self.clients[record["client_id"]] = record
        answer = {**record, "issuer": "https://evil.example.com"} if how == "foreign_issuer" else record
        return JSONResponse(answer, 201)

    async def _moved(self, request: Request) -> Response:
        self.log.append(("/moved", {}))
        assert self.behaviour.moved
        status, to = self.behaviour.moved
        return Response(status_code=status, headers={"location": to})

    def _lists(self, wanted: dict[str, Any]) -> bool:
        return set(wanted.get("scope", "").split()) <= set(self._document()["scopes_supported"])

    async def _token(self, request: Request) -> Response:
        form = {key: str(value) for key, value in (await request.form()).items()}
        self.log.append(("/token", form))
        if (misbehaved := self._misbehaved()) is not None:
            return misbehaved
        if not self._client_is_known(request, form):
            # With one way of showing itself only (RFC 6749, 2.3): twice is no better than not at all.
            twice = "authorization" in request.headers and "client_id" in form
            words, status = self.behaviour.unknown_words or ({"error": "invalid_client"}, 400 if twice else 401)
            return JSONResponse(words, status)
        scope = self._granted_scope(form)
        return JSONResponse({"error": "invalid_grant"}, 400) if scope is None else self._tokens(scope)

    def _misbehaved(self) -> Response | None:
        answers = {
            "invalid_grant": JSONResponse({"error": "invalid_grant", "error_description": "secret"}, 400),
            "INVALID_GRANT": JSONResponse({"error": " INVALID_GRANT "}, 400),
            "grant_in_object": JSONResponse({"error": {"code": "invalid_grant", "message": "secret"}}, 400),
            "as_a_list": JSONResponse([{"error": "invalid_grant"}], 400),
            "words": PlainTextResponse("invalid_grant", 400),
            "invalid_client": JSONResponse({"error": "invalid_client"}, 401),
            "error_in_200": JSONResponse({"error": "invalid_grant"}),
            "broken": HTMLResponse("oops", 502),
            "busy": JSONResponse({}, 429, {"retry-after": "11"}),
            "html": HTMLResponse("<h1>Sign in</h1>"),
            "gone": HTMLResponse("<h1>Not found</h1>", 404),
            "firewall": HTMLResponse("<h1>Access denied</h1>", 403),
            "firewall_challenge": HTMLResponse("no", 403, {"www-authenticate": "Basic"}),
            "unauthorized": HTMLResponse("<h1>Sign in</h1>", 401),
            "down": HTMLResponse("<h1>Back soon</h1>", 503),
            "invalid_grant_401": JSONResponse({"error": "invalid_grant"}, 401),
            "bad_refresh_token": JSONResponse({"error": "bad_refresh_token"}),
            "unauthorized_client": JSONResponse({"error": "unauthorized_client"}, 400),
            "invalid_request": JSONResponse({"error": "invalid_request"}, 400),
            "invalid_scope": JSONResponse({"error": "invalid_scope"}, 400),
            "invalid_target": JSONResponse({"error": "invalid_target"}, 400),
            "unsupported_grant_type": JSONResponse({"error": "unsupported_grant_type"}, 400),
            "form": Response(
                urlencode({"access_token": "a-1", "refresh_token": "r-1", "expires_in": "60", "scope": "read write"}),
                media_type="application/x-www-form-urlencoded",
            ),
            "empty": JSONResponse({}),
            "no_words": Response(status_code=400),
            "mac": JSONResponse({"access_token": "a", "token_type": "mac"}),
            "line_break": JSONResponse({"access_token": "a\r\nx-evil: 1", "token_type": "bearer"}),
        }
        return answers.get(self.behaviour.token)

    def _client_is_known(self, request: Request, form: dict[str, str]) -> bool:
        header, shown = request.headers.get("authorization", ""), "client_id" in form
        if bool(header) == shown:
            return False
        kind, _, encoded = header.partition(" ")
        name, _, secret = base64.b64decode(encoded).decode().partition(":")
        client_id, given = (form["client_id"], form.get("client_secret")) if shown else (unquote(name), unquote(secret))
        record = self.clients.get(client_id)
        if record is None:
            return client_id.startswith("https://") and given is None
        method = "client_secret_basic" if header else "client_secret_post" if given else "none"
        if method not in (self.behaviour.takes_methods or (record["token_endpoint_auth_method"],)):
            return False
        if method == "none":
            return True
        return (not header or kind == "Basic") and given == record.get("client_secret")

    def _granted_scope(self, form: dict[str, str]) -> str | None:
        if form.get("resource") != self.server_url:
            return None
        if form["grant_type"] == "refresh_token":
            known = self.refresh_tokens
            token = form["refresh_token"]
            return known.pop(token, None) if self.behaviour.rotates else known.get(token)
        asked = self.codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if asked is None or asked["code_challenge"] != proof or asked["redirect_uri"] != form["redirect_uri"]:
            return None
        return asked.get("scope", "")

    def _tokens(self, scope: str) -> Response:
        access = secrets.token_urlsafe(16)
        self.access_tokens.add(access)
        answer: dict[str, Any] = {
            "access_token": access,
            "token_type": "bearer",
            "expires_in": 3600,
            "scope": scope,
        }
        if self.behaviour.rotates or not self.refresh_tokens:
            answer["refresh_token"] = secrets.token_urlsafe(16)
            self.refresh_tokens[answer["refresh_token"]] = scope
        answer |= self.behaviour.token_fields
        self.scopes[access] = answer["scope"] or ""
        return JSONResponse({key: value for key, value in answer.items() if value is not None})

    async def _userinfo(self, request: Request) -> Response:
        return JSONResponse({"email": self.behaviour.account})

    async def _revoke(self, request: Request) -> Response:
        form = {key: str(value) for key, value in (await request.form()).items()}
        self.log.append(("/revoke", form))
        if not self._client_is_known(request, form):
            return JSONResponse({"error": "invalid_client"}, 401)
        if self.behaviour.revocation == "broken":
            return JSONResponse({}, 503)
        if self.behaviour.revocation == "unsupported_token_type":
            return JSONResponse({"error": "unsupported_token_type"}, 400)
        self.revoked.append(form["token"])
        return Response(status_code=200)


def _failed_inside(message: dict[str, Any]) -> Response:
    """What ms-365-mcp-server answers to a token that Microsoft refuses."""
    words = json.dumps({"error": "Microsoft Graph API error: 401 Unauthorized"})
    failed = {"content": [{"type": "text", "text": words}], "isError": True, "_meta": {"http_status": 401}}
    return JSONResponse({"jsonrpc": "2.0", "id": message["id"], "result": {**failed, "resultType": "complete"}})


@contextmanager
def authorization_server(**behaviour: Any) -> Iterator[FakeAuthorizationServer]:
    """Run one on a free port; keyword arguments are the fields of Behaviour."""
    listening = free_socket()
    fake = FakeAuthorizationServer(origin_of(listening), Behaviour(**behaviour))
    with served(fake.application(), listening):
        yield fake
