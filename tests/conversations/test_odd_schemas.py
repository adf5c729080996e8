"""Tools whose schemas the Messages API would refuse: the model can use them, and people see the server's own words."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from connectors.model_schemas import why_unfit
from connectors.models import ToolDefinition
from conversations.models import CallStatus, TurnStatus
from tests import factories
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import text, tool
from tests.fakes.scripted_mcp import ScriptedMcp, result, scripted_mcp, text_result
from tests.owner import update_as_owner

LISTED = {"resultType": "complete", "ttlMs": 0, "cacheScope": "private"}
TEXT = {"type": "string"}
QUERY = {"type": "object", "properties": {"$filter": TEXT, "top": {"type": "integer"}}, "required": ["$filter"]}
EITHER = [{"properties": {name: TEXT}, "required": [name]} for name in ("content", "url")]
ATTACH = {"type": "object", "anyOf": EITHER}
TOOLS = [
    {"name": "query", "inputSchema": QUERY, "annotations": {"readOnlyHint": True}},
    {"name": "attach", "description": "d" * 5000, "inputSchema": ATTACH, "annotations": {"readOnlyHint": True}},
]


@pytest.fixture
def graph(desk: Desk, engine: Any, settings: Any) -> Iterator[ScriptedMcp]:
    """A second server in Mia's conversation."""
    answers = {"tools/list": result({"tools": TOOLS, **LISTED}), "tools/call": text_result("Found.")}
    with scripted_mcp(answers) as server:
        settings.EGRESS_ALLOW = [desk.notebook.allowed, server.allowed]
        connector = factories.make_connector(desk.cast.ada, name="Graph", url=server.url)
        connection = factories.make_connection(connector, desk.cast.mia)
        factories.offer_tools(connector, connection, server.url)
        factories.switch_on(desk.conversation, connector, connection)
        for name in ("query", "attach"):
            factories.set_policy(connector, name, "allow", desk.cast.mia)
        desk.engine = engine()
        yield server


def shown_by(desk: Desk) -> dict[str, Any]:
    """The tools of the newest request to the model, by name."""
    return {each["name"]: each for each in desk.model.requests[-1]["tools"]}


def test_every_schema_that_the_model_is_shown_is_one_that_its_service_takes(desk: Desk, graph: ScriptedMcp) -> None:
    desk.model.says([text("Hello.")])
    assert desk.run(desk.ask()).status == TurnStatus.COMPLETED
    shown = shown_by(desk)
    assert {"graph__query", "graph__attach"} <= set(shown)
    attach = shown["graph__attach"]
    assert attach["input_schema"] == {"type": "object", "properties": {"content": TEXT, "url": TEXT}}
    # The words outlive the cut of a long description.
    assert attach["description"].endswith("(1) content; (2) url.") and len(attach["description"]) <= 4000
    assert all(why_unfit(each["input_schema"]) is None for each in shown.values())


def test_what_the_model_gives_is_journaled_hashed_and_sent_under_the_servers_own_names(
    desk: Desk, graph: ScriptedMcp
) -> None:
    desk.model.says([text("Hello.")])
    desk.run(desk.ask())
    names = set(shown_by(desk)["graph__query"]["input_schema"]["properties"]) - {"top"}
    desk.model.says([tool("graph__query", **{names.pop(): "x eq 1", "top": 3})], [text("Done.")])
    turn = desk.run(desk.ask())
    (call,) = desk.calls(turn)
    own = {"$filter": "x eq 1", "top": 3}
    if call.status == CallStatus.AWAITING_APPROVAL:
        path = f"/api/v1/organizations/acme/tool-calls/{call.pk}"
        mia = desk.cast.client(desk.cast.mia)
        assert mia.get(path).json()["arguments"] == own
        assert mia.post(f"{path}/decision", {"decision": "allow_once"}, format="json").status_code == 200
        desk.run(turn)
        (call,) = desk.calls(turn)
    assert (call.status, call.arguments) == (CallStatus.SUCCEEDED, own)
    (sent,) = graph.asked("tools/call")
    assert sent["params"]["arguments"] == own


def test_a_stored_tool_that_no_model_can_have_costs_nobody_the_chat(desk: Desk, graph: ScriptedMcp) -> None:
    row = desk.inside(lambda: ToolDefinition.objects.get(name="query"))
    update_as_owner(ToolDefinition, row.pk, input_schema=json.dumps({"type": "array"}))
    desk.model.says([text("Hello.")])
    assert desk.run(desk.ask()).status == TurnStatus.COMPLETED
    assert "graph__query" not in shown_by(desk) and "graph__attach" in shown_by(desk)
    assert "array" not in json.dumps(shown_by(desk)["graph__attach"])
