"""Softeria's Microsoft 365 server as our tests start it: its own OAuth, up to what arrives at Graph."""

from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from tests.services.consent import CALLBACK, VERIFIER, NotOnThePage, consent, query_of, with_query
from tests.services.emulate_seed import ADA, MIA
from tests.services.ms365_server import TOOLS, Ms365Server

pytestmark = [pytest.mark.peer, pytest.mark.services]
MAIL = {
    "@odata.type": "#microsoft.graph.message",
    "subject": "Plan",
    "body": {"contentType": "text", "content": "x", "@odata.type": "#microsoft.graph.itemBody"},
}


@dataclass
class Client:
    """One that the server registered by itself."""

    server: Ms365Server

    def __post_init__(self) -> None:
        self.origin = self.server.url.removesuffix("/mcp")
        registered = httpx2.post(f"{self.origin}/register", json={"redirect_uris": [CALLBACK]}, trust_env=False)
        assert registered.status_code == 201
        self.id = registered.json()["client_id"]

    def code(self, email: str, redirect: str = CALLBACK) -> str:
        asked = {"client_id": self.id, "redirect_uri": redirect, "response_type": "code"}
        url = with_query(f"{self.origin}/authorize", {**asked, "state": f"of-{email}", "scope": "Mail.Read Mail.Send"})
        return query_of(consent(url, email))["code"]

    def exchange(self, code: str, verifier: str = VERIFIER) -> httpx2.Response:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "client_id": self.id}
        return httpx2.post(f"{self.origin}/token", data={**form, "code_verifier": verifier}, trust_env=False)

    def token(self, email: str) -> str:
        return str(self.exchange(self.code(email)).json()["access_token"])


def ask(server: Ms365Server, token: str, method: str, **params: Any) -> httpx2.Response:
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    headers = {"authorization": f"Bearer {token}", "accept": "application/json, text/event-stream"}
    return httpx2.post(server.url, json=message, headers=headers, trust_env=False, timeout=30)


def call(server: Ms365Server, token: str, tool: str, **arguments: Any) -> tuple[int, bool]:
    """Graph's status, and whether the result is an error."""
    result = ask(server, token, "tools/call", name=tool, arguments=arguments).json()["result"]
    return result["_meta"]["http_status"], result.get("isError", False)


def test_it_says_where_to_sign_in(ms365_server: Ms365Server) -> None:
    refused = httpx2.post(ms365_server.url, json={}, trust_env=False)
    origin = ms365_server.url.removesuffix("/mcp")
    assert refused.status_code == 401
    where = f'resource_metadata="{origin}/.well-known/oauth-protected-resource"'
    assert where in refused.headers["www-authenticate"]
    said = httpx2.get(f"{origin}/.well-known/oauth-authorization-server", trust_env=False).json()
    assert (said["authorization_endpoint"], said["registration_endpoint"]) == (
        f"{origin}/authorize",
        f"{origin}/register",
    )


def test_a_member_signs_in_at_microsoft_reads_and_sends(ms365_server: Ms365Server) -> None:
    token = Client(ms365_server).token(MIA)
    listed = ask(ms365_server, token, "tools/list").json()["result"]["tools"]
    assert {tool["name"] for tool in listed} == set(TOOLS)
    assert call(ms365_server, token, "list-mail-messages") == (200, False)
    assert call(ms365_server, token, "send-mail", body={"Message": MAIL})[1] is False
    assert [each.path for each in ms365_server.prism.requests] == ["/v1.0/me/messages", "/v1.0/me/sendMail"]
    assert ms365_server.prism.faults == []


def test_a_token_that_microsoft_does_not_know_fails_inside_the_result(ms365_server: Ms365Server) -> None:
    token = Client(ms365_server).token(ADA)
    ms365_server.emulate.revoke("microsoft", token)
    for refused in (token, "made-up"):
        assert call(ms365_server, refused, "list-mail-messages") == (401, True)
    assert ms365_server.prism.requests == []


def test_a_code_without_its_verifier_is_refused(ms365_server: Ms365Server) -> None:
    client = Client(ms365_server)
    refused = client.exchange(client.code(MIA), "somebody-elses-verifier-of-good-length-43-char")
    assert refused.status_code == 400 and refused.json()["error"] == "invalid_grant"


def test_a_redirect_address_that_is_not_ours_is_refused(ms365_server: Ms365Server) -> None:
    with pytest.raises(NotOnThePage, match=r"^400"):
        Client(ms365_server).code(MIA, "http://localhost:9999/elsewhere")
