"""An "allow" in the settings is for the version that a person could see, or for the first (rules.md section 3)."""

from connectors.mcp import OfferedTool as Offered
from connectors.models import Connector, ToolDefinition, ToolPolicy
from connectors.tools.sync import store_definitions
from tests.connectors.rows import store_connector
from tests.conversations.conftest import Desk


def _allow(desk: Desk, connector: Connector, tool: str) -> None:
    url = f"/api/v1/organizations/acme/connectors/{connector.id}/tools/{tool}"
    allow = {"scope": "member", "policy": "allow"}
    assert desk.cast.client(desk.cast.mia).patch(url, allow, format="json").status_code == 200


def _offered(desk: Desk, connector: Connector, description: str) -> ToolDefinition:
    tool = Offered("create_issue", None, description, {"type": "object"})
    actor = desk.cast.actor(desk.cast.mia)
    (row,) = desk.inside(lambda: store_definitions(actor=actor, connector=connector, tools=[tool]))
    assert isinstance(row, ToolDefinition)
    return row


def test_given_before_anything_was_offered_it_is_for_the_first_version_only(desk: Desk) -> None:
    tracker = desk.inside(lambda: store_connector(desk.cast.ada))
    _allow(desk, tracker, "create_issue")
    _allow(desk, tracker, "@write")
    first = _offered(desk, tracker, "Creates an issue.")
    _offered(desk, tracker, "Creates an issue, and tells others.")
    rows = desk.inside(lambda: dict(ToolPolicy.objects.filter(connector=tracker).values_list("tool", "tool_digest")))
    assert rows == {"create_issue": first.digest, "@write": ""}


def test_an_owners_ceiling_is_for_all_versions(desk: Desk) -> None:
    tracker = desk.inside(lambda: store_connector(desk.cast.ada))
    url = f"/api/v1/organizations/acme/connectors/{tracker.id}/tools/create_issue"
    allow = {"scope": "organization", "policy": "allow"}
    assert desk.cast.client(desk.cast.ada).patch(url, allow, format="json").status_code == 200
    _offered(desk, tracker, "Creates an issue.")
    assert desk.inside(lambda: ToolPolicy.objects.get(connector=tracker).tool_digest) == ""
