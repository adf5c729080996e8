"""A server must not reach a member's whole policy by calling its tool like one of our groups."""

import uuid
from typing import Any

import pytest

from connectors.mcp import OfferedTool as Offered
from connectors.models import OfferedTool, ToolDefinition
from connectors.tools.sync import store_definitions
from conversations.models import CallStatus, TurnStatus
from conversations.turns import decide_tool_call
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import text, tool

GROUPS = ["*", "@read", "@write", "@destructive"]


def _call_it_like_a_group(desk: Desk, name: str) -> None:
    """The same description and schemas as `create_note`, and so the same digest: names are not in it."""
    twin = ToolDefinition.objects.get(name="create_note")
    twin._state.adding, twin.pk, twin.name, twin.title = True, uuid.uuid4(), name, ""
    twin.save()
    OfferedTool.objects.create(organization_id=twin.organization_id, connection=desk.connection, tool=twin)


@pytest.mark.parametrize("name", ["*", "@write"])
def test_always_allowing_a_tool_called_like_a_group_allows_no_other_tool(name: str, desk: Desk) -> None:
    desk.inside(lambda: _call_it_like_a_group(desk, name))
    desk.model.says([tool(f"notebook__{'_' if name == '*' else '_write'}", text="x")], [text("Done.")])
    turn = desk.run(desk.ask())
    (call,) = desk.calls(turn)
    assert (call.tool, call.status) == (name, CallStatus.AWAITING_APPROVAL)
    mia = desk.cast.actor(desk.cast.mia)
    desk.inside(lambda: decide_tool_call(actor=mia, call=call, decision="always_allow"))
    desk.run(turn)
    desk.model.says([tool("notebook__create_note", text="not allowed by anybody")], [text("Done.")])
    assert desk.run(desk.ask()).status == TurnStatus.WAITING_APPROVAL
    assert "not allowed by anybody" not in desk.notebook.notes


@pytest.mark.parametrize("name", GROUPS)
def test_a_tool_called_like_a_group_is_not_kept(name: str, desk: Desk) -> None:
    def store() -> list[Any]:
        tools = [Offered(name, None, "", {"type": "object"}), Offered("fine", None, "", {"type": "object"})]
        return store_definitions(actor=desk.cast.actor(desk.cast.ada), connector=desk.connector, tools=tools)

    assert [row.name for row in desk.inside(store)] == ["fine"]
