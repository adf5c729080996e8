"""What was said in a conversation before a turn, as it goes to the model: read and encoded once in a worker.

All turns before the one that runs are over, so their rows stand still. Should one change all the same (a turn goes on,
a result is taken out), triggers raise the conversation's `past_version` (sql/raise_past_version.sql), and the statement
that reads on from what a worker knows (sql/read_past.sql) begins anew.
"""

import asyncio
import json
import uuid
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from conversations.engine.context.fitting import Outgoing
from conversations.engine.context.history import api_messages, from_question, sendable_part
from conversations.engine.context.pictures import has_pictures, newest_only
from conversations.engine.database import Database
from conversations.models import Approval, Message, Step, ToolCall, Turn

# Of all conversations together, and of one; what is larger is read anew for each turn.
LARGEST_CACHE = 32 * 1024 * 1024
LARGEST_PAST = 4 * 1024 * 1024
# What Python needs beside a message's bytes.
OVERHEAD = 200
# So many characters of JSON are read on the loop; for more other turns do not wait.
MOST_ON_LOOP = 20_000

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Past:
    """The messages that go out, up to the one with the id `last`, with what the next ones have to know of them."""

    messages: Outgoing = field(default_factory=Outgoing)
    use_ids: frozenset[str] = frozenset()
    # How many there were before `sendable_part`.
    entries: int = 0
    has_pictures: bool = False
    last: uuid.UUID | None = None
    version: int = -1

    @property
    def size(self) -> int:
        """What it takes of the cache, in bytes."""
        return sum(map(len, self.messages.items)) + OVERHEAD * len(self.messages)

    def followed_by(self, entries: Sequence[Entry]) -> "Past":
        """The same with these entries (`api_messages`) behind it, the last of which waits for no result."""
        use_ids, before = set(self.use_ids), self.messages
        added = sendable_part(entries, begin=self.entries, use_ids=use_ids)
        pictures = self.has_pictures or has_pictures(added)
        if pictures:
            before, added = Outgoing(), newest_only([*self.messages, *added])
        if not before:
            added = from_question(added)
        count = self.entries + len(entries)
        return Past(before.followed_by(added), frozenset(use_ids), count, pictures, self.last, self.version)


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
        goes_on, version, rows = await self._database.statements.call(turn.organization_id, *statement)
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
