"""A person's answer to what a server asks in the middle of a call."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from conversations.models import CallStatus, ToolCall
from conversations.policy.asking import InputWanted, answered, may_still_answer
from conversations.turns import lock_turn_of
from conversations.waits import look_again
from organizations.audit import Actor, record
from organizations.refusals import Conflict


@transaction.atomic
def answer_input(*, actor: Actor, call: ToolCall, answers: Mapping[str, Any]) -> ToolCall:
    """Keep the answers, one for each question; the call is sent once more with them, by the rules as they are then.

    Raises Conflict `not_waiting` and `not_answered`, Invalid with words for the field, Missing when the chat was
    deleted a moment ago.
    """
    turn = lock_turn_of(call)
    call.refresh_from_db()
    wanted = InputWanted.of(call)
    if call.status != CallStatus.AWAITING_INPUT or wanted is None:
        raise Conflict("not_waiting", "This was answered already.")
    now = timezone.now()
    if not (in_time := may_still_answer(call, now)).allowed:
        raise Conflict(in_time.code, in_time.reason)
    given = answered(wanted, answers, now)
    approval = call.known_approval
    status = CallStatus.APPROVED if approval is not None and approval.allows else CallStatus.PROPOSED
    call.move(status, start=(CallStatus.AWAITING_INPUT,), input_wanted=given.as_json(), waits_until=None)
    actions = sorted({answer["action"] for answer in (given.given or {}).values()})
    record(actor=actor, action="tool_call.answered", subject=call, actions=actions)
    look_again(ToolCall.objects.filter(turn=turn, pk=call.pk))
    return call
