"""emulate as our tests start it: two people see their own things, and nobody gets in with a wrong or revoked token."""

from typing import Any

import httpx2
import pytest

from tests.services.consent import NotOnThePage, consent, query_of
from tests.services.emulate import ADA, MIA, Emulate
from tests.services.emulate_seed import LINEAR_SCOPES, SLACK_SCOPES

pytestmark = pytest.mark.peer

SCOPES = {
    "google": "openid email",
    "slack": ",".join(SLACK_SCOPES),
    "linear": " ".join(LINEAR_SCOPES),
    "microsoft": "openid email offline_access User.Read",
}
# By service, a small read: method, path, what is sent.
READ: dict[str, tuple[str, str, dict[str, Any]]] = {
    "google": ("GET", "/drive/v3/files", {}),
    "slack": ("POST", "/api/conversations.list", {"data": {"types": "public_channel,private_channel"}}),
    "linear": ("POST", "/graphql", {"json": {"query": "{viewer{assignedIssues{nodes{title}}}}"}}),
    "microsoft": ("GET", "/v1.0/me", {}),
}
OWN = {
    "google": {MIA: "file-roadmap", ADA: "file-salaries"},
    "slack": {MIA: "mia-notes", ADA: "ada-notes"},
    "linear": {MIA: "Write the announcement", ADA: "Renew the certificate"},
    "microsoft": {MIA: MIA, ADA: ADA},
}
# What nobody's token gets. Linear's emulator knows no "who are you": it misses the scope.
UNKNOWN = {
    "google": (401, "UNAUTHENTICATED"),
    "slack": (200, "not_authed"),
    "linear": (400, "Missing required Linear scope: read"),
    "microsoft": (401, "InvalidAuthenticationToken"),
}
REVOKED = {**UNKNOWN, "slack": (200, "token_revoked"), "linear": (401, "Linear token has been revoked.")}

services = pytest.mark.parametrize("service", SCOPES)


def send(emulate: Emulate, service: str, token: str, path: str, **sent: Any) -> httpx2.Response:
    """A POST to the service with this token."""
    headers = {"authorization": f"Bearer {token}"}
    return httpx2.post(emulate.origin(service) + path, headers=headers, trust_env=False, **sent)


def read(emulate: Emulate, service: str, token: str) -> tuple[int, str]:
    """The status and the text of the service's small read."""
    method, path, sent = READ[service]
    headers = {"authorization": f"Bearer {token}"}
    answer = httpx2.request(method, emulate.origin(service) + path, headers=headers, trust_env=False, **sent)
    return answer.status_code, answer.text


@services
def test_each_person_sees_their_own_things_and_not_the_others(emulate: Emulate, service: str) -> None:
    for person, other in ((MIA, ADA), (ADA, MIA)):
        token = emulate.sign_in(service, person, SCOPES[service])["access_token"]
        status, text = read(emulate, service, token)
        assert status == 200 and OWN[service][person] in text and OWN[service][other] not in text


@services
def test_a_wrong_token_is_refused(emulate: Emulate, service: str) -> None:
    status, text = read(emulate, service, "made-up")
    assert status == UNKNOWN[service][0] and UNKNOWN[service][1] in text


@services
def test_a_revoked_token_is_refused(emulate: Emulate, service: str) -> None:
    token = emulate.sign_in(service, MIA, SCOPES[service])["access_token"]
    emulate.revoke(service, token)
    status, text = read(emulate, service, token)
    assert status == REVOKED[service][0] and REVOKED[service][1] in text


@pytest.mark.parametrize("service", ["google", "linear", "microsoft"])
def test_a_code_without_its_verifier_is_refused(emulate: Emulate, service: str) -> None:
    code = query_of(consent(emulate.authorization_url(service, SCOPES[service]), MIA))["code"]
    form = {"grant_type": "authorization_code", "code": code}
    refused = emulate.exchange(service, **form, code_verifier="somebody-elses-verifier-of-good-length-43-char")
    assert refused.status_code == 400 and refused.json()["error"] == "invalid_grant"


@pytest.mark.parametrize("service", ["google", "linear", "microsoft"])
def test_access_is_renewed_with_a_refresh_token_until_that_is_revoked(emulate: Emulate, service: str) -> None:
    given = emulate.sign_in(service, MIA, SCOPES[service])
    refresh = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"]}
    renewed = emulate.exchange(service, **refresh).json()
    assert read(emulate, service, renewed["access_token"])[0] == 200
    last = renewed.get("refresh_token", given["refresh_token"])
    emulate.revoke(service, last)
    refused = emulate.exchange(service, **refresh | {"refresh_token": last})
    assert refused.status_code == 400 and refused.json()["error"] == "invalid_grant"


@services
def test_a_wrong_client_secret_is_refused(emulate: Emulate, service: str) -> None:
    code = query_of(consent(emulate.authorization_url(service, SCOPES[service]), MIA))["code"]
    refused = emulate.exchange(service, grant_type="authorization_code", code=code, client_secret="wrong")
    assert refused.json()["error"] in ("invalid_client", "invalid_client_id")


@services
def test_an_unregistered_redirect_address_is_refused(emulate: Emulate, service: str) -> None:
    asked = emulate.authorization_url(service, SCOPES[service]).replace("localhost%3A8000", "elsewhere.example")
    with pytest.raises(NotOnThePage, match=r"^400"):
        consent(asked, MIA)


def test_slack_names_the_scope_that_is_missing(emulate: Emulate) -> None:
    token = emulate.sign_in("slack", MIA, "channels:read")["access_token"]
    said = send(emulate, "slack", token, "/api/chat.postMessage", data={"channel": "C000000001", "text": "x"}).json()
    assert said == {"ok": False, "error": "missing_scope", "needed": "chat:write", "provided": "channels:read"}


def test_linear_names_the_scope_that_is_missing(emulate: Emulate) -> None:
    token = emulate.sign_in("linear", MIA, "read")["access_token"]
    create = 'mutation{issueCreate(input:{title:"x",teamId:"LAU"}){success}}'
    said = send(emulate, "linear", token, "/graphql", json={"query": create}).json()
    assert [each["message"] for each in said["errors"]] == ["Missing required Linear scope: issues:create"]


def test_a_reset_takes_back_what_was_written(emulate: Emulate) -> None:
    token = emulate.sign_in("google", MIA, SCOPES["google"])["access_token"]
    written = send(emulate, "google", token, "/drive/v3/files", json={"name": "Left behind"})
    assert written.status_code == 200 and "Left behind" in read(emulate, "google", token)[1]
    emulate.reset("google")
    assert "Left behind" not in read(emulate, "google", token)[1]
