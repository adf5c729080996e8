"""A conversation's past is read and encoded once in a worker, and what changed of it never comes out again."""

import uuid
from typing import Any

import pytest

from conversations.engine.context.fitting import Outgoing, fitted
from conversations.engine.context.history import api_messages, sendable
from conversations.engine.context.past import Past
from conversations.engine.context.pictures import picture_block
from conversations.engine.turn import model_step, pasts
from conversations.engine.turn.pasts import Pasts
from conversations.models import Approval, CallStatus, Conversation, Message, Step, ToolCall, Turn, TurnStatus
from conversations.turns import resume_turn
from tests.conversations.conftest import Desk
from tests.conversations.test_sendable import _Past as SomePast
from tests.fakes.messages_api import Failure, text, tool

Entry = dict[str, Any]


def _sent(desk: Desk) -> list[Entry]:
    messages: list[Entry] = desk.model.requests[-1]["messages"]
    return messages


def _asked(desk: Desk, question: str = "go on", *answers: list[Entry]) -> list[Entry]:
    """The messages that the model got with this question."""
    desk.model.says(*(answers or [[text("Well.")]]))
    assert desk.run(desk.ask(question)).status == TurnStatus.COMPLETED
    return _sent(desk)


def _cold(desk: Desk) -> None:
    """As in a worker that has read nothing yet."""
    desk.engine._resources.pasts = Pasts(desk.engine._resources.database)


def _version(desk: Desk) -> int:
    version: int = desk.inside(lambda: Conversation.objects.get(pk=desk.conversation.pk).past_version)
    return version


def _reads(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[tuple[bool, int]]:
    """Of each look at the past: whether it went on from what was known, and how many messages were read."""
    found: list[tuple[bool, int]] = []
    statements = desk.engine._resources.database.statements
    call = statements.call_function

    async def noted(organization_id: uuid.UUID, function: str, *values: Any) -> Any:
        answer = await call(organization_id, function, *values)
        if function == "read_past":
            found.append((answer[0], answer[2].count('"role"')))
        return answer

    monkeypatch.setattr(statements, "call_function", noted)
    return found


def _parts(past: Any) -> list[list[Entry]]:
    """The entries of a stored past, cut in front of people's messages."""
    parts: list[list[Message]] = []
    for message in past.branch:
        if message.role == "user" or not parts:
            parts.append([])
        parts[-1].append(message)
    return [api_messages(part, past.steps, past.calls) for part in parts]


@pytest.mark.parametrize("seed", range(60))
def test_a_past_that_grows_is_the_past_that_is_read_whole(seed: int) -> None:
    stored = SomePast(seed)
    parts = _parts(stored)
    whole = sendable([entry for part in parts for entry in part])
    grown = Past()
    for part in parts:
        grown = grown.followed_by(part)
    assert list(grown.messages) == whole
    for longest in (0, 500, 5_000, 20_000):
        assert fitted(grown.messages, longest) == fitted(whole, longest)


def test_the_oldest_pictures_go_when_new_ones_come() -> None:
    picture = picture_block(b"\x89PNG\r\n\x1a\n" + bytes(20), "image/png")

    def exchange(number: int) -> list[Entry]:
        use = {"type": "tool_use", "id": f"toolu_{number}", "name": "draw", "input": {}}
        result = {"type": "tool_result", "tool_use_id": use["id"], "content": [picture] * 8}
        results: list[Entry] = [{"role": "assistant", "content": [use]}, {"role": "user", "content": [result]}]
        return [{"role": "user", "content": "draw"}, *results]

    past, entries = Past(), []
    for number in range(4):
        past = past.followed_by(exchange(number))
        entries += exchange(number)
        assert list(past.messages) == sendable(entries)


def test_only_what_came_since_is_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = _reads(desk, monkeypatch)
    for number in range(4):
        sent = _asked(desk, f"question {number}")
    assert reads == [(False, 2), (True, 2), (True, 2)]
    assert [entry["content"] for entry in sent if entry["role"] == "user"] == [f"question {n}" for n in range(4)]
    _cold(desk)
    warm = _asked(desk, "the last one")
    assert reads[-1] == (False, 8)
    assert warm[: len(sent)] == sent


def test_a_worker_that_was_not_there_for_a_while_reads_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with two workers, which take the turns of one conversation in any order."""
    for _ in range(2):
        _asked(desk)
    first = desk.engine._resources.pasts
    _cold(desk)
    for _ in range(2):
        _asked(desk)
    second = _sent(desk)
    desk.engine._resources.pasts = first
    reads = _reads(desk, monkeypatch)
    sent = _asked(desk)
    assert reads == [(True, 6)]
    assert sent[: len(second)] == second


def test_calls_and_edited_arguments_come_as_they_did(desk: Desk) -> None:
    sent = _asked(desk, "which notes?", [text("Looking."), tool("notebook__list_notes")], [text("One.")])
    after = _asked(desk)
    assert after[: len(sent)] == sent
    assert after[len(sent)]["content"] == [text("One.")]


def test_a_result_that_was_taken_out_is_not_sent_again(desk: Desk) -> None:
    _asked(desk, "which notes?", [tool("notebook__list_notes")], [text("One.")])
    known = _asked(desk)
    desk.inside(lambda: ToolCall.objects.update(result=[text("[taken out]")]))
    changed = _asked(desk)
    assert ("[taken out]" in str(known), "[taken out]" in str(changed)) == (False, True)
    assert len(changed) == len(known) + 2


def test_a_turn_that_went_on_is_read_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_step, "RETRY_SECONDS", 0)
    _asked(desk, "first")
    desk.model.says([text("Looking."), tool("notebook__list_notes")], *[Failure(500, "api_error")] * 3)
    turn = desk.run(desk.ask("second"))
    assert (turn.status, _version(desk)) == (TurnStatus.FAILED, 0)
    desk.inside(lambda: resume_turn(actor=desk.cast.actor(desk.cast.mia), turn=turn))
    assert _version(desk) == 1
    desk.model.says([text("One note.")])
    assert desk.run(turn).status == TurnStatus.COMPLETED
    assert [entry["content"] for entry in _asked(desk, "third")][-2:] == [[text("One note.")], "third"]


CHANGES = {
    "a turn": lambda: Turn.objects.update(resumed_after=7),
    "a question": lambda: Message.objects.filter(role="user").update(content=[text("other words")]),
    "a call": lambda: ToolCall.objects.update(error_message="other words"),
    "an approval": lambda: Approval.objects.update(edited=True),
}


@pytest.mark.parametrize("changed", CHANGES)
def test_a_change_of_what_is_over_raises_the_version(desk: Desk, changed: str) -> None:
    desk.model.says([tool("notebook__list_notes")], [text("One.")])
    turn = desk.run(desk.ask())
    call = desk.calls(turn)[0]
    desk.inside(
        lambda: Approval.objects.create(
            organization_id=turn.organization_id, tool_call=call, arguments_hash="", decision="allow_once"
        )
    )
    assert (call.status, _version(desk)) == (CallStatus.SUCCEEDED, 0)
    desk.inside(CHANGES[changed])
    assert _version(desk) == 1


def test_what_is_large_is_not_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    known = desk.engine._resources.pasts
    monkeypatch.setattr(pasts, "LARGEST_PAST", 10)
    for _ in range(2):
        _asked(desk)
    assert (known._size, dict(known._known)) == (0, {})
    monkeypatch.setattr(pasts, "LARGEST_PAST", 10_000)
    _asked(desk)
    assert known._size == known._known[desk.conversation.pk].size > 0
    monkeypatch.setattr(pasts, "LARGEST_CACHE", 10)
    _asked(desk)
    assert (known._size, dict(known._known)) == (0, {})


def test_nothing_is_encoded_twice_in_a_turn(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    added: list[int] = []
    followed_by = Outgoing.followed_by
    monkeypatch.setattr(Outgoing, "followed_by", lambda own, new: added.append(len(new)) or followed_by(own, new))
    _asked(desk, "which notes?", *[[tool("notebook__list_notes")]] * 3, [text("One.")])
    assert sum(added) == len(_sent(desk))


def test_a_step_holds_what_the_model_said(desk: Desk) -> None:
    """Steps are never changed, so no trigger looks at them: the application may not."""
    _asked(desk)
    with pytest.raises(Exception, match="permission denied"):
        desk.inside(lambda: Step.objects.update(blocks=[]))
