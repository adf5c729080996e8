import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from tests.connectors.demo.oauth_flow import CALLBACK, OAuthFlow
from tests.fakes.demo_servers import DemoServers

MIA = "mia@acme.example"


def test_refreshing_gives_a_new_pair(flow: OAuthFlow) -> None:
    first = flow.tokens(MIA)
    second = flow.refresh(first["client_id"], first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert flow.call(second["access_token"]).status_code == 200
    assert flow.call(first["access_token"]).status_code == 200, "a call under way must not fail"


def test_an_old_refresh_token_ends_the_grant(flow: OAuthFlow) -> None:
    first = flow.tokens(MIA)
    second = flow.refresh(first["client_id"], first["refresh_token"]).json()
    again = flow.refresh(first["client_id"], first["refresh_token"])
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert flow.call(second["access_token"]).status_code == 401
    assert flow.refresh(first["client_id"], second["refresh_token"]).json()["error"] == "invalid_grant"


def test_of_many_refreshes_at_once_one_wins_and_the_grant_ends(flow: OAuthFlow) -> None:
    tokens = flow.tokens(MIA)

    def refresh(_: int) -> int:
        return flow.refresh(tokens["client_id"], tokens["refresh_token"]).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(refresh, range(16)))
    assert answers.count(200) == 1
    assert answers.count(400) == 15
    assert flow.call(tokens["access_token"]).status_code == 401


def test_a_refresh_may_ask_for_less_but_not_for_more(flow: OAuthFlow) -> None:
    first = flow.tokens(MIA, scope="tracker:read")
    more = flow.refresh(first["client_id"], first["refresh_token"], scope="tracker:read tracker:write")
    assert more.json()["error"] == "invalid_scope"
    other = flow.refresh(first["client_id"], first["refresh_token"], resource="https://elsewhere.example")
    assert other.json()["error"] == "invalid_target"
    assert flow.refresh(first["client_id"], first["refresh_token"]).status_code == 200


def test_a_refresh_token_belongs_to_its_client(flow: OAuthFlow) -> None:
    first, stranger = flow.tokens(MIA), flow.register()["client_id"]
    assert flow.refresh(stranger, first["refresh_token"]).json()["error"] == "invalid_grant"
    assert flow.refresh(first["client_id"], first["refresh_token"]).status_code == 200


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_revoking_either_token_ends_the_grant(flow: OAuthFlow, http: httpx2.Client, kind: str) -> None:
    tokens = flow.tokens(MIA)
    revoked = http.post("/revoke", data={"client_id": tokens["client_id"], "token": tokens[kind]})
    assert revoked.status_code == 200
    assert flow.call(tokens["access_token"]).status_code == 401
    assert flow.refresh(tokens["client_id"], tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_only_the_own_client_can_revoke(flow: OAuthFlow, http: httpx2.Client) -> None:
    tokens, stranger = flow.tokens(MIA), flow.register()["client_id"]
    assert http.post("/revoke", data={"client_id": stranger, "token": tokens["access_token"]}).status_code == 200
    assert http.post("/revoke", data={"client_id": stranger, "token": "unknown"}).status_code == 200
    assert http.post("/revoke", data={"client_id": "nobody", "token": "x"}).status_code == 401
    assert http.post("/revoke", data={"client_id": stranger}).status_code == 400
    assert flow.call(tokens["access_token"]).status_code == 200


def test_an_access_token_expires(tmp_path: Path) -> None:
    with DemoServers(tmp_path, access_seconds=0) as servers, httpx2.Client(base_url=servers.base_url) as http:
        flow = OAuthFlow(servers, http)
        tokens = flow.tokens(MIA)
        assert tokens["expires_in"] == 0
        assert flow.call(tokens["access_token"]).status_code == 401
        assert flow.refresh(tokens["client_id"], tokens["refresh_token"]).status_code == 200


def test_a_client_with_a_secret_must_show_it(flow: OAuthFlow) -> None:
    client = flow.register(token_endpoint_auth_method="client_secret_post")
    code = flow.code(client["client_id"], MIA)
    for wrong in ({}, {"client_secret": "wrong"}):
        refused = flow.exchange(client["client_id"], code, **wrong)
        assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    assert flow.exchange(client["client_id"], code, client_secret=client["client_secret"]).status_code == 200


def test_a_client_with_basic_authentication_may_revoke(flow: OAuthFlow, http: httpx2.Client) -> None:
    client = flow.register(token_endpoint_auth_method="client_secret_basic")
    identity = (client["client_id"], client["client_secret"])
    form = {"client_id": client["client_id"], "token": "unknown"}
    assert http.post("/revoke", data=form).status_code == 401
    assert http.post("/revoke", data=form, auth=identity).status_code == 200


@pytest.mark.parametrize(
    "metadata",
    [
        {"redirect_uris": []},
        {"redirect_uris": ["http://elsewhere.example/callback"]},
        {"redirect_uris": ["javascript:alert(1)"]},
        {"redirect_uris": [f"{CALLBACK}#fragment"]},
        {"redirect_uris": [CALLBACK] * 11},
        {"scope": "everything"},
        {"grant_types": ["client_credentials"]},
        {"token_endpoint_auth_method": "private_key_jwt"},
    ],
)
def test_a_registration_that_is_not_safe_is_refused(http: httpx2.Client, metadata: dict[str, object]) -> None:
    given = {"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none"} | metadata
    response = http.post("/register", json=given)
    assert response.status_code == 400
    assert response.json()["error"] in ("invalid_redirect_uri", "invalid_client_metadata")


@pytest.mark.parametrize("path", ["/register", "/token", "/revoke", "/consent", "/tracker/mcp"])
def test_a_body_that_is_too_large_is_refused(flow: OAuthFlow, http: httpx2.Client, path: str) -> None:
    headers = {
        "Authorization": f"Bearer {flow.tokens(MIA)['access_token']}",
        "Content-Type": "application/json",
    }
    assert http.post(path, content=b"x" * (1024 * 1024 + 1), headers=headers).status_code == 413


def test_everything_outlives_a_restart(tmp_path: Path) -> None:
    with DemoServers(tmp_path) as servers, httpx2.Client(base_url=servers.base_url) as http:
        tokens = OAuthFlow(servers, http).tokens(MIA)
        port = int(servers.base_url.rpartition(":")[2])
    with DemoServers(tmp_path, port) as servers, httpx2.Client(base_url=servers.base_url) as http:
        flow = OAuthFlow(servers, http)
        assert flow.call(tokens["access_token"]).status_code == 200
        assert flow.refresh(tokens["client_id"], tokens["refresh_token"]).status_code == 200


def test_no_code_token_or_secret_is_stored_as_it_is(flow: OAuthFlow, tmp_path: Path) -> None:
    client = flow.register(token_endpoint_auth_method="client_secret_post")
    code = flow.code(client["client_id"], MIA)
    tokens = flow.exchange(client["client_id"], code, client_secret=client["client_secret"]).json()
    with sqlite3.connect(tmp_path / "demo.sqlite3") as connection:
        stored = "\n".join(connection.iterdump())
    for secret in (code, tokens["access_token"], tokens["refresh_token"], client["client_secret"]):
        assert secret not in stored
    for name in ("demo.sqlite3", "demo-servers.key"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
