"""A custom connector where turns run: what an owner said of its tools counts, what nobody has seen is not called."""

import pytest

from connectors.models import ToolDefinition
from connectors.tools.policies import mark_effect, review_tool
from conversations.models import CallStatus, TurnStatus
from tests.conversations.conftest import Desk
from tests.conversations.test_survival import _killed
from tests.fakes.messages_api import text, tool

NAME = "notebook__list_notes"


def _effect(desk: Desk) -> str:
    """Of a call in a turn that runs now."""
    desk.model.says([tool(NAME)], [text("One.")])
    turn = desk.run(desk.ask())
    assert turn.status == TurnStatus.COMPLETED
    (call,) = desk.calls(turn)
    assert call.status == CallStatus.SUCCEEDED
    return call.effect


def _mark(desk: Desk, effect: str | None) -> None:
    owner = desk.cast.actor(desk.cast.ada)
    desk.inside(lambda: mark_effect(actor=owner, connector=desk.connector, name="list_notes", effect=effect))


def test_a_worker_hears_of_a_mark_between_two_turns(desk: Desk) -> None:
    desk.inside(lambda: ToolDefinition.objects.update(effect="write"))
    assert _effect(desk) == "write"
    _mark(desk, "read")
    assert _effect(desk) == "read"
    _mark(desk, None)
    assert _effect(desk) == "write"


@pytest.mark.parametrize(
    ("effect", "status", "runs"), [(None, CallStatus.UNKNOWN, 0), ("read", CallStatus.SUCCEEDED, 1)]
)
def test_only_what_an_owner_calls_a_read_is_called_again_after_a_kill(
    desk: Desk, effect: str | None, status: str, runs: int
) -> None:
    desk.inside(lambda: ToolDefinition.objects.update(effect="write", annotations={"read_only_hint": True}))
    _mark(desk, effect)
    turn = desk.ask()
    _killed(desk, turn, CallStatus.SENT, NAME)
    desk.model.says([text("One.")])
    (call,) = desk.calls(desk.run(turn))
    assert (call.status, desk.notebook.runs.count("list_notes")) == (status, runs)


def test_a_tool_that_no_owner_has_seen_is_neither_shown_nor_called(desk: Desk) -> None:
    desk.inside(lambda: ToolDefinition.objects.update(accepted_at=None))
    desk.model.says([tool(NAME)], [text("I can't.")])
    turn = desk.run(desk.ask())
    assert NAME not in [offered["name"] for offered in desk.model.requests[0].get("tools", [])]
    (call,) = desk.calls(turn)
    assert (call.status, call.error_code) == (CallStatus.BLOCKED, "tool_quarantined")
    assert "waits for an owner's review" in call.error_message
    assert desk.notebook.runs == []
    owner = desk.cast.actor(desk.cast.ada)
    desk.inside(lambda: review_tool(actor=owner, connector=desk.connector, name="list_notes"))
    assert _effect(desk) == "read"
