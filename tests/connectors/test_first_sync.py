"""What a custom connector offers waits until an owner has seen it: the first time, every time, version by version."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.models import ToolDefinition
from organizations.models import AuditEvent
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.connectors.fake_sign_in import READ, WRITE, add, allow, says, sign_in
from tests.fakes.authorization_server import FakeAuthorizationServer, authorization_server
from tests.fakes.scripted_mcp import scripted_mcp

pytestmark = pytest.mark.django_db
OTHER = {"name": "extra", "inputSchema": {"type": "object"}}


@pytest.fixture
def fake(settings: Any) -> Iterator[FakeAuthorizationServer]:
    with authorization_server(tools=[READ, WRITE]) as server:
        allow(settings, server)
        yield server


def tools(browser: Browser, connector: str) -> dict[str, dict[str, Any]]:
    return {tool["name"]: tool for tool in browser.get(f"connectors/{connector}/tools").json()["results"]}


def waiting(browser: Browser, connector: str) -> int:
    """What the connector's page says, and the plus menu of a conversation."""
    shown = browser.get(f"connectors/{connector}").json()["waiting_tools"]
    conversation = browser.post("conversations").json()["id"]
    (toggle,) = browser.get(f"conversations/{conversation}/connectors").json()["results"]
    assert toggle["waiting_tools"] == shown
    return int(shown)


def pairs(found: dict[str, dict[str, Any]]) -> list[dict[str, str]]:
    return [{"name": tool["name"], "digest": tool["digest"]} for tool in found.values()]


def accept(browser: Browser, connector: str, shown: list[dict[str, str]]) -> Any:
    return browser.post(f"connectors/{connector}/tool-reviews", tools=shown)


def test_behind_a_sign_in_nobody_was_shown_anything_so_all_waits(
    cast: Cast, adas: Browser, mias: Browser, fake: FakeAuthorizationServer
) -> None:
    added = add(adas, fake)
    connector = added["id"]
    assert added["tools"] == []
    assert sign_in(mias, connector)["connected"] == connector
    found = tools(mias, connector)
    assert {name: tool["accepted"] for name, tool in found.items()} == {"look": False, "change": False}
    assert waiting(mias, connector) == waiting(adas, connector) == 2
    with tenant(cast.acme.id):
        held = AuditEvent.objects.filter(action="tool.quarantined").values_list("data__tool", flat=True)
        assert sorted(held) == ["change", "look"]

    refused = accept(mias, connector, pairs(found))
    assert (refused.status_code, refused.json()["code"]) == (403, "owner_required")
    accepted = accept(adas, connector, pairs(tools(adas, connector)))
    assert accepted.status_code == 200
    assert {tool["name"]: tool["accepted"] for tool in accepted.json()["results"]} == {"look": True, "change": True}
    assert waiting(mias, connector) == 0
    with tenant(cast.acme.id):
        reviewed = AuditEvent.objects.filter(action="tool.reviewed", actor_name="Ada Byron")
        assert sorted(reviewed.values_list("data__tool", flat=True)) == ["change", "look"]
    # The next account is offered what was seen.
    sign_in(adas, connector)
    assert waiting(adas, connector) == 0


def test_a_list_that_changed_between_being_shown_and_accepted_is_not_accepted(
    cast: Cast, adas: Browser, mias: Browser, fake: FakeAuthorizationServer
) -> None:
    connector = add(adas, fake)["id"]
    sign_in(adas, connector)
    shown = pairs(tools(adas, connector))
    fake.behaviour.tools = [READ, {**WRITE, "description": "Also sends your files away."}, OTHER]
    sign_in(mias, connector)

    refused = accept(adas, connector, shown)

    assert (refused.status_code, refused.json()["code"]) == (409, "tool_changed")
    assert not any(tool["accepted"] for tool in tools(adas, connector).values())
    # One at a time too, and what was not shown stays where it is.
    seen = {one["name"]: one["digest"] for one in shown}
    stale = adas.post(f"connectors/{connector}/tools/change/review", digest=seen["change"])
    assert (stale.status_code, stale.json()["code"]) == (409, "tool_changed")
    assert adas.post(f"connectors/{connector}/tools/look/review", digest=seen["look"]).json()["accepted"] is True
    assert waiting(adas, connector) == 2
    with tenant(cast.acme.id):
        assert ToolDefinition.objects.filter(name="change", accepted_at=None).count() == 2


@pytest.mark.parametrize(
    ("shown", "status"),
    [
        ([], 400),
        ([{"name": "look"}], 400),
        ([{"digest": "x"}], 400),
        ([{"name": "look", "digest": ""}], 400),
        ([{"name": "missing", "digest": "x"}], 404),
        ([{"name": "look", "digest": "x"}], 409),
        ("look", 400),
    ],
)
def test_a_review_names_what_was_seen(adas: Browser, fake: FakeAuthorizationServer, shown: Any, status: int) -> None:
    connector = add(adas, fake)["id"]
    sign_in(adas, connector)
    assert accept(adas, connector, shown).status_code == status
    assert waiting(adas, connector) == 2


def test_a_person_on_their_own_accepts_what_they_are_shown(cast: Cast, fake: FakeAuthorizationServer) -> None:
    finns = Browser.of(cast.finn)
    connector = add(finns, fake)["id"]
    sign_in(finns, connector)
    assert waiting(finns, connector) == 2
    assert accept(finns, connector, pairs(tools(finns, connector))).status_code == 200
    assert waiting(finns, connector) == 0


def test_an_open_server_is_accepted_as_it_was_shown_and_not_as_it_is_later(
    adas: Browser, mias: Browser, settings: Any
) -> None:
    with scripted_mcp({"tools/list": says(READ)}) as server:
        settings.EGRESS_ALLOW = [server.allowed]
        added = adas.post("connectors", name="Ours", url=server.url).json()
        assert [(tool["name"], tool["accepted"]) for tool in added["tools"]] == [("look", True)]
        # To the first account it offers more, and something else under the name that was shown.
        server.answers["tools/list"] = says({**READ, "title": "Look!"}, WRITE)
        mias.post(f"connectors/{added['id']}/connections")
    found = tools(mias, added["id"])
    assert found["change"]["accepted"] is False
    assert waiting(mias, added["id"]) == sum(not tool["accepted"] for tool in found.values())


def test_a_stranger_reviews_nothing(cast: Cast, adas: Browser, fake: FakeAuthorizationServer) -> None:
    connector = add(adas, fake)["id"]
    sign_in(adas, connector)
    assert accept(Browser.of(cast.gus), connector, pairs(tools(adas, connector))).status_code == 404
