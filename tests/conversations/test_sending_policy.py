"""rules.md sections 3 and 7, cell by cell: what needs a look before it goes out, and what exactly leaves (T10)."""

import uuid
from collections.abc import Callable

import pytest

from conversations.models import Approval, ToolCall, arguments_hash
from conversations.policy import ContentOf, may_always_allow, may_call_tool, may_flow, may_send
from tests.conversations.rows import Call, a_connection, an_approval, answer

Change = Callable[[Call, ToolCall, Approval], object]


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
    approval = an_approval(asks)
    found = may_always_allow(approval)
    assert answer(found) == expected
    assert found.deciding_row is (None if expected == "yes" else approval)
    assert expected != "flow_asks" or found.reason == "Something asks. So this is asked every time."


HERE, ONE, TWO, THREE = (uuid.uuid4() for _ in range(4))
NAMED = {HERE: "Here", ONE: "One", TWO: "Two", THREE: "Three"}


@pytest.mark.parametrize("effect", ["read", "write", "destructive"])
@pytest.mark.parametrize(
    ("held", "words"),
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
    effect: str, held: list[uuid.UUID], words: str, level: str
) -> None:
    call = Call()
    call.connector.pk, call.tool.effect = HERE, effect
    call.holds = [ContentOf(each, NAMED[each]) for each in held]
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
    call.holds = [ContentOf(uuid.uuid4(), f"Connector {number}") for number in range(99)]
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
    (_other_arguments, "arguments_changed", "arguments_changed"),
    (_other_hash, "arguments_changed", "arguments_changed"),
    (_both_other, "arguments_changed", "yes"),  # nobody approved others
]


@pytest.mark.parametrize(("changed", "approved", "unasked"), SENDING, ids=lambda each: getattr(each, "__name__", None))
def test_what_leaves_is_what_was_proposed_and_approved(changed: Change, approved: str, unasked: str) -> None:
    call, row, approval = _sent()
    assert answer(may_send(row, call.facts(), approval)) == answer(may_send(row, call.facts(), None)) == "yes"
    decided = changed(call, row, approval)
    found = may_send(row, call.facts(), approval)
    assert answer(found) == approved
    assert found.deciding_row is decided
    assert answer(may_send(row, call.facts(), None)) == unasked
