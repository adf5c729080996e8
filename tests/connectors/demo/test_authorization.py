import re
from urllib.parse import urlsplit

import httpx2
import pytest

from connectors.demo.services import DOCS, TRACKER
from tests.connectors.demo.oauth_flow import CALLBACK, OAuthFlow, query_of, request_id
from tests.fakes.demo_servers import DemoServers

MIA = "mia@acme.example"


def test_discovery_leads_from_the_challenge_to_the_authorization_server(
    servers: DemoServers, http: httpx2.Client
) -> None:
    challenge = http.post("/tracker/mcp", json={})
    assert challenge.status_code == 401
    found = re.search(r'resource_metadata="([^"]+)"', challenge.headers["www-authenticate"])
    assert found
    resource = http.get(found[1]).json()
    assert resource["resource"] == servers.url_of(TRACKER)
    assert resource["scopes_supported"] == ["tracker:read", "tracker:write"]
    [issuer] = resource["authorization_servers"]
    server = http.get(f"{issuer}/.well-known/oauth-authorization-server").json()
    assert server["issuer"] == issuer == servers.base_url
    assert server["code_challenge_methods_supported"] == ["S256"]
    assert server["authorization_response_iss_parameter_supported"] is True
    assert server["registration_endpoint"].startswith(issuer)
    assert server["revocation_endpoint"].startswith(issuer)


def test_the_whole_flow_yields_a_token_that_works(servers: DemoServers, flow: OAuthFlow) -> None:
    client_id = flow.register()["client_id"]
    answer = flow.answer(flow.page(client_id).text, person=MIA)
    assert answer.headers["location"].startswith(CALLBACK)
    query = query_of(answer)
    assert (query["state"], query["iss"]) == (flow.state, servers.base_url)
    tokens = flow.exchange(client_id, query["code"], resource=servers.url_of(TRACKER)).json()
    assert (tokens["expires_in"], tokens["scope"]) == (3600, "tracker:read tracker:write")
    assert flow.call(tokens["access_token"]).status_code == 200


def test_a_token_for_the_tracker_is_refused_at_the_documents(flow: OAuthFlow) -> None:
    token = flow.tokens(MIA, TRACKER)["access_token"]
    assert flow.call(token, TRACKER).status_code == 200
    assert flow.call(token, DOCS).status_code == 401


def test_a_wrong_verifier_is_refused(flow: OAuthFlow) -> None:
    client_id = flow.register()["client_id"]
    code = flow.code(client_id, MIA)
    refused = flow.exchange(client_id, code, code_verifier="x" * 43)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"resource": None}, "invalid_target"),
        ({"resource": "https://elsewhere.example/mcp"}, "invalid_target"),
        ({"scope": "docs:read"}, "invalid_scope"),
        ({"scope": "everything"}, "invalid_scope"),
    ],
)
def test_a_request_that_is_not_allowed_goes_back_with_a_reason(
    flow: OAuthFlow, changes: dict[str, str | None], error: str
) -> None:
    response = flow.authorize(flow.register()["client_id"], TRACKER, **changes)
    assert response.headers["location"].startswith(CALLBACK)
    query = query_of(response)
    assert (query["error"], query["state"]) == (error, flow.state)
    assert query["iss"] == flow.servers.base_url


def test_an_unknown_client_or_address_is_never_redirected_to(flow: OAuthFlow) -> None:
    unknown = flow.authorize("nobody")
    foreign = flow.authorize(flow.register()["client_id"], redirect_uri="https://elsewhere.example/")
    for response in (unknown, foreign):
        assert response.status_code == 400
        assert "location" not in response.headers
        assert "This link does not work" in response.text


def test_cancel_goes_back_with_access_denied(flow: OAuthFlow) -> None:
    page = flow.page(flow.register()["client_id"])
    query = query_of(flow.answer(page.text, person=None, decision="cancel"))
    assert (query["error"], query["state"], query["iss"]) == (
        "access_denied",
        flow.state,
        flow.servers.base_url,
    )
    assert "code" not in query


def test_a_request_is_answered_once(flow: OAuthFlow) -> None:
    page = flow.page(flow.register()["client_id"])
    assert flow.answer(page.text, person=MIA).status_code == 303
    assert flow.answer(page.text, person=MIA).status_code == 410
    assert flow.answer(page.text, person=None, decision="cancel").status_code == 410


def test_a_forged_request_is_not_open(flow: OAuthFlow, http: httpx2.Client) -> None:
    genuine = request_id(flow.page(flow.register()["client_id"]).text)
    for forged in ("", "x", genuine[:-1], genuine.split(".")[0] + ".", genuine + "é"):
        assert http.get("/consent", params={"request": forged}).status_code == 410
        assert http.post("/consent", data={"request": forged, "choice": "cancel"}).status_code == 410
    assert http.get("/consent", params={"request": genuine}).status_code == 200


@pytest.mark.parametrize("person", [None, "stranger@acme.example"])
def test_allow_without_a_person_asks_again(flow: OAuthFlow, person: str | None) -> None:
    page = flow.page(flow.register()["client_id"])
    again = flow.answer(page.text, person=person)
    assert again.status_code == 422
    assert "Choose who you are" in again.text
    assert flow.answer(again.text, person=MIA).status_code == 303


def test_a_code_works_once_and_a_second_use_ends_the_grant(flow: OAuthFlow) -> None:
    client_id = flow.register()["client_id"]
    code = flow.code(client_id, MIA)
    token = flow.exchange(client_id, code).json()["access_token"]
    assert flow.exchange(client_id, code).json()["error"] == "invalid_grant"
    assert flow.call(token).status_code == 401


def test_a_code_belongs_to_its_client_and_resource(flow: OAuthFlow) -> None:
    client_id, other = flow.register()["client_id"], flow.register()["client_id"]
    code = flow.code(client_id, MIA)
    assert flow.exchange(other, code).json()["error"] == "invalid_grant"
    assert flow.exchange(client_id, code, resource=flow.servers.url_of(DOCS)).json()["error"] == "invalid_target"
    assert flow.exchange(client_id, code, redirect_uri="http://localhost:1/").json()["error"] == "invalid_request"
    assert flow.exchange(client_id, code).status_code == 200


def test_the_consent_page_sets_no_cookie_and_loads_nothing(flow: OAuthFlow) -> None:
    page = flow.page(flow.register()["client_id"])
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert f"form-action 'self' http://{urlsplit(CALLBACK).netloc};" in policy
    assert "set-cookie" not in page.headers
    assert page.headers["x-frame-options"] == "DENY"
    assert not re.search(r"<script|<link|<img|src=|@import|url\(", page.text)


def test_the_consent_page_says_who_asks_for_what(flow: OAuthFlow) -> None:
    text = flow.page(flow.register()["client_id"], login_hint="MIA@acme.example").text
    assert "Connect Acme Tracker to Switchboard" in text
    assert "localhost:8000" in text
    assert "It can read" in text
    assert "It can write" in text
    assert re.findall(r'value="([^"]+)" required checked', text) == [MIA]
    reading = flow.page(flow.register()["client_id"], scope="tracker:read").text
    assert "It can write" not in reading


def test_what_a_client_calls_itself_is_text_and_not_markup(flow: OAuthFlow) -> None:
    text = flow.page(flow.register(client_name="<b>$slug</b>\x00")["client_id"]).text
    assert "&lt;b&gt;$slug&lt;/b&gt;" in text
