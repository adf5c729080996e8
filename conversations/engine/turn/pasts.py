"""The past of conversations, kept in a worker between their turns.

All turns before the one that runs are over, so their rows stand still. Should one change all the same (a turn goes on,
a result is taken out), triggers raise the conversation's `past_version` (sql/raise_past_version.sql), and the statement
that reads on from what a worker knows (sql/read_past.sql) begins anew.
"""

import asyncio
import json
import uuid
from collections import OrderedDict
from dataclasses import replace
from datetime import datetime
from typing import Any

from conversations.engine.context.history import api_messages
from conversations.engine.context.past import Entry, Past
from conversations.engine.database import Database
from conversations.models import Approval, Message, Step, ToolCall, Turn

# Of all conversations together, and of one; what is larger is read anew for each turn.
LARGEST_CACHE = 32 * 1024 * 1024
LARGEST_PAST = 4 * 1024 * 1024
# So many characters of JSON are read on the loop; for more other turns do not wait.
MOST_ON_LOOP = 20_000


class Pasts:
    """The pasts that this worker knows, the least recently used first; belongs to its loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: OrderedDict[uuid.UUID, Past] = OrderedDict()
        self._size = 0

    async def before(self, turn: Turn, last: uuid.UUID | None) -> Past:
        """What the conversation of a claimed turn holds up to its message `last`."""
        if last is None:
            return Past()
        known = self._known.get(turn.conversation_id, Past())
        statement = "read_past", turn.conversation_id, last, known.last, known.version
        goes_on, version, rows = await self._database.statements.call_function(turn.organization_id, *statement)
        past = replace(known if goes_on else Past(), last=last, version=version)
        if len(rows) <= MOST_ON_LOOP:
            past = past.followed_by(_entries(rows))
        else:
            past = await asyncio.to_thread(lambda: past.followed_by(_entries(rows)))
        self._keep(turn.conversation_id, past)
        return past

    def _keep(self, conversation_id: uuid.UUID, past: Past) -> None:
        if before := self._known.pop(conversation_id, None):
            self._size -= before.size
        if past.size > LARGEST_PAST:
            return
        self._known[conversation_id] = past
        self._size += past.size
        while self._size > LARGEST_CACHE:
            self._size -= self._known.popitem(last=False)[1].size


def _entries(rows: str) -> list[Entry]:
    """The messages that were read, oldest first, as the API takes them."""
    read = json.loads(rows)
    branch = [Message(**message) for message in read["messages"]]
    steps: dict[Any, list[Step]] = {}
    calls: dict[Any, list[ToolCall]] = {}
    for step in read["steps"]:
        steps.setdefault(step["turn_id"], []).append(Step(**step))
    for call in read["calls"]:
        calls.setdefault(call["turn_id"], []).append(_call(**call))
    return api_messages(branch, steps, calls)


def _call(edited: bool | None, created_at: str, **columns: Any) -> ToolCall:
    call = ToolCall(**columns, created_at=datetime.fromisoformat(created_at))
    approval = None if edited is None else Approval(edited=edited)
    ToolCall._meta.get_field("approval").set_cached_value(call, approval)
    return call
