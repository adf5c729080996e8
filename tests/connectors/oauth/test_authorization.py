"""The authorization address, and the check of what the browser brings back."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.oauth import (
    AuthorizationServer,
    OAuthFailed,
    PendingAuthorization,
    RegisteredClient,
    check_callback,
    start_authorization,
    union_scopes,
)

SERVER = AuthorizationServer(
    issuer="https://as.example.com",
    authorization_endpoint="https://as.example.com/authorize?tenant=7#top",
    token_endpoint="https://as.example.com/token",
    resource="https://mcp.example.com/mcp",
    default_scope="read offline_access",
    sends_iss=True,
)
PATH = "/callback/tracker/1"
CLIENT = RegisteredClient("client&1", f"https://us.example.com{PATH}", "dynamic", issuer=SERVER.issuer)


def pending(**changes: Any) -> PendingAuthorization:
    server = AuthorizationServer.from_json({**SERVER.to_json(), **changes})
    return start_authorization(server, CLIENT)


def test_the_address_carries_everything_and_keeps_its_own_query() -> None:
    started = pending()
    url = urlsplit(started.url)
    query = {name: values[0] for name, values in parse_qs(url.query, strict_parsing=True).items()}
    challenge = query.pop("code_challenge")
    assert (url.netloc, url.path, url.fragment) == ("as.example.com", "/authorize", "")
    assert len(challenge) == 43 and challenge not in started.code_verifier
    assert query == {
        "tenant": "7",
        "response_type": "code",
        "client_id": "client&1",
        "redirect_uri": CLIENT.redirect_uri,
        "state": started.state,
        "code_challenge_method": "S256",
        "resource": SERVER.resource,
        "scope": "read offline_access",
        "prompt": "consent",
    }


def test_no_scope_means_no_scope_and_no_forced_consent() -> None:
    query = parse_qs(urlsplit(pending(default_scope=None).url).query)
    assert "scope" not in query and "prompt" not in query


def test_a_given_scope_replaces_the_default() -> None:
    started = start_authorization(SERVER, CLIENT, scope="read")
    assert parse_qs(urlsplit(started.url).query)["scope"] == ["read"]


def test_every_start_has_its_own_state_and_verifier() -> None:
    first, second = pending(), pending()
    assert first.state != second.state and first.code_verifier != second.code_verifier


def test_a_good_callback_gives_its_code() -> None:
    started = pending()
    assert check_callback(started, {"iss": SERVER.issuer, "state": started.state, "code": "c"}, path=PATH) == "c"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"iss": "https://evil.example.com", "code": "c"}, "issuer_mismatch"),
        ({"iss": "https://as.example.com/", "code": "c"}, "issuer_mismatch"),
        ({"iss": None, "code": "c"}, "issuer_mismatch"),
        ({"iss": "https://evil.example.com", "error": "access_denied"}, "issuer_mismatch"),
        ({"iss": "https://evil.example.com", "state": "wrong"}, "issuer_mismatch"),
        ({"state": "wrong", "code": "c"}, "state_mismatch"),
        ({"state": None, "code": "c"}, "state_mismatch"),
        ({"state": "wrong\ud800", "code": "c"}, "state_mismatch"),
        ({"state": "wrong", "error": "access_denied"}, "state_mismatch"),
        ({"error": "access_denied"}, "consent_denied"),
        ({"error": "temporarily_unavailable", "error_description": "call +1 900"}, "authorization_failed"),
        ({}, "authorization_failed"),
        ({"code": "c" * 9000}, "authorization_failed"),
    ],
)
def test_the_issuer_is_judged_before_the_state_and_the_state_before_the_error(
    query: dict[str, str | None], code: str
) -> None:
    started = pending()
    given = {"iss": SERVER.issuer, "state": started.state} | query
    with pytest.raises(OAuthFailed) as failed:
        check_callback(started, {name: value for name, value in given.items() if value is not None}, path=PATH)
    assert failed.value.code == code
    assert "900" not in failed.value.person_message


@pytest.mark.parametrize("sends_iss", [True, False])
@pytest.mark.parametrize("path", ["/callback", "/callback/", "/callback/tracker/2", f"{PATH}/", f"/{PATH}", ""])
def test_an_answer_at_another_servers_address_is_refused_whatever_it_says(path: str, sends_iss: bool) -> None:
    started = pending(sends_iss=sends_iss)
    for answer in ({"code": "c"}, {"error": "access_denied"}, {}):
        with pytest.raises(OAuthFailed) as failed:
            check_callback(started, {"iss": SERVER.issuer, "state": started.state, **answer}, path=path)
        assert failed.value.code == "wrong_callback"


def test_a_missing_issuer_is_accepted_from_a_server_that_never_sends_one() -> None:
    started = pending(sends_iss=False)
    assert check_callback(started, {"state": started.state, "code": "c"}, path=PATH) == "c"


def test_a_pending_sign_in_survives_as_json_and_its_repr_shows_no_secret() -> None:
    started = pending()
    assert PendingAuthorization.from_json(started.to_json()) == started
    for secret in (started.state, started.code_verifier, "tenant=7&response_type"):
        assert secret not in repr(started)


def test_a_step_up_keeps_what_was_granted() -> None:
    assert union_scopes("read", "write read") == "read write"
    assert (union_scopes(None, "read"), union_scopes("read", None)) == ("read", "read")
