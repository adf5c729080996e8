from pathlib import Path

import httpx2
import pytest

from connectors.demo.services import CHAT, DOCS, TRACKER, Service
from tests.connectors.demo.oauth_flow import OAuthFlow
from tests.fakes.demo_servers import DemoServers

MIA = "mia@acme.example"


def announced(http: httpx2.Client) -> str:
    endpoint: str = http.get("/.well-known/oauth-authorization-server").json()["userinfo_endpoint"]
    return endpoint


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("service", [TRACKER, DOCS, CHAT], ids=lambda service: service.slug)
def test_the_token_of_any_service_tells_whose_it_is(flow: OAuthFlow, http: httpx2.Client, service: Service) -> None:
    answer = http.get(announced(http), headers=bearer(flow.tokens(MIA, service)["access_token"]))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.json() == {"sub": MIA, "name": "Mia Kern", "email": MIA}


def test_nothing_but_a_live_access_token_is_answered(flow: OAuthFlow, http: httpx2.Client) -> None:
    tokens = flow.tokens(MIA)
    live = tokens["access_token"]
    others = ["Bearer", "Bearer unknown", f"Bearer {tokens['refresh_token']}", f"Basic {live}", live]
    for headers in ({}, *({"Authorization": other} for other in others)):
        refused = http.get("/userinfo", headers=headers)
        assert (refused.status_code, refused.json()["error"]) == (401, "invalid_token")
        assert refused.headers["www-authenticate"].startswith("Bearer ")
        assert MIA not in refused.text
    assert http.get("/userinfo", params={"access_token": live}).status_code == 401
    http.post("/revoke", data={"client_id": tokens["client_id"], "token": live})
    assert http.get("/userinfo", headers=bearer(live)).status_code == 401


def test_an_expired_access_token_is_refused(tmp_path: Path) -> None:
    with DemoServers(tmp_path, access_seconds=0) as servers, httpx2.Client(base_url=servers.base_url) as http:
        token = OAuthFlow(servers, http).tokens(MIA)["access_token"]
        assert http.get("/userinfo", headers=bearer(token)).status_code == 401
