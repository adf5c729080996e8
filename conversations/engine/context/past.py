"""A conversation's earlier messages as they go to the model: each filtered, weighed and encoded once."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from conversations.engine.context.fitting import Outgoing
from conversations.engine.context.history import from_question, sendable_part
from conversations.engine.context.pictures import has_pictures, newest_only

# What Python needs beside a message's bytes.
OVERHEAD = 200
Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Past:
    """The messages up to the one with the id `last`, with what is needed to append the next ones."""

    messages: Outgoing = field(default_factory=Outgoing)
    use_ids: frozenset[str] = frozenset()
    # The number of messages before `sendable_part`.
    entries: int = 0
    last: uuid.UUID | None = None
    version: int = -1

    @property
    def size(self) -> int:
        """Its size in the cache, in bytes."""
        return sum(map(len, self.messages.items)) + OVERHEAD * len(self.messages)

    def followed_by(self, entries: Sequence[Entry]) -> "Past":
        """The same with these entries (`api_messages`) appended, the last of which has no open call."""
        use_ids, before = set(self.use_ids), self.messages
        added = sendable_part(entries, begin=self.entries, use_ids=use_ids)
        pictures = has_pictures(added)
        if pictures:
            # New pictures can replace old ones.
            before, added = Outgoing(), newest_only([*self.messages, *added])
        if not before:
            added = from_question(added)
        count = self.entries + len(entries)
        return Past(before.followed_by(added), frozenset(use_ids), count, self.last, self.version)
