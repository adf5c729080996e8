"""A client and a browser, by hand: every request of the authorization code flow as its own step."""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2

from connectors.demo.services import TRACKER, Service
from tests.fakes.demo_servers import DemoServers

CALLBACK = "http://localhost:8000/oauth/callback"


@dataclass
class OAuthFlow:
    servers: DemoServers
    http: httpx2.Client
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    state: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    def register(self, **metadata: Any) -> dict[str, Any]:
        given = {
            "client_name": "Switchboard",
            "redirect_uris": [CALLBACK],
            "token_endpoint_auth_method": "none",
        }
        response = self.http.post("/register", json=given | metadata)
        assert response.status_code == 201, response.text
        registered: dict[str, Any] = response.json()
        return registered

    def authorize(self, client_id: str, service: Service = TRACKER, **changes: str | None) -> httpx2.Response:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).decode().rstrip("=")
        given: dict[str, str | None] = {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": CALLBACK,
            "state": self.state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "resource": self.servers.url_of(service),
            **changes,
        }
        return self.http.get("/authorize", params={name: value for name, value in given.items() if value is not None})

    def page(self, client_id: str, service: Service = TRACKER, **changes: str | None) -> httpx2.Response:
        return self.http.get(self.authorize(client_id, service, **changes).headers["location"])

    def answer(self, page: str, *, person: str | None, decision: str = "allow") -> httpx2.Response:
        form = {"request": request_id(page), "choice": decision}
        return self.http.post("/consent", data=form | ({"person": person} if person else {}))

    def code(self, client_id: str, person: str, service: Service = TRACKER, **changes: str | None) -> str:
        page = self.page(client_id, service, **changes)
        return query_of(self.answer(page.text, person=person))["code"]

    def exchange(self, client_id: str, code: str, **changes: str) -> httpx2.Response:
        given = {
            "grant_type": "authorization_code",
            "client_id": client_id,
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": self.verifier,
        }
        return self.http.post("/token", data=given | changes)

    def refresh(self, client_id: str, refresh_token: str, **changes: str) -> httpx2.Response:
        given = {"grant_type": "refresh_token", "client_id": client_id, "refresh_token": refresh_token}
        return self.http.post("/token", data=given | changes)

    def tokens(self, person: str, service: Service = TRACKER, **changes: str | None) -> dict[str, Any]:
        """The whole way for one person: a new client, consent, tokens; `client_id` is in the answer too."""
        client_id = self.register()["client_id"]
        response = self.exchange(client_id, self.code(client_id, person, service, **changes))
        assert response.status_code == 200, response.text
        return {**response.json(), "client_id": client_id}

    def call(self, access_token: str, service: Service = TRACKER) -> httpx2.Response:
        """A request to the service's MCP server with this token."""
        return self.http.post(
            service.path,
            json={"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}},
            headers={
                "Authorization": f"Bearer {access_token}",
                "Accept": "application/json, text/event-stream",
                "MCP-Protocol-Version": "2025-11-25",
            },
        )


def request_id(page: str) -> str:
    found = re.search(r'name="request" value="([^"]+)"', page)
    assert found, page
    return found[1]


def query_of(response: httpx2.Response) -> dict[str, str]:
    """The query of the address that a response sends the browser to."""
    return dict(parse_qsl(urlsplit(response.headers["location"]).query))
