"""Owners set the ceiling, members their own level, and everybody sees what holds for them."""

from typing import Any

import pytest

from connectors.models import Connector, ToolPolicy
from organizations.models import AuditEvent
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.connectors.rows import offer, store_connection, store_connector

pytestmark = pytest.mark.django_db


@pytest.fixture
def tools(cast: Cast) -> str:
    """The path of a connector's tools."""
    with tenant(cast.acme.id):
        connector = store_connector(cast.ada, read_tools=["list_issues"])
        connection = store_connection(connector, cast.mia)
        for name, effect in (("list_issues", "read"), ("create_issue", "write"), ("delete_issue", "destructive")):
            offer(connection, name, effect)
        return f"connectors/{connector.pk}/tools"


def levels(browser: Browser, tools: str) -> dict[str, str]:
    return {tool["name"]: tool["policy"]["effective"] for tool in browser.get(tools).json()["results"]}


def set_level(browser: Browser, path: str, scope: str, policy: str | None) -> Any:
    return browser.patch(path, scope=scope, policy=policy)


def test_reads_are_allowed_and_all_else_asks(mias: Browser, tools: str) -> None:
    assert levels(mias, tools) == {"list_issues": "allow", "create_issue": "ask", "delete_issue": "ask"}


def test_an_owners_block_holds_for_everyone_whatever_they_say(adas: Browser, mias: Browser, tools: str) -> None:
    answer = set_level(adas, f"{tools}/create_issue", "organization", "block").json()["results"]
    assert [tool["policy"]["code"] for tool in answer] == ["tool_blocked_by_organization"]
    set_level(mias, f"{tools}/create_issue", "member", "allow")
    shown = {tool["name"]: tool["policy"] for tool in mias.get(tools).json()["results"]}["create_issue"]
    assert shown["effective"] == "block" and shown["organization"] == "block" and shown["member"] == "allow"
    assert levels(adas, tools)["create_issue"] == "block"


def test_a_group_is_set_at_once_and_a_tools_own_level_comes_first(mias: Browser, tools: str) -> None:
    set_level(mias, f"{tools}/@read", "member", "ask")
    changed = set_level(mias, f"{tools}/*", "member", "block").json()["results"]
    assert len(changed) == 3
    set_level(mias, f"{tools}/delete_issue", "member", "ask")
    assert levels(mias, tools) == {"list_issues": "ask", "create_issue": "block", "delete_issue": "ask"}


def test_removing_a_level_brings_the_default_back(cast: Cast, mias: Browser, tools: str) -> None:
    set_level(mias, f"{tools}/create_issue", "member", "allow")
    set_level(mias, f"{tools}/create_issue", "member", None)
    assert levels(mias, tools)["create_issue"] == "ask"
    with tenant(cast.acme.id):
        assert not ToolPolicy.objects.exists()
        assert AuditEvent.objects.filter(action="tool.policy_changed").count() == 2


def test_my_level_is_mine_alone(adas: Browser, mias: Browser, tools: str) -> None:
    set_level(mias, f"{tools}/create_issue", "member", "allow")
    assert levels(adas, tools)["create_issue"] == "ask"


def test_a_member_sets_no_ceiling(mias: Browser, tools: str) -> None:
    refused = set_level(mias, f"{tools}/create_issue", "organization", "block")
    assert (refused.status_code, refused.json()["code"]) == (403, "owner_required")


def test_a_personal_plan_has_no_ceiling(cast: Cast) -> None:
    finns = Browser.of(cast.finn)
    with tenant(cast.finns.id):
        connector = store_connector(cast.finn)
        offer(store_connection(connector, cast.finn), "create_issue", "write")
    path = f"connectors/{connector.pk}/tools/create_issue"
    assert set_level(finns, path, "organization", "block").json()["code"] == "plan_not_eligible"
    assert set_level(finns, path, "member", "block").status_code == 200


@pytest.mark.parametrize(
    ("tool", "body", "status"),
    [
        ("no_such_tool", {"scope": "member", "policy": "ask"}, 404),
        ("create_issue", {"scope": "everyone", "policy": "ask"}, 400),
        ("create_issue", {"scope": "member", "policy": "perhaps"}, 400),
        ("create_issue", {"scope": "member"}, 400),
    ],
)
def test_senseless_changes_are_refused(mias: Browser, tools: str, tool: str, body: dict[str, str], status: int) -> None:
    assert mias.patch(f"{tools}/{tool}", **body).status_code == status


def test_a_foreign_connector_is_not_there(cast: Cast, mias: Browser) -> None:
    with tenant(cast.globex.id):
        connector = store_connector(cast.gus)
    assert isinstance(connector, Connector)
    assert mias.get(f"connectors/{connector.pk}/tools").status_code == 404


def test_an_owner_sets_a_ceiling_before_anybody_connects(cast: Cast, adas: Browser, mias: Browser) -> None:
    with tenant(cast.acme.id):
        connector = store_connector(cast.ada)
    path = f"connectors/{connector.pk}/tools"
    assert levels(mias, path) == {
        "list_issues": "allow",
        "get_issue": "allow",
        "create_issue": "ask",
        "delete_issue": "ask",
    }
    assert set_level(adas, f"{path}/create_issue", "organization", "block").status_code == 200
    assert levels(mias, path)["create_issue"] == "block"
