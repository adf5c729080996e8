"""Turns from end to end inside one process: scripted model, real MCP server, real database."""

from connectors.models import Connection
from conversations.models import CallStatus, Provenance, TurnStatus
from conversations.turns import decide_tool_call
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import Failure, text, tool


def test_a_question_without_tools_is_answered(desk: Desk) -> None:
    desk.model.says([text("Hello Mia.")])
    turn = desk.run(desk.ask("hello"))
    assert turn.status == TurnStatus.COMPLETED
    assert desk.answer(turn).content == [{"type": "text", "text": "Hello Mia."}]


def test_a_read_runs_without_asking_and_its_result_reaches_the_model(desk: Desk) -> None:
    desk.model.says([text("Looking."), tool("notebook__list_notes")], [text("There is one: first.")])
    turn = desk.run(desk.ask())
    assert turn.status == TurnStatus.COMPLETED
    (call,) = desk.calls(turn)
    assert (call.status, call.result) == (CallStatus.SUCCEEDED, [{"type": "text", "text": "first"}])
    result = desk.model.requests[1]["messages"][-1]["content"][0]
    assert result["type"] == "tool_result"
    assert result["content"] == [{"type": "text", "text": "first"}]


def test_a_write_waits_runs_after_approval_and_only_once(desk: Desk, queued: list[tuple[str, ...]]) -> None:
    desk.model.says([tool("notebook__create_note", text="milk")], [text("Done.")])
    turn = desk.run(desk.ask("write milk down"))
    assert (turn.status, desk.notebook.notes) == (TurnStatus.WAITING_APPROVAL, ["first"])
    assert turn.leased_until is None
    (call,) = desk.calls(turn)
    mia = desk.cast.actor(desk.cast.mia)
    desk.inside(lambda: decide_tool_call(actor=mia, call=call, decision="allow_once"))
    assert queued[-1] == (str(turn.organization_id), str(turn.id))
    turn = desk.run(turn)
    assert (turn.status, desk.notebook.notes) == (TurnStatus.COMPLETED, ["first", "milk"])
    assert desk.run(turn).status == TurnStatus.COMPLETED
    assert desk.notebook.runs == ["create_note"]


def test_a_denied_call_does_not_run_and_the_model_learns_why(desk: Desk) -> None:
    desk.model.says([tool("notebook__create_note", text="milk")], [text("I left it.")])
    turn = desk.run(desk.ask())
    (call,) = desk.calls(turn)
    mia = desk.cast.actor(desk.cast.mia)
    desk.inside(lambda: decide_tool_call(actor=mia, call=call, decision="deny", reason="We have milk."))
    assert desk.run(turn).status == TurnStatus.COMPLETED
    assert desk.notebook.runs == []
    result = desk.model.requests[1]["messages"][-1]["content"][0]
    assert result["is_error"]
    assert "We have milk." in result["content"][0]["text"]


def test_edited_arguments_are_what_runs(desk: Desk) -> None:
    desk.model.says([tool("notebook__create_note", text="milk")], [text("Done.")])
    turn = desk.run(desk.ask())
    (call,) = desk.calls(turn)
    before = call.arguments_hash
    mia = desk.cast.actor(desk.cast.mia)
    edited = {"text": "oat milk"}
    desk.inside(lambda: decide_tool_call(actor=mia, call=call, decision="allow_once", arguments=edited))
    desk.run(turn)
    assert desk.notebook.notes == ["first", "oat milk"]
    (call,) = desk.calls(turn)
    assert call.arguments_hash == call.approval.arguments_hash != before
    told = desk.model.requests[1]["messages"][-1]["content"][0]["content"]
    assert '{"text": "oat milk"}' in told[-1]["text"]


def test_always_allow_lets_the_next_call_run_without_asking(desk: Desk) -> None:
    desk.model.says([tool("notebook__create_note", text="milk")], [text("Done.")])
    turn = desk.run(desk.ask())
    (call,) = desk.calls(turn)
    mia = desk.cast.actor(desk.cast.mia)
    desk.inside(lambda: decide_tool_call(actor=mia, call=call, decision="always_allow"))
    desk.run(turn)
    desk.model.says([tool("notebook__create_note", text="eggs")], [text("Done.")])
    assert desk.run(desk.ask()).status == TurnStatus.COMPLETED
    assert desk.notebook.notes == ["first", "milk", "eggs"]


def test_calls_that_need_no_decision_run_before_the_turn_waits(desk: Desk) -> None:
    desk.model.says([tool("notebook__create_note", text="milk"), tool("notebook__list_notes")])
    turn = desk.run(desk.ask())
    assert turn.status == TurnStatus.WAITING_APPROVAL
    assert [call.status for call in desk.calls(turn)] == [CallStatus.AWAITING_APPROVAL, CallStatus.SUCCEEDED]


def test_the_use_of_an_account_is_noted_with_its_call(desk: Desk) -> None:
    desk.model.says([tool("notebook__list_notes")], [text("None.")])
    desk.run(desk.ask())
    assert desk.inside(lambda: Connection.objects.get(pk=desk.connection.pk)).last_used_at is not None


def test_a_tool_result_marks_the_conversation_with_its_connector(desk: Desk) -> None:
    desk.model.says([tool("notebook__list_notes")], [text("One.")])
    desk.run(desk.ask())
    marks = desk.inside(lambda: list(Provenance.objects.values_list("connector_id", "kind")))
    assert marks == [(desk.connector.id, "tool")]


def test_a_failing_tool_is_told_to_the_model_and_marks_too(desk: Desk) -> None:
    desk.model.says([tool("notebook__broken")], [text("It failed.")])
    turn = desk.run(desk.ask())
    (call,) = desk.calls(turn)
    assert (turn.status, call.status, call.error_code) == ("completed", CallStatus.FAILED, "tool_failed")
    assert desk.model.requests[1]["messages"][-1]["content"][0]["is_error"]
    assert desk.inside(Provenance.objects.count) == 1


def test_a_result_of_ten_megabytes_fails_in_words_and_the_turn_goes_on(desk: Desk) -> None:
    desk.model.says([tool("notebook__huge")], [text("Too much.")])
    turn = desk.run(desk.ask())
    (call,) = desk.calls(turn)
    assert (turn.status, call.status) == (TurnStatus.COMPLETED, CallStatus.FAILED)
    assert call.error_message


def test_a_long_result_is_cut_to_head_and_tail(desk: Desk) -> None:
    desk.model.says([tool("notebook__long")], [text("Long.")])
    turn = desk.run(desk.ask())
    (call,) = desk.calls(turn)
    assert call.truncated
    assert call.result
    shown = call.result[0]["text"]
    assert shown.startswith("aaa")
    assert shown.endswith("bbb")
    assert len(shown) < 51_000


def test_a_tool_that_is_not_on_the_list_fails_and_the_turn_goes_on(desk: Desk) -> None:
    desk.model.says([tool("somebody_elses__tool")], [text("Sorry.")])
    turn = desk.run(desk.ask())
    assert [call.error_code for call in desk.calls(turn)] == ["no_such_tool"]
    answered = desk.model.requests[1]["messages"][-1]["content"]
    assert [(block["type"], block["is_error"]) for block in answered] == [("tool_result", True)]
    assert turn.status == TurnStatus.COMPLETED


def test_two_tools_that_are_not_on_the_list_fail_in_one_step_and_the_turn_goes_on(desk: Desk) -> None:
    desk.model.says([tool("somebody_elses__tool"), tool("nobodys__tool")], [text("Sorry.")])
    turn = desk.run(desk.ask())
    assert [call.error_code for call in desk.calls(turn)] == ["no_such_tool", "no_such_tool"]
    answered = desk.model.requests[1]["messages"][-1]["content"]
    assert [(block["type"], block["is_error"]) for block in answered] == [("tool_result", True)] * 2
    assert turn.status == TurnStatus.COMPLETED


def test_a_refused_key_ends_the_turn_with_words_for_an_operator(desk: Desk) -> None:
    desk.model.says(Failure(401, "authentication_error"))
    turn = desk.run(desk.ask())
    assert (turn.status, turn.error_code) == (TurnStatus.FAILED, "model_unauthorized")
    assert "ANTHROPIC_API_KEY" in turn.error_message


def test_the_next_turn_carries_the_history_with_every_call_answered(desk: Desk) -> None:
    desk.model.says([tool("notebook__list_notes")], [text("One.")], [text("As I said.")])
    desk.run(desk.ask("which notes?"))
    desk.run(desk.ask("again?"))
    roles = [(m["role"], _kinds(m["content"])) for m in desk.model.requests[-1]["messages"]]
    assert roles == [
        ("user", "which notes?"),
        ("assistant", ["tool_use"]),
        ("user", ["tool_result"]),
        ("assistant", ["text"]),
        ("user", "again?"),
    ]


def _kinds(content: object) -> object:
    return [block["type"] for block in content] if isinstance(content, list) else content
