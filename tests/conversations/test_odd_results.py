"""What becomes of a write whose answer is a little off: known where it came, and said truly where it did not."""

from collections.abc import Iterator
from typing import Any

import pytest

from conversations.models import CallStatus, TurnStatus
from tests import factories
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import text, tool
from tests.fakes.scripted_mcp import (
    AGREED,
    Answer,
    ScriptedMcp,
    error,
    response,
    result,
    scripted_mcp,
    text_result,
)

FORM = {"type": "object", "properties": {"n": {"type": "integer"}}, "additionalProperties": False}
BOOKED = {"type": "text", "text": "Booked."}
NOT_KNOWN = "not known whether it happened"
BOOK = {"name": "book", "inputSchema": {"type": "object"}, "outputSchema": FORM}


def session(message: Any) -> Any:
    answer = result(AGREED)(message)
    answer.headers["mcp-session-id"] = "one"
    return answer


@pytest.fixture
def desk_at_hotel(desk: Desk, engine: Any, settings: Any) -> Iterator[tuple[Desk, ScriptedMcp]]:
    """A server of 2025 with sessions in Mia's conversation; its one tool writes, and she allows it."""
    answers: dict[str, Answer] = {"initialize": session, "tools/list": result({"tools": [BOOK]})}
    with scripted_mcp(answers | {"server/discover": response(400), "tools/call": text_result("Booked.")}) as server:
        settings.EGRESS_ALLOW = [desk.notebook.allowed, server.allowed]
        connector = factories.make_connector(desk.cast.ada, name="Hotel", url=server.url)
        connection = factories.make_connection(connector, desk.cast.mia)
        factories.offer_tools(connector, connection, server.url)
        factories.switch_on(desk.conversation, connector, connection)
        factories.set_policy(connector, "book", "allow", desk.cast.mia)
        desk.engine = engine()
        yield desk, server


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (result({"content": [], "structuredContent": {"n": 1, "more": 2}}), CallStatus.SUCCEEDED, "'more'"),
        (result({"content": [BOOKED], "isError": None}), CallStatus.SUCCEEDED, "Booked."),
        (result({"content": [{"type": "hologram"}, BOOKED]}), CallStatus.SUCCEEDED, "hologram"),
        (error(-32602, "no such room"), CallStatus.FAILED, "no such room"),
        (error(-32000, "no such room", 400), CallStatus.FAILED, "no such room"),
        (response(500, "Internal Server Error", content_type="text/plain"), CallStatus.UNKNOWN, NOT_KNOWN),
        (response(200, "<h1>Sign in</h1>", content_type="text/html"), CallStatus.UNKNOWN, NOT_KNOWN),
        (response(404, "Session not found", content_type="text/plain"), CallStatus.FAILED, "has changed"),
    ],
)  # fmt: skip
def test_a_write_is_unknown_only_where_no_answer_came(
    desk_at_hotel: tuple[Desk, ScriptedMcp], answer: Answer, status: CallStatus, words: str
) -> None:
    desk, server = desk_at_hotel
    server.answers["tools/call"] = answer
    desk.model.says([tool("hotel__book")], [text("Done.")])
    turn = desk.run(desk.ask())
    (call,) = desk.calls(turn)
    assert call.status == status
    assert words in f"{call.result} {call.error_message}"
    assert (turn.status == TurnStatus.WAITING_OUTCOME) is (status == CallStatus.UNKNOWN)


def test_a_server_that_is_restarted_between_two_calls_of_a_turn_is_not_felt(
    desk_at_hotel: tuple[Desk, ScriptedMcp],
) -> None:
    desk, server = desk_at_hotel
    answers = iter([text_result("First."), error(-32001, "Session not found", 404), text_result("Second.")])
    server.answers["tools/call"] = lambda message: next(answers)(message)
    desk.model.says([tool("hotel__book")], [tool("hotel__book")], [text("Done.")])
    turn = desk.run(desk.ask())
    assert turn.status == TurnStatus.COMPLETED
    assert [call.status for call in desk.calls(turn)] == [CallStatus.SUCCEEDED] * 2
    assert len(server.asked("tools/call")) == 3
