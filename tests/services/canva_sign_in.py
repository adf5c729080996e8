"""Canva's sign-in, for the stand-in: a page where Mia or Ada allows it, codes with PKCE, refresh tokens that work once.

Canva itself lets nobody sign in at a test, so what is refused here stands in its official description.
"""

import base64
import hashlib
import secrets
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.services.emulate_seed import ADA as ADAS_EMAIL, MIA as MIAS_EMAIL
from tests.services.stand_in import ADA, MIA

AUTHORIZE, TOKEN = "/api/oauth/authorize", "/rest/v1/oauth/token"
CLIENT = {"client_id": "switchboard-canva", "client_secret": "secret-of-switchboard-at-canva"}
TOKENS = {MIAS_EMAIL: MIA, ADAS_EMAIL: ADA}
PAGE = """<!doctype html><title>Canva stand-in</title><h1>Switchboard asks for access to your designs</h1>
<p>{scopes}</p>{forms}"""
FORM = """<form method="post"><input type="hidden" name="email" value="{email}"><button>{email}</button></form>"""


class CanvaSignIn:
    """One client, and the codes and refresh tokens that it was given."""

    def __init__(self, callbacks: list[str], scopes: dict[str, set[str]]) -> None:
        self._callbacks, self._scopes = callbacks, scopes
        self._known = set().union(*scopes.values())
        self._codes: dict[str, dict[str, str]] = {}
        self._refresh: dict[str, tuple[str, str]] = {}

    def forget(self) -> None:
        """No token is good any more, and none can be renewed: as when somebody takes the access back at Canva."""
        self._scopes.clear()
        self._refresh.clear()

    def routes(self) -> list[Route]:
        """The page and the token endpoint."""
        return [
            Route(AUTHORIZE, self._page, methods=["GET"]),
            Route(AUTHORIZE, self._allow, methods=["POST"]),
            Route(TOKEN, self._token, methods=["POST"]),
        ]

    async def _page(self, request: Request) -> Response:
        query = dict(request.query_params)
        if problem := self._problem(query):
            return HTMLResponse(f"<h1>{escape(problem)}</h1>", 400)
        forms = "".join(FORM.format(email=email) for email in TOKENS)
        return HTMLResponse(PAGE.format(scopes=escape(query["scope"]), forms=forms))

    def _problem(self, query: dict[str, str]) -> str:
        if query.get("client_id") != CLIENT["client_id"] or query.get("redirect_uri") not in self._callbacks:
            return "Unknown client or redirect address"
        if query.get("response_type") != "code" or query.get("code_challenge_method", "").upper() != "S256":
            return "A code with PKCE is wanted"
        asked = set(query.get("scope", "").split())
        return "" if asked and asked <= self._known else "Unknown scopes"

    async def _allow(self, request: Request) -> Response:
        query = dict(request.query_params)
        email = str((await request.form())["email"])
        if problem := self._problem(query):
            return HTMLResponse(f"<h1>{escape(problem)}</h1>", 400)
        code = secrets.token_urlsafe(8)
        self._codes[code] = {**query, "email": email}
        answer = urlencode({"code": code, "state": query["state"]})
        return RedirectResponse(f"{query['redirect_uri']}?{answer}", 303)

    async def _token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        if not _is_ours(request.headers.get("authorization", ""), form):
            return _refused(401, "invalid_client")
        granted = self._granted(form)
        if granted is None:
            return _refused(400, "invalid_grant")
        token, scope = granted
        self._scopes[token] = set(scope.split())
        again = secrets.token_urlsafe(8)
        self._refresh[again] = granted
        answer = {"access_token": token, "refresh_token": again, "token_type": "Bearer", "expires_in": 14400}
        return JSONResponse({**answer, "scope": scope})

    def _granted(self, form: dict[str, str]) -> tuple[str, str] | None:
        if form.get("grant_type") == "refresh_token":
            return self._refresh.pop(form.get("refresh_token", ""), None)
        asked = self._codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if asked is None or asked["code_challenge"] != proof or asked["redirect_uri"] != form.get("redirect_uri"):
            return None
        return TOKENS[asked["email"]], asked["scope"]


def _is_ours(header: str, form: dict[str, str]) -> bool:
    client = (CLIENT["client_id"], CLIENT["client_secret"])
    if header:
        shown = "{}:{}".format(*client).encode()
        return header == f"Basic {base64.b64encode(shown).decode()}" and "client_secret" not in form
    return (form.get("client_id"), form.get("client_secret")) == client


def _refused(status: int, error: str) -> Response:
    body: dict[str, Any] = {"error": error}
    return JSONResponse(body, status)
