"""How far a running tool is: live on its card, for as long as it runs, kept nowhere."""

from typing import Any

import pytest

from connectors.mcp import ClientPool, Progress
from conversations.engine.turn import live_events
from conversations.models import CallStatus
from tests.conversations.conftest import Desk
from tests.conversations.stream_client import Reading
from tests.fakes.messages_api import text, tool

THREE = [Progress(1, 3, "one"), Progress(2, 3, "two"), Progress(3, 3, None)]


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """A server that says three times how far it is, and how long each call was given."""
    really, given = ClientPool.call_tool, []

    async def with_progress(self: ClientPool, *args: Any, **options: Any) -> Any:
        given.append(options)
        for each in THREE:
            await options["on_progress"](each)
        outcome = await really(self, *args, **options)
        await options["on_progress"](Progress(9, 9, "late"))
        return outcome

    monkeypatch.setattr(ClientPool, "call_tool", with_progress)
    return given


def _run(desk: Desk) -> tuple[list[tuple[str, dict[str, Any]]], list[Any]]:
    desk.model.says([text("Let me look."), tool("notebook__list_notes")], [text("One.")])
    turn = desk.ask()
    reading = Reading(turn)
    turn = desk.run(turn)
    assert reading.comes_to(lambda shows: shows[1] == "completed")
    reading.close()
    return reading.heard, desk.calls(turn)


def test_progress_is_heard_between_a_calls_start_and_its_end(
    desk: Desk, called: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_events, "PROGRESS_SECONDS", 0.0)
    heard, (call,) = _run(desk)
    names = [name for name, _ in heard]
    said = [data for name, data in heard if name == "tool_call.progress"]
    assert [(each["progress"], each["total"], each["message"]) for each in said[:3]] == [
        (1, 3, "one"),
        (2, 3, "two"),
        (3, 3, None),
    ]
    assert {each["call"] for each in said} == {str(call.id)}
    assert names.index("tool_call.started") < names.index("tool_call.progress") < names.index("tool_call.finished")
    assert call.status == CallStatus.SUCCEEDED
    assert "two" not in str(call.result)


def test_a_card_moves_no_faster_than_a_person_reads(desk: Desk, called: list[Any]) -> None:
    heard, _ = _run(desk)
    assert [data["message"] for name, data in heard if name == "tool_call.progress"] == ["one"]


def test_a_stream_is_not_filled_with_progress(desk: Desk, called: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_events, "PROGRESS_SECONDS", 0.0)
    monkeypatch.setattr(live_events, "MOST_PROGRESS", 2)
    heard, _ = _run(desk)
    assert len([name for name, _ in heard if name == "tool_call.progress"]) == 2


@pytest.mark.parametrize(("setting", "silence", "total"), [(None, 60, 600), (120, 120, 120)])
def test_a_tool_gets_the_time_that_its_connector_gives(
    desk: Desk, called: list[Any], setting: int | None, silence: float, total: float
) -> None:
    desk.connector.tool_seconds = setting
    desk.inside(lambda: desk.connector.save(update_fields=["tool_seconds"]))
    _run(desk)
    assert (called[0]["silence_seconds"], called[0]["deadline_seconds"]) == (silence, total)
