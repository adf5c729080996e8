"""Servers that list their tools to anybody and want a sign-in for the first call: one signs in, and never in a loop."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from connectors.accounts.disconnect import note_late_challenge
from connectors.models import Connection, Connector
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser, query_of
from tests.connectors.fake_sign_in import READ, add, allow, sign_in
from tests.connectors.rows import store_connector
from tests.fakes.authorization_server import FakeAuthorizationServer, authorization_server

pytestmark = pytest.mark.django_db(transaction=True)
NAMELESS = ("tools/call", None, False)


@pytest.fixture
def lazy(settings: Any) -> Iterator[FakeAuthorizationServer]:
    """Anybody may list, nobody may call."""
    with authorization_server(strangers_may="list", tools=[READ]) as server:
        allow(settings, server)
        yield server


def refused(browser: Browser, connector: str) -> dict[str, Any]:
    answer = browser.post(f"connectors/{connector}/connections")
    assert answer.status_code == 502, answer.content
    problem: dict[str, Any] = answer.json()
    return problem


def a_call_was_refused(cast: Cast, *challenges: str) -> None:
    """As the engine notes it when a call came back with 401."""
    with tenant(cast.acme.id):
        note_late_challenge(Connection.objects.get().pk, challenges)


def test_one_signs_in_at_a_server_that_refuses_calls_only(
    cast: Cast, adas: Browser, mias: Browser, lazy: FakeAuthorizationServer
) -> None:
    connector = add(adas, lazy)["id"]
    assert sign_in(mias, connector)["connected"] == connector
    with tenant(cast.acme.id):
        connection = Connection.objects.get()
    assert connection.access_token and connection.authorization_server["server"]["issuer"] == lazy.origin
    # A call that names no tool told it: none was run.
    assert [call for call in lazy.calls if call[0] == "tools/call"] == [NAMELESS]


@pytest.mark.parametrize("strangers_may", ["nothing", "open", "list"])
@pytest.mark.parametrize(
    "told",
    [
        {"challenges_strangers": False},
        {"challenge_names_metadata": False},
        {"stranger_status": 403},
        {"stranger_status": 403, "challenge_error": "insufficient_scope", "challenge_scope": "read"},
    ],
)
def test_wherever_and_however_a_stranger_is_turned_away_one_signs_in(
    adas: Browser, mias: Browser, lazy: FakeAuthorizationServer, strangers_may: str, told: dict[str, Any]
) -> None:
    lazy.behaviour = replace(lazy.behaviour, strangers_may=strangers_may, **told)
    connector = add(adas, lazy)["id"]
    assert sign_in(mias, connector)["connected"] == connector


def test_a_server_that_sends_us_on_within_its_origin_is_asked_where_it_is(
    adas: Browser, mias: Browser, lazy: FakeAuthorizationServer
) -> None:
    lazy.behaviour.sends_on = "/mcp/"
    connector = add(adas, lazy)["id"]
    assert sign_in(mias, connector)["connected"] == connector
    assert NAMELESS in lazy.calls


def test_the_challenge_of_the_call_says_which_scope(
    adas: Browser, mias: Browser, lazy: FakeAuthorizationServer
) -> None:
    lazy.behaviour.challenge_scope = "user"
    started = mias.start(add(adas, lazy)["id"])
    assert query_of(started["authorization_url"])["scope"].split()[0] == "user"


@pytest.mark.parametrize("described", ["ok", "missing"])
def test_a_server_that_takes_strangers_needs_no_sign_in(
    adas: Browser, mias: Browser, lazy: FakeAuthorizationServer, described: str
) -> None:
    lazy.behaviour.strangers_may = "call"
    lazy.behaviour.resource_metadata = described
    started = mias.start(add(adas, lazy)["id"])
    assert started["status"] == "connected" and "authorization_url" not in started
    # Who describes no sign-in is not even asked.
    assert (NAMELESS in lazy.calls) == (described == "ok")


@pytest.mark.parametrize("described", ["missing", "broken", "busy", "html"])
def test_without_a_description_the_first_refused_call_leads_to_the_sign_in(
    cast: Cast, adas: Browser, mias: Browser, lazy: FakeAuthorizationServer, described: str
) -> None:
    lazy.behaviour.resource_metadata = described
    connector = add(adas, lazy)["id"]
    assert mias.start(connector)["status"] == "connected"
    lazy.behaviour.resource_metadata = "ok"
    a_call_was_refused(cast, lazy.challenge() + ', scope="user"')
    started = mias.start(connector)
    assert started["status"] == "pending"
    assert query_of(started["authorization_url"])["scope"].split()[0] == "user"
    assert sign_in(mias, connector)["connected"] == connector


def test_where_only_some_tools_want_a_sign_in_their_first_refusal_leads_to_it(
    cast: Cast, adas: Browser, mias: Browser, lazy: FakeAuthorizationServer
) -> None:
    lazy.behaviour.resource_metadata = "missing"
    lazy.behaviour.strangers_tools = ("look",)
    connector = add(adas, lazy)["id"]
    assert mias.start(connector)["status"] == "connected"
    a_call_was_refused(cast)
    # It describes its sign-in at its origin only, and that is where one signs in.
    assert sign_in(mias, connector)["connected"] == connector


def test_a_refusal_without_any_sign_in_is_said_and_does_not_connect_for_ever(
    cast: Cast, adas: Browser, mias: Browser, lazy: FakeAuthorizationServer
) -> None:
    lazy.behaviour.resource_metadata = lazy.behaviour.server_metadata = "missing"
    lazy.behaviour.registration = "page"
    connector = add(adas, lazy)["id"]
    assert mias.start(connector)["status"] == "connected"
    a_call_was_refused(cast, "Bearer")
    problem = refused(mias, connector)
    assert problem["code"] == "registration_unsupported" and "An owner" in problem["detail"]


@pytest.mark.parametrize("change", ["old", "moved"])
def test_a_refusal_is_forgotten_after_a_day_and_with_the_address(
    cast: Cast, adas: Browser, mias: Browser, lazy: FakeAuthorizationServer, change: str
) -> None:
    lazy.behaviour.resource_metadata = "missing"
    connector = add(adas, lazy)["id"]
    mias.start(connector)
    a_call_was_refused(cast, lazy.challenge())
    with tenant(cast.acme.id):
        row = Connector.objects.get()
        assert row.late_challenges == (lazy.challenge(),) and row.late_challenge is not None
        if change == "old":
            row.late_challenge["at"] = (timezone.now() - timedelta(hours=25)).isoformat()
        else:
            row.late_challenge["url"] = "https://elsewhere.example/mcp"
        row.save()
    assert mias.start(connector)["status"] == "connected"


def test_a_refusal_is_kept_within_bounds(
    cast: Cast, adas: Browser, mias: Browser, lazy: FakeAuthorizationServer
) -> None:
    lazy.behaviour.resource_metadata = "missing"
    mias.start(add(adas, lazy)["id"])
    a_call_was_refused(cast, *["x" * 9000 + "\0"] * 50)
    with tenant(cast.acme.id):
        kept = Connector.objects.get().late_challenges
    assert kept and len(kept) == 4 and all(len(one) == 2000 for one in kept)


def test_a_sign_in_server_that_is_down_is_said(
    cast: Cast, adas: Browser, mias: Browser, lazy: FakeAuthorizationServer, settings: Any
) -> None:
    settings.EGRESS_ALLOW = [*settings.EGRESS_ALLOW, "127.0.0.1:9"]
    lazy.behaviour.authorization_servers = ["http://127.0.0.1:9"]
    problem = refused(mias, add(adas, lazy)["id"])
    assert problem["code"] == "authorization_server_unavailable" and "cannot be reached" in problem["detail"]


def test_a_description_of_another_resource_is_said(adas: Browser, mias: Browser, lazy: FakeAuthorizationServer) -> None:
    lazy.behaviour.resource_metadata = "wrong_resource"
    assert refused(mias, add(adas, lazy)["id"])["code"] == "resource_mismatch"


def test_a_listing_that_says_there_is_no_sign_in_is_believed(
    cast: Cast, mias: Browser, lazy: FakeAuthorizationServer
) -> None:
    with tenant(cast.acme.id):
        connector = store_connector(cast.ada, server_url=lazy.server_url, registration="none")
    assert mias.start(str(connector.pk))["status"] == "connected"
    assert NAMELESS not in lazy.calls


@pytest.mark.parametrize("described", ["ok", "missing"])
def test_with_an_entered_client_id_one_signs_in_wherever_a_sign_in_is_described(
    adas: Browser, mias: Browser, lazy: FakeAuthorizationServer, described: str
) -> None:
    lazy.behaviour.strangers_may = "call"
    lazy.behaviour.resource_metadata = "missing"
    lazy.behaviour.server_metadata = described
    started = mias.start(add(adas, lazy, oauth_client_id="typed-in")["id"])
    assert started["status"] == ("pending" if described == "ok" else "connected")
