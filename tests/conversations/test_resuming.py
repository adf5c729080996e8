"""Try again and Continue go on from the last kept step, nothing is done twice, and how an answer ended is said."""

import asyncio
from contextlib import aclosing
from typing import Any

import pytest
from django.utils import timezone

from conversations.api.messages import state_of
from conversations.engine import limits
from conversations.engine.context.history import GO_ON
from conversations.engine.turn import model_step
from conversations.events.reader import follow
from conversations.events.turn_streams import turn_streams
from conversations.models import Message, Turn, TurnStatus
from conversations.turns import resume_turn
from organizations.models import AuditEvent
from organizations.refusals import Missing
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import Break, Failure, Stopped, text, tool

ACME = "/api/v1/organizations/acme"


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses that nobody has to wait for."""
    monkeypatch.setattr(model_step, "RETRY_SECONDS", 0)


def resumed(desk: Desk, turn: Turn, person: Any = None) -> Any:
    return desk.cast.client(person or desk.cast.mia).post(f"{ACME}/turns/{turn.id}/resumption")


def shown(desk: Desk) -> list[dict[str, Any]]:
    url = f"{ACME}/conversations/{desk.conversation.id}/messages"
    messages: list[dict[str, Any]] = desk.cast.client(desk.cast.mia).get(url).json()["results"]
    return messages


def go_on(desk: Desk, turn: Turn) -> Turn:
    assert resumed(desk, turn).status_code == 202
    return desk.run(turn)


def test_a_failed_turn_goes_on_after_its_tools_and_does_nothing_twice(
    desk: Desk, queued: list[tuple[str, ...]]
) -> None:
    desk.model.says([text("Looking."), tool("notebook__list_notes")], *[Failure(500, "api_error")] * 3)
    turn = desk.run(desk.ask("which notes?"))
    assert (turn.status, desk.notebook.runs) == (TurnStatus.FAILED, ["list_notes"])
    answer = resumed(desk, turn)
    assert (answer.status_code, answer.json()["status"], answer.json()["error"]) == (202, "queued", None)
    assert queued[-1] == (str(turn.organization_id), str(turn.id))
    desk.model.says([text("One.")])
    turn = desk.run(turn)
    assert (turn.status, turn.error_code, desk.notebook.runs) == (TurnStatus.COMPLETED, "", ["list_notes"])
    roles = [message["role"] for message in desk.model.requests[-1]["messages"]]
    assert roles == ["user", "assistant", "user"]
    assert desk.inside(Message.objects.count) == 2
    assert desk.inside(lambda: AuditEvent.objects.filter(action="turn.resumed").count()) == 1


def test_words_that_broke_off_are_kept_and_go_on_in_the_same_block(desk: Desk) -> None:
    desk.model.says(*[Break("Half a sen")] * 3)
    turn = desk.run(desk.ask())
    assert (turn.status, desk.answer(turn).content) == (TurnStatus.FAILED, [{"type": "text", "text": "Half a sen"}])
    desk.model.says([text("tence, and its end.")])
    turn = go_on(desk, turn)
    assert desk.answer(turn).content == [{"type": "text", "text": "Half a sentence, and its end."}]
    messages = desk.model.requests[-1]["messages"]
    assert [message["role"] for message in messages] == ["user", "assistant", "user"]
    assert messages[-1]["content"] == GO_ON
    # And so the next turn reads it.
    desk.model.says([text("Yes.")])
    desk.run(desk.ask("really?"))
    roles = [message["role"] for message in desk.model.requests[-1]["messages"]]
    assert roles == ["user", "assistant", "user", "assistant", "user"]


def test_an_answer_that_was_cut_says_so_and_goes_on(desk: Desk) -> None:
    desk.model.says(Stopped("max_tokens", text("One, two,")))
    turn = desk.run(desk.ask("count"))
    ending = shown(desk)[-1]["ending"]
    assert (turn.status, ending["code"], ending["may_go_on"]) == (TurnStatus.COMPLETED, "output_limit", True)
    assert "cut" in ending["message"]
    desk.model.says(Stopped("max_tokens", text(" three,")))
    turn = go_on(desk, turn)
    assert desk.answer(turn).text == "One, two, three,"
    assert shown(desk)[-1]["ending"]["code"] == "output_limit"
    desk.model.says([text(" four.")])
    turn = go_on(desk, turn)
    assert desk.answer(turn).content == [{"type": "text", "text": "One, two, three, four."}]
    assert shown(desk)[-1]["ending"] is None
    assert resumed(desk, turn).json()["code"] == "turn_is_complete"


@pytest.mark.parametrize(
    ("reason", "words", "code", "may_go_on"),
    [
        ("refusal", "I can", "refused", False),
        ("model_context_window_exceeded", "As I", "context_full", False),
        ("end_turn", " ", "empty", True),
        ("end_turn", "Hello.", None, None),
    ],
)
def test_how_an_answer_ended_is_said(desk: Desk, reason: str, words: str, code: str | None, may_go_on: bool) -> None:
    desk.model.says(Stopped(reason, text(words)))
    turn = desk.run(desk.ask())
    ending = shown(desk)[-1]["ending"]
    assert turn.status == TurnStatus.COMPLETED
    assert (ending and ending["code"], ending and ending["may_go_on"]) == (code, may_go_on)
    # Whatever it was, the chat goes on.
    desk.model.says([text("Here I am.")])
    assert desk.run(desk.ask("and now?")).status == TurnStatus.COMPLETED


def test_what_a_model_refused_is_not_shown_to_it_again_but_what_tools_did_is(desk: Desk) -> None:
    desk.model.says(Stopped("refusal", text("I can")), [tool("notebook__list_notes")], Stopped("refusal", text("No")))
    desk.run(desk.ask("the first"))
    desk.run(desk.ask("the second"))
    desk.model.says([text("Yes.")])
    desk.run(desk.ask("the third"))
    messages = desk.model.requests[-1]["messages"]
    assert [message["content"] for message in messages if isinstance(message["content"], str)] == [
        "the second",
        "the third",
    ]
    assert "I can" not in str(messages)
    assert "No" not in str(messages)
    assert [message["role"] for message in messages] == ["user", "assistant", "user", "user"]


def test_an_empty_answer_is_asked_for_again(desk: Desk) -> None:
    desk.model.says([tool("notebook__list_notes")], [], [text("One note.")])
    turn = go_on(desk, desk.run(desk.ask()))
    assert desk.answer(turn).text == "One note."
    assert desk.model.requests[-1]["messages"] == desk.model.requests[-2]["messages"]


def test_limits_count_anew_for_a_turn_that_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_STEPS", 2)
    monkeypatch.setattr(limits, "MAX_TOKENS", 35)
    look = [tool("notebook__list_notes")]
    desk.model.says(look, look, look, [text("Three looks.")])
    turn = desk.run(desk.ask())
    assert (turn.error_code, len(desk.notebook.runs)) == ("step_limit", 2)
    desk.inside(lambda: Turn.objects.update(worked_ms=int(limits.MAX_SECONDS * 1000)))
    turn = go_on(desk, turn)
    assert (turn.status, desk.answer(turn).text, len(desk.notebook.runs)) == (TurnStatus.COMPLETED, "Three looks.", 3)


def test_only_the_newest_answer_goes_on(desk: Desk) -> None:
    desk.model.says(*[Break("a")] * 3, [text("New.")])
    turn = desk.run(desk.ask())
    desk.run(desk.ask("something else"))
    answer = resumed(desk, turn)
    assert (answer.status_code, answer.json()["code"]) == (409, "turn_is_past")
    assert desk.again(turn).status == TurnStatus.FAILED


def test_a_turn_goes_on_once_however_often_it_is_asked(desk: Desk, queued: list[tuple[str, ...]]) -> None:
    desk.model.says(*[Break("a")] * 3)
    turn = desk.run(desk.ask())
    before = len(queued)
    assert [resumed(desk, turn).status_code for _ in range(3)] == [202, 409, 409]
    assert len(queued) == before + 1


def test_a_stopped_turn_is_not_resumed(desk: Desk) -> None:
    turn = desk.ask()
    desk.cast.client(desk.cast.mia).post(f"{ACME}/turns/{turn.id}/cancellation")
    assert resumed(desk, turn).json()["code"] == "turn_not_over"


@pytest.mark.parametrize("ends", ["stopped", "failed"])
def test_a_cut_answer_that_went_on_and_did_not_come_to_its_end_offers_only_what_can_be_done(
    desk: Desk, ends: str
) -> None:
    desk.model.says(Stopped("max_tokens", text("One, two,")), Failure(404, "not_found_error"))
    turn = desk.run(desk.ask())
    assert resumed(desk, turn).status_code == 202
    if ends == "stopped":
        desk.cast.client(desk.cast.mia).post(f"{ACME}/turns/{turn.id}/cancellation")
    turn = desk.run(turn)
    assert (shown(desk)[-1]["ending"], desk.inside(lambda: state_of(turn))["finished"]["ending"]) == (None, None)
    assert resumed(desk, turn).status_code == 409


def test_a_call_that_a_limit_ended_is_not_told_as_stopped_by_a_person(desk: Desk) -> None:
    desk.model.says([tool("notebook__create_note", text="milk")], [text("Not written.")])
    turn = desk.run(desk.ask())
    desk.inside(lambda: Turn.objects.update(worked_ms=int(limits.MAX_SECONDS * 1000), status="queued"))
    turn = go_on(desk, desk.run(turn))
    (result,) = desk.model.requests[-1]["messages"][-1]["content"]
    assert "or it reached a limit" in result["content"][0]["text"]
    assert (turn.status, desk.notebook.runs) == (TurnStatus.COMPLETED, [])


def test_who_opens_the_end_of_a_turn_that_goes_on_meanwhile_follows_it(desk: Desk) -> None:
    desk.model.says(*[Break("a")] * 3)
    turn = desk.run(desk.ask())
    assert resumed(desk, turn).status_code == 202
    looks: list[int] = []

    async def look() -> dict[str, Any] | None:
        looks.append(1)
        data = {"turn": str(turn.id), "offset": 0, "status": "queued", "content": []}
        data |= {"kept": 0, "resumed_after": 0, "fence": 0, "step": 0}
        return {"final": False, "data": data, "finished": {}} if len(looks) < 50 else None

    async def read() -> None:
        async with (
            turn_streams() as streams,
            asyncio.timeout(1),
            aclosing(follow(streams, turn.id, None, look, is_over=True)) as events,
        ):
            async for _ in events:
                pass

    with pytest.raises(TimeoutError):
        asyncio.run(read())
    assert len(looks) <= 3


def test_a_turn_whose_chat_is_deleted_at_that_moment_is_not_there(desk: Desk) -> None:
    desk.model.says(*[Break("a")] * 3)
    turn = desk.run(desk.ask())
    desk.cast.client(desk.cast.mia).delete(f"{ACME}/conversations/{desk.conversation.id}")
    with pytest.raises(Missing):
        desk.inside(lambda: resume_turn(actor=desk.cast.actor(desk.cast.mia), turn=turn))


def test_what_was_said_of_the_earlier_try_does_not_reach_the_next_one(desk: Desk) -> None:
    desk.model.says(*[Break("a")] * 3, [text("b")])
    turn = desk.run(desk.ask())
    # Stop was pressed as it failed.
    desk.inside(lambda: Turn.objects.update(cancel_requested_at=timezone.now()))
    assert resumed(desk, turn).status_code == 202
    # Readers drop the late words of a lower fence, from now on and not from the next claim on.
    assert desk.again(turn).fence > turn.fence
    assert desk.run(turn).status == TurnStatus.COMPLETED


def test_nobody_else_resumes_a_turn(desk: Desk) -> None:
    desk.model.says(*[Break("a")] * 3)
    turn = desk.run(desk.ask())
    assert {resumed(desk, turn, person).status_code for person in (desk.cast.ada, desk.cast.gus)} == {404}
    assert desk.again(turn).status == TurnStatus.FAILED
