"""Taking a turn, and seeing where it stands: new, in the middle of a step, or to be cancelled."""

import uuid
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import SynchronousOnlyOperation

from conversations.call_shapes import ToolCallShape, tool_calls_by_id
from conversations.engine.calls.decide import Next
from conversations.engine.context.history import GO_ON, api_messages
from conversations.engine.database import Database
from conversations.engine.journal.journal import Journal
from conversations.engine.limits import MAX_SECONDS, RulesChanged
from conversations.engine.toolset.rules_cache import RulesNow
from conversations.models import Claim, Message, Turn
from conversations.selectors import calls_of, steps_and_calls
from organizations.exact_json import instance
from organizations.tenancy import tenant

# A chat's first question, and its answer that is still empty.
ONE_QUESTION = 2


@dataclass(slots=True)
class ClaimedTurn:
    """Where a claimed turn stands: its messages for the model, its last step, what it has used, what it does next."""

    messages: list[dict[str, Any]]
    # The last message before them, which the turn did not read.
    past: uuid.UUID | None
    steps: int
    # Since a person last asked.
    spent_steps: int
    tokens: int
    next: Next
    # The calls of its earlier steps as people see them, by id.
    told: dict[str, ToolCallShape]


async def claim(
    database: Database, organization_id: uuid.UUID, turn_id: uuid.UUID, worker: str
) -> tuple[Journal, ClaimedTurn] | None:
    """Take the turn if it is free; None when somebody else has it or it is over."""
    values = Turn.claim_values(turn_id, worker)
    async with database.claims:
        answer = await database.statements.call_function(organization_id, "claim_turn", *values)
    claimed = Turn.claimed(answer)
    if claimed is None:
        return None
    if claimed.turn.is_first_claim and len(claimed.branch) == ONE_QUESTION:
        # A first turn by rules that this worker has read before asks nothing more: no thread has to be woken for it.
        with suppress(SynchronousOnlyOperation):
            return _taken(database, claimed)
    return await database.in_thread(lambda: _taken(database, claimed))


def _taken(database: Database, claimed: Claim) -> tuple[Journal, ClaimedTurn] | None:
    """On the loop it raises SynchronousOnlyOperation, with nothing done, where it would ask the database."""
    turn_id = claimed.turn.id
    branch = [instance(Message, columns) for columns in claimed.branch]
    answer = next(message for message in reversed(branch) if message.turn_id == turn_id)
    journal = Journal(claimed.turn, answer, database)
    journal.rules_as_of(RulesNow.parse(claimed.rules))
    try:
        return journal, _claimed_turn(journal, branch)
    except RulesChanged:
        with tenant(claimed.turn.organization_id):
            claimed.turn.release()
        return None


def _claimed_turn(journal: Journal, branch: list[Message]) -> ClaimedTurn:
    turn = journal.turn
    if turn.is_first_claim:
        # It has no steps to read.
        return ClaimedTurn(api_messages(branch, {}, {}), branch[0].parent_id, 0, 0, 0, _upcoming(journal, 0), {})
    with tenant(turn.organization_id):
        return _resumed(journal, branch)


def _resumed(journal: Journal, branch: list[Message]) -> ClaimedTurn:
    turn = journal.turn
    steps, calls = steps_and_calls([turn.id])
    own_steps = steps.get(turn.id, [])
    last = own_steps[-1].number if own_steps else 0
    # The last step's results are appended when all its calls are settled.
    calls[turn.id] = [call for call in calls.get(turn.id, []) if call.step != last]
    messages = api_messages(branch, steps, calls)
    if (
        messages
        and messages[-1]["role"] == "assistant"
        and not any(block["type"] == "tool_use" for block in own_steps[-1].blocks)
    ):
        messages.append({"role": "user", "content": GO_ON})
    told = tool_calls_by_id(calls_of([journal.answer])) if last else {}
    recent = [step for step in own_steps if step.number > turn.resumed_after]
    tokens = sum(sum(step.usage.values()) for step in recent)
    upcoming = _upcoming(journal, last)
    return ClaimedTurn(messages, branch[0].parent_id, last, len(recent), tokens, upcoming, told)


def _upcoming(journal: Journal, last: int) -> Next:
    turn = journal.turn
    if turn.cancel_requested_at:
        return Next(cancelled=True)
    if turn.worked_ms >= MAX_SECONDS * 1000:
        # What was approved meanwhile does not leave any more either.
        return Next(is_out_of_time=True)
    return journal.decide_on_claim(last)
