"""A member looks for new tools with accounts of their own; new and changed ones wait, what is gone is not offered."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.accounts import offers
from connectors.accounts.offers import ToolChanges, changes_between
from connectors.models import Connection, OfferedTool
from organizations.models import AuditEvent
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.connectors.fake_sign_in import READ, WRITE, add, allow, says, sign_in
from tests.fakes.authorization_server import FakeAuthorizationServer, authorization_server
from tests.fakes.scripted_mcp import ScriptedMcp, error, response, scripted_mcp

pytestmark = pytest.mark.django_db
EXTRA = {"name": "extra", "inputSchema": {"type": "object"}}


@pytest.fixture
def fake(settings: Any) -> Iterator[FakeAuthorizationServer]:
    with authorization_server(tools=[READ, WRITE]) as server:
        allow(settings, server)
        yield server


@pytest.fixture
def server(settings: Any) -> Iterator[ScriptedMcp]:
    with scripted_mcp({"tools/list": says(READ, WRITE)}) as open_server:
        settings.EGRESS_ALLOW = [open_server.allowed]
        yield open_server


def connected(browser: Browser, server: ScriptedMcp) -> str:
    connector: str = browser.post("connectors", name="Ours", url=server.url).json()["id"]
    assert browser.post(f"connectors/{connector}/connections").status_code == 201
    return connector


def look(browser: Browser, connector: str) -> Any:
    return browser.post(f"connectors/{connector}/tool-refreshes")


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({}, {}, ToolChanges()),
        ({"a": "1"}, {"a": "1"}, ToolChanges()),
        ({}, {"a": "1"}, ToolChanges(added=frozenset("a"))),
        ({"a": "1"}, {}, ToolChanges(gone=frozenset("a"))),
        ({"a": "1"}, {"a": "2"}, ToolChanges(changed=frozenset("a"))),
        ({"a": "1", "b": "1"}, {"b": "2", "c": "1"}, ToolChanges(frozenset("c"), frozenset("b"), frozenset("a"))),
    ],
)
def test_changes_are_told_apart(before: dict[str, str], after: dict[str, str], found: ToolChanges) -> None:
    assert changes_between(before, after) == found


def test_a_look_says_what_is_new_changed_and_gone(cast: Cast, adas: Browser, server: ScriptedMcp) -> None:
    connector = connected(adas, server)
    server.answers["tools/list"] = says({**READ, "description": "Other."}, EXTRA)
    answer = look(adas, connector)
    assert answer.status_code == 200, answer.content
    assert answer.json() == {
        "added": ["extra"],
        "changed": ["look"],
        "gone": ["change"],
        "waiting_tools": 2,
        "problems": [],
    }
    again = look(adas, connector).json()
    assert (again["added"], again["changed"], again["gone"], again["waiting_tools"]) == ([], [], [], 2)
    with tenant(cast.acme.id):
        assert set(OfferedTool.objects.values_list("tool__name", flat=True)) == {"look", "extra"}
        held = AuditEvent.objects.filter(action="tool.quarantined", actor_name="Ada Byron")
        assert sorted(held.values_list("data__tool", flat=True)) == ["extra", "look"]


def test_a_look_is_with_ones_own_account_and_nobody_elses(
    cast: Cast, adas: Browser, mias: Browser, fake: FakeAuthorizationServer
) -> None:
    connector = add(adas, fake)["id"]
    sign_in(adas, connector)
    fake.behaviour.tools = [READ, WRITE, EXTRA]
    refused = look(mias, connector)
    assert (refused.status_code, refused.json()["code"]) == (403, "connection_required")
    sign_in(mias, connector)
    fake.behaviour.tools = [READ]
    assert look(mias, connector).json()["gone"] == ["change", "extra"]
    with tenant(cast.acme.id):
        by = OfferedTool.objects.values_list("connection__member__user__name", "tool__name")
        assert sorted(by) == [("Ada Byron", "change"), ("Ada Byron", "look"), (cast.mia.user.name, "look")]


def test_a_token_that_the_service_refuses_is_renewed_once_and_then_asks_to_sign_in(
    cast: Cast, adas: Browser, fake: FakeAuthorizationServer
) -> None:
    connector = add(adas, fake)["id"]
    sign_in(adas, connector)
    fake.access_tokens.clear()
    assert look(adas, connector).status_code == 200
    fake.access_tokens.clear()
    fake.refresh_tokens.clear()
    refused = look(adas, connector)
    assert (refused.status_code, refused.json()["code"]) == (502, "connection_needs_reauth")
    again = look(adas, connector)
    assert (again.status_code, again.json()["code"]) == (403, "connection_needs_reauth")
    with tenant(cast.acme.id):
        assert Connection.objects.get().status == "needs_reauth"
        # What the account was offered is kept for when it signs in again.
        assert OfferedTool.objects.count() == 2


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (response(503, "down"), "server_failed"),
        (error(-32603, "broken"), "protocol_broken"),
        (response(200, "<html>"), None),
    ],
)
def test_a_server_in_trouble_is_told_in_words_and_nothing_is_lost(
    cast: Cast, adas: Browser, server: ScriptedMcp, answer: Any, code: str | None
) -> None:
    connector = connected(adas, server)
    server.answers["tools/list"] = answer
    failed = look(adas, connector)
    assert failed.status_code == 502 and failed.json()["detail"]
    assert code is None or failed.json()["code"] == code
    with tenant(cast.acme.id):
        assert OfferedTool.objects.count() == 2


def test_one_account_in_trouble_does_not_hide_what_the_other_is_offered(
    cast: Cast, adas: Browser, server: ScriptedMcp
) -> None:
    connector = connected(adas, server)
    adas.post(f"connectors/{connector}/connections", label="Second")
    with tenant(cast.acme.id):
        Connection.objects.filter(label="Second").update(
            authorization_server={"origin": "https://elsewhere.example:443"}
        )
    server.answers["tools/list"] = says(READ, WRITE, EXTRA)
    found = look(adas, connector).json()
    assert found["added"] == ["extra"]
    assert [(one["account"], one["code"]) for one in found["problems"]] == [("Second", "connection_needs_reauth")]


def test_a_disabled_connector_and_a_strangers_are_not_there(cast: Cast, adas: Browser, server: ScriptedMcp) -> None:
    connector = connected(adas, server)
    assert look(Browser.of(cast.gus), connector).status_code == 404
    adas.delete(f"connectors/{connector}")
    asked = len(server.log)
    assert look(adas, connector).status_code == 404
    assert len(server.log) == asked


def _end(browser: Browser, connector: str, account: str) -> None:
    assert browser.delete(f"connectors/{connector}/connections/{account}").status_code == 204


def _sign_in_anew(browser: Browser, connector: str, account: str) -> None:
    assert browser.post(f"connectors/{connector}/connections").json()["id"] == account


def _disable(browser: Browser, connector: str, account: str) -> None:
    assert browser.delete(f"connectors/{connector}").status_code == 204


@pytest.mark.parametrize("change", [_end, _sign_in_anew, _disable])
def test_what_was_offered_to_an_account_that_changed_meanwhile_is_not_stored(
    cast: Cast, adas: Browser, server: ScriptedMcp, monkeypatch: pytest.MonkeyPatch, change: Any
) -> None:
    connector = connected(adas, server)
    (account,) = adas.get(f"connectors/{connector}").json()["connections"]
    asked = offers.offer_to

    def and_change(*args: Any, **kwargs: Any) -> Any:
        offer = asked(*args, **kwargs)
        server.answers["tools/list"] = says(READ)
        change(adas, connector, account["id"])
        return offer

    monkeypatch.setattr(offers, "offer_to", and_change)
    server.answers["tools/list"] = says(EXTRA)
    failed = look(adas, connector)
    assert (failed.status_code, failed.json()["code"]) == (502, "connection_changed")
    with tenant(cast.acme.id):
        assert not OfferedTool.objects.filter(tool__name="extra").exists()
