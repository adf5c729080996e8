"""rules.md sections 3 and 7, cell by cell: what needs a look before it goes out, and what exactly leaves (T10)."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conversations.models import Approval, ToolCall, arguments_hash
from conversations.policy.calls import (
    is_asked_anew,
    may_always_allow,
    may_call_tool,
    may_flow,
    may_send,
    said_at,
)
from conversations.policy.place import ContentOf
from tests.conversations.rows import Call, a_connection, an_approval, answer

Change = Callable[[Call, ToolCall, Approval], object]
HERE, ONE, TWO, THREE = (uuid.uuid4() for _ in range(4))
NAMED = {HERE: "Here", ONE: "One", TWO: "Two", THREE: "Three"}
NOW = timezone.now()


@pytest.mark.parametrize(
    ("asks", "expected"),
    [
        ("default_asks", "yes"),
        ("member_asks", "yes"),
        ("ceiling_asks", "owner_always_asks"),
        ("flow_asks", "flow_asks"),
        ("", "owner_always_asks"),
        ("something new", "owner_always_asks"),
    ],
)
def test_always_allow_is_offered_only_for_what_ones_own_rules_ask(asks: str, expected: str) -> None:
    approval = _asked(asks)
    found = may_always_allow(approval, [])
    assert answer(found) == expected
    assert found.deciding_row is (None if expected == "yes" else approval)
    assert expected != "flow_asks" or found.reason == "Something asks. So this is asked every time."


def _asked(asks: str, effect: str = "write", **fields: Any) -> Approval:
    connector = Call().connector
    connector.pk = HERE
    return an_approval(asks, tool_call=ToolCall(**{"connector": connector, "effect": effect} | fields))


@pytest.mark.parametrize("asks", ["default_asks", "member_asks"])
@pytest.mark.parametrize("effect", ["read", "write", "destructive"])
def test_t10_always_allow_is_not_offered_for_what_came_in_while_the_card_was_open(asks: str, effect: str) -> None:
    here, one = ContentOf(HERE, "Here"), ContentOf(ONE, "One")
    assert answer(may_always_allow(_asked(asks, effect), [here])) == "yes"
    found = may_always_allow(_asked(asks, effect), [here, one])
    assert answer(found) == ("yes" if effect == "read" else "flow_asks")
    assert effect == "read" or found.reason.startswith("This chat holds content from One. ")
    assert effect == "read" or found.reason.endswith(" So this is asked every time.")
    assert answer(may_always_allow(_asked(asks, effect, connector=None), [one])) == "yes"


@pytest.mark.parametrize("effect", ["read", "write", "destructive"])
@pytest.mark.parametrize(
    ("contents", "words"),
    [
        ([], ""),
        ([HERE], ""),
        ([ONE], "content from One. "),
        ([HERE, ONE], "content from One. "),
        ([ONE, TWO], "content from One and Two. "),
        ([ONE, HERE, TWO, THREE], "content from One, Two and Three. "),
    ],
)
@pytest.mark.parametrize("level", ["allow", "ask", "block"])
def test_t10_content_of_another_connector_goes_out_only_when_a_person_looked(
    effect: str, contents: list[uuid.UUID], words: str, level: str
) -> None:
    call = Call()
    call.connector.pk, call.tool.effect = HERE, effect
    call.contents = [ContentOf(each, NAMED[each]) for each in contents]
    call.set(level, by_owner=False)
    found = may_call_tool(call.facts())
    asks = effect != "read" and words != ""
    expected = {"allow": "flow_asks" if asks else "yes", "ask": "flow_asks" if asks else "member_asks"}
    assert answer(found.why) == expected.get(level, "tool_blocked_by_member")
    assert found.level == ("ask" if asks and level == "allow" else level)
    assert found.why.code != "flow_asks" or words in found.why.reason
    assert answer(may_flow(call.facts())) == ("flow_asks" if asks else "yes")


def test_t10_what_the_database_says_of_contents_is_read() -> None:
    assert ContentOf.parse([[str(ONE), "One"], [str(TWO), "Two"]]) == (ContentOf(ONE, "One"), ContentOf(TWO, "Two"))
    assert ContentOf.parse([]) == ()


def test_t10_the_words_fit_into_their_column() -> None:
    call = Call()
    call.tool.effect = "write"
    call.contents = [ContentOf(uuid.uuid4(), f"Connector {number}") for number in range(99)]
    assert len(may_call_tool(call.facts()).why.reason) == 500


def _sent() -> tuple[Call, ToolCall, Approval]:
    call = Call()
    assert call.connection is not None
    arguments = {"title": "milk"}
    row = ToolCall(
        connection_id=call.connection.id,
        tool_digest=call.tool.digest,
        arguments=arguments,
        arguments_hash=arguments_hash(arguments),
        effect=call.tool.effect,
    )
    return call, row, an_approval("default_asks", arguments_hash=row.arguments_hash)


def _other_account(call: Call, row: ToolCall, approval: Approval) -> object:
    call.connection = a_connection(call.connector, call.member)
    return call.connection


def _account_gone(call: Call, row: ToolCall, approval: Approval) -> object:
    call.connection = None
    return None


def _other_version(call: Call, row: ToolCall, approval: Approval) -> object:
    call.tool.digest = "0" * 64
    return call.tool


def _does_more(call: Call, row: ToolCall, approval: Approval) -> object:
    call.tool.effect = "write"
    return call.tool


def _other_arguments(call: Call, row: ToolCall, approval: Approval) -> object:
    row.arguments = {"title": "beer"}
    return row


def _other_hash(call: Call, row: ToolCall, approval: Approval) -> object:
    row.arguments_hash = "0" * 64
    return row


def _both_other(call: Call, row: ToolCall, approval: Approval) -> object:
    row.arguments = {"title": "beer"}
    row.arguments_hash = arguments_hash(row.arguments)
    return row


SENDING = [
    (_other_account, "connection_changed", "connection_changed"),
    (_account_gone, "connection_changed", "connection_changed"),
    (_other_version, "tool_changed", "tool_changed"),
    (_does_more, "effect_changed", "effect_changed"),
    (_other_arguments, "arguments_changed", "arguments_changed"),
    (_other_hash, "arguments_changed", "arguments_changed"),
    (_both_other, "arguments_changed", "yes"),  # nobody approved others
]


@pytest.mark.parametrize(("changed", "approved", "unasked"), SENDING, ids=lambda each: getattr(each, "__name__", None))
def test_what_leaves_is_what_was_proposed_and_approved(changed: Change, approved: str, unasked: str) -> None:
    call, row, approval = _sent()
    for given in (approval, None):
        assert answer(may_send(row, call.facts(), given, NOW)) == "yes"
    decided = changed(call, row, approval)
    found = may_send(row, call.facts(), approval, NOW)
    assert answer(found) == approved
    assert found.deciding_row is decided
    assert answer(may_send(row, call.facts(), None, NOW)) == unasked


EFFECTS = ["read", "write", "destructive"]


@pytest.mark.parametrize("said", EFFECTS)
@pytest.mark.parametrize("now", EFFECTS)
def test_what_is_known_to_do_more_than_the_card_said_does_not_leave(said: str, now: str) -> None:
    call, row, approval = _sent()
    row.effect, call.tool.effect = said, now
    expected = "effect_changed" if EFFECTS.index(now) > EFFECTS.index(said) else "yes"
    assert answer(may_send(row, call.facts(), approval, NOW)) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"), [(0, "yes"), (14.99, "yes"), (15, "approval_expired"), (9999, "approval_expired")]
)
@pytest.mark.parametrize("decision", ["allow_once", "always_allow"])
def test_a_yes_is_good_for_fifteen_minutes(minutes: float, expected: str, decision: str) -> None:
    call, row, approval = _sent()
    approval.decision, approval.decided_at = decision, NOW - timedelta(minutes=minutes)
    found = may_send(row, call.facts(), approval, NOW)
    assert answer(found) == expected
    assert found.deciding_row is (row if expected != "yes" else None)


@pytest.mark.parametrize(("minutes", "expected"), [(14.99, "yes"), (15, "approval_expired")])
def test_trying_again_is_good_for_fifteen_minutes_too(minutes: float, expected: str) -> None:
    call, row, _ = _sent()
    row.retry_of_id, row.created_at = uuid.uuid4(), NOW - timedelta(minutes=minutes)
    assert answer(may_send(row, call.facts(), None, NOW)) == expected


def test_what_nobody_was_asked_about_has_no_end() -> None:
    call, row, approval = _sent()
    row.created_at = approval.decided_at = NOW - timedelta(days=3)
    assert answer(may_send(row, call.facts(), None, NOW)) == "yes"
    assert (
        answer(may_send(row, call.facts(), approval, NOW)) == "yes"
    )  # not decided: it is asked, and expires by itself


def _said(minutes: float) -> str:
    return (NOW - timedelta(minutes=minutes)).isoformat()


@pytest.mark.parametrize(
    ("approved", "answered", "expected"),
    [(20, 1, "yes"), (1, 20, "yes"), (20, 20, "approval_expired"), (20, None, "approval_expired")],
)
def test_an_answer_to_the_services_own_question_counts_as_a_yes_of_its_time(
    approved: float, answered: float | None, expected: str
) -> None:
    call, row, approval = _sent()
    approval.decision, approval.decided_at = "allow_once", NOW - timedelta(minutes=approved)
    row.input_wanted = {"answered_at": _said(answered)} if answered is not None else {}
    assert answer(may_send(row, call.facts(), approval, NOW)) == expected
    # A no stays one, and a question that nobody has answered says nothing.
    approval.decision = "deny"
    assert said_at(row, approval) is None


@pytest.mark.parametrize("over", [True, False])
def test_trying_again_is_over_once_it_has_waited_for_another_account(over: bool) -> None:
    row = ToolCall(retry_of_id=uuid.uuid4(), created_at=NOW, connection_wanted={"approval_is_over": over})
    assert is_asked_anew(row) is over
    assert said_at(row, None) == (None if over else NOW)
    assert not is_asked_anew(ToolCall()) and said_at(ToolCall(created_at=NOW), None) is None
