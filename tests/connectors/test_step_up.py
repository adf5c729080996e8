"""A service that wants more access than was granted: the sign-in is kept, and the next one asks for what it named."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.models import Connection, ConnectionStatus
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser, query_of
from tests.connectors.fake_sign_in import READ, add, allow, browse, sign_in
from tests.connectors.rows import store_connector
from tests.fakes.authorization_server import FakeAuthorizationServer, authorization_server

pytestmark = pytest.mark.django_db(transaction=True)
SAYS_SO = 'Bearer error="insufficient_scope", scope="admin"'
NAMES_IT = 'Bearer scope="read admin"'
EXPIRED = 'Bearer error="invalid_token", error_description="expired", scope="read admin"'


@pytest.fixture
def fake(settings: Any) -> Iterator[FakeAuthorizationServer]:
    with authorization_server(tools=[READ]) as server:
        allow(settings, server)
        yield server


@pytest.fixture
def ours(adas: Browser, fake: FakeAuthorizationServer) -> str:
    return str(add(adas, fake)["id"])


def asked(fake: FakeAuthorizationServer) -> list[set[str]]:
    """What each sign-in asked for."""
    return [set(sent.get("scope", "").split()) for sent in fake.asked("/authorize")]


def account(browser: Browser, connector: str) -> dict[str, Any]:
    (one,) = browser.get(f"connectors/{connector}").json()["connections"]
    found: dict[str, Any] = one
    return found


def refused(browser: Browser, connector: str, fake: FakeAuthorizationServer, status: int, challenge: str) -> Any:
    """What a member reads after the service answered this to what they did with their account."""
    fake.behaviour.refuses_all = (status, challenge)
    answer = browser.post(f"connectors/{connector}/tool-refreshes").json()
    fake.behaviour.refuses_all = None
    return answer


@pytest.mark.parametrize("renewable", [True, False])
@pytest.mark.parametrize(
    ("status", "challenge"), [(403, SAYS_SO), (403, NAMES_IT), (401, SAYS_SO), (401, NAMES_IT), (401, EXPIRED)]
)
def test_the_next_sign_in_asks_for_what_was_granted_and_what_was_wanted(
    cast: Cast, mias: Browser, ours: str, fake: FakeAuthorizationServer, status: int, challenge: str, renewable: bool
) -> None:
    if not renewable:
        fake.behaviour.token_fields = {"refresh_token": None}
    sign_in(mias, ours)
    problem = refused(mias, ours, fake, status, challenge)
    assert problem["code"] == "insufficient_scope", problem
    assert "more access" in problem["detail"] and "(admin)" in problem["detail"]
    shown = account(mias, ours)
    assert (shown["status"], shown["missing_scopes"]) == ("needs_scope", ["admin"])
    assert sign_in(mias, ours)["connected"] == ours
    before, after = asked(fake)
    assert after == before | {"admin"} and "admin" not in before
    shown = account(mias, ours)
    assert (shown["status"], shown["missing_scopes"]) == ("connected", []) and "admin" in shown["scopes"]
    # And it stays so at every later sign-in.
    sign_in(mias, ours)
    assert asked(fake)[-1] == after


def test_a_registration_that_is_a_ceiling_is_made_anew_and_others_ask_for_no_more(
    cast: Cast, adas: Browser, mias: Browser, ours: str, fake: FakeAuthorizationServer
) -> None:
    fake.behaviour.scope_is_a_ceiling = True
    sign_in(adas, ours)
    sign_in(mias, ours)
    refused(mias, ours, fake, 403, SAYS_SO)
    assert sign_in(mias, ours)["connected"] == ours
    assert len(fake.asked("/register")) == 2
    sign_in(adas, ours)
    assert ["admin" in one for one in asked(fake)] == [False, False, True, False]
    assert account(adas, ours)["missing_scopes"] == []


def test_a_listings_sign_in_asks_for_what_was_wanted_too(
    cast: Cast, mias: Browser, fake: FakeAuthorizationServer
) -> None:
    with tenant(cast.acme.id):
        listed = str(store_connector(cast.ada, server_url=fake.server_url, scopes=["read"]).pk)
    sign_in(mias, listed)
    refused(mias, listed, fake, 403, SAYS_SO)
    sign_in(mias, listed)
    first, second = asked(fake)
    assert second == first | {"admin"}


def test_a_scope_that_the_sign_in_server_refuses_is_not_asked_for_for_ever(
    mias: Browser, ours: str, fake: FakeAuthorizationServer
) -> None:
    sign_in(mias, ours)
    refused(mias, ours, fake, 403, SAYS_SO)
    fake.behaviour.callback = "invalid_scope"
    back = mias.come_back(browse(mias.start(ours)["authorization_url"]))
    assert query_of(back["Location"])["connect_error"] == "invalid_scope"
    fake.behaviour.callback = "ok"
    assert sign_in(mias, ours)["connected"] == ours
    first, second, third = asked(fake)
    assert "admin" in second and third == first


def test_what_the_service_does_not_grant_is_asked_for_once_it_wants_it_again(
    mias: Browser, ours: str, fake: FakeAuthorizationServer
) -> None:
    sign_in(mias, ours)
    refused(mias, ours, fake, 403, SAYS_SO)
    fake.behaviour.token_fields = {"scope": "read"}
    sign_in(mias, ours)
    assert account(mias, ours)["missing_scopes"] == []
    refused(mias, ours, fake, 403, SAYS_SO)
    assert account(mias, ours)["missing_scopes"] == ["admin"]
    sign_in(mias, ours)
    assert ["admin" in one for one in asked(fake)] == [False, True, True]


@pytest.mark.parametrize(("status", "challenge"), [(403, SAYS_SO), (401, SAYS_SO), (401, EXPIRED)])
def test_a_first_sign_in_that_was_too_narrow_is_wider_the_second_time(
    mias: Browser, ours: str, fake: FakeAuthorizationServer, status: int, challenge: str
) -> None:
    started = mias.start(ours)["authorization_url"]
    fake.behaviour.refuses_all = (status, challenge)
    wrong = query_of(mias.come_back(browse(started))["Location"])
    assert wrong["connect_error"] == "insufficient_scope"
    fake.behaviour.refuses_all = None
    assert account(mias, ours)["status"] == "pending"
    assert sign_in(mias, ours)["connected"] == ours
    assert ["admin" in one for one in asked(fake)] == [False, True]


@pytest.mark.parametrize("challenge", ["Bearer", 'Bearer error="invalid_token", scope="read"'])
def test_a_401_that_wants_nothing_new_still_ends_a_sign_in_that_cannot_be_renewed(
    cast: Cast, mias: Browser, ours: str, fake: FakeAuthorizationServer, challenge: str
) -> None:
    fake.behaviour.token_fields = {"refresh_token": None}
    sign_in(mias, ours)
    assert refused(mias, ours, fake, 401, challenge)["code"] == "connection_needs_reauth"
    assert account(mias, ours)["status"] == ConnectionStatus.NEEDS_REAUTH


def test_a_renewal_that_brings_the_access_is_used(mias: Browser, ours: str, fake: FakeAuthorizationServer) -> None:
    sign_in(mias, ours)
    fake.access_tokens.clear()
    fake.behaviour.challenge_scope = "read admin"
    assert mias.post(f"connectors/{ours}/tool-refreshes").status_code == 200
    assert len(fake.asked("/token")) == 2


def test_what_was_granted_already_is_no_reason_to_sign_in_again(
    mias: Browser, ours: str, fake: FakeAuthorizationServer
) -> None:
    sign_in(mias, ours)
    problem = refused(mias, ours, fake, 403, 'Bearer error="insufficient_scope", scope="read"')
    assert (problem["code"], "Sign in" in problem["detail"]) == ("insufficient_scope", False)
    assert account(mias, ours)["missing_scopes"] == []


def test_nonsense_in_a_challenge_is_never_asked_for(cast: Cast, mias: Browser, ours: str, fake: Any) -> None:
    sign_in(mias, ours)
    odd = " ".join(["ok", "a\\\\b", "x" * 500, *(f"s{n}" for n in range(100))])
    refused(mias, ours, fake, 403, f'Bearer error="insufficient_scope", scope="{odd}"')
    with tenant(cast.acme.id):
        wanted = Connection.objects.get(member=cast.mia).wanted_scopes
    assert wanted[0] == "ok" and wanted[1] == "s0" and len(wanted) == 50
