"""How much of a long chat goes to the model: cut only in front of a person's message, so no call loses its result."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from conversations.engine.context.history import has_results, is_question
from conversations.engine.context.pictures import words
from conversations.llm.encoded import EncodedList, encoded

# In characters of JSON, some 100,000 tokens.
LONGEST_HISTORY = 400_000
# For a picture: about 1,600 tokens ("Vision", platform.claude.com), whatever the length of its base64.
PICTURE_WEIGHT = 6_400
# The length of a result that is shortened.
SHORT_RESULT = 200

Entry = dict[str, Any]
Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fitted:
    """The messages that go out, and what was left out."""

    messages: Sequence[Entry]
    is_cut: bool = False
    is_shortened: bool = False


def weight(entry: Entry) -> int:
    """The weight of a message, in characters."""
    content = entry["content"]
    return len(json.dumps(content)) if isinstance(content, str) else sum(map(_weight_of, content))


def _weight_of(block: Block) -> int:
    if block["type"] == "image":
        return PICTURE_WEIGHT
    if block["type"] == "tool_result":
        return 100 + sum(map(_weight_of, block["content"]))
    return len(json.dumps(block))


class Outgoing(EncodedList):
    """`sendable` messages, each encoded and weighed once; `questions` are the positions of people's messages."""

    def __init__(
        self, items: Iterable[bytes] = (), weights: tuple[int, ...] = (), questions: tuple[int, ...] = ()
    ) -> None:
        super().__init__(items)
        self.weights, self.questions = weights, questions

    def followed_by(self, messages: Sequence[Entry]) -> "Outgoing":
        """These messages, followed by more."""
        added = (len(self) + index for index, entry in enumerate(messages) if is_question(entry))
        items, weights = map(encoded, messages), map(weight, messages)
        return Outgoing((*self.items, *items), (*self.weights, *weights), (*self.questions, *added))


def fitted(messages: Sequence[Entry], longest: int = LONGEST_HISTORY) -> Fitted:
    """The newest part of `sendable` messages. The newest question stays whole, with what was done about it.

    The exchange before it is kept too if shortening its results is enough: people ask about the last answer.
    """
    known = messages if isinstance(messages, Outgoing) else None
    weights = known.weights if known else [weight(entry) for entry in messages]
    starts = known.questions if known else [index for index, entry in enumerate(messages) if is_question(entry)]
    room = _Room(messages, weights, longest)
    if len(starts) > 1:
        two = room.cut_at(starts[:-1])
        newest = len(two.messages) - (len(messages) - starts[-1])
        two = two.shortened(newest)
        if two.excess <= 0:
            return two.fitted(messages)
    return room.cut_at(starts).shortened(len(messages)).fitted(messages)


@dataclass(frozen=True, slots=True)
class _Room:
    """Messages with their weights, each weighed once."""

    messages: Sequence[Entry]
    weights: Sequence[int]
    longest: int
    is_shortened: bool = False

    @property
    def excess(self) -> int:
        return sum(self.weights) - self.longest

    def fitted(self, whole: Sequence[Entry]) -> Fitted:
        return Fitted(self.messages, len(self.messages) < len(whole), self.is_shortened)

    def cut_at(self, starts: Sequence[int]) -> "_Room":
        """The messages from the first of `starts` from which they fit, or from the last one.

        Rounded to a stride, so that a growing chat begins at the same message for a while and the provider's cache is
        used.
        """
        stride = self.longest // 4 + 1
        at_least = -(-self.excess // stride) * stride
        before = list(accumulate(self.weights, initial=0))
        enough = (start for start in starts if before[start] >= at_least)
        begin = next(enough, starts[-1] if starts else 0)
        return replace(self, messages=self.messages[begin:], weights=self.weights[begin:])

    def shortened(self, before: int) -> "_Room":
        """Results in front of the message `before` cut to a few words, the oldest first, until there is room."""
        if self.excess <= 0:
            return self
        messages, weights, excess = list(self.messages), list(self.weights), self.excess
        for index, entry in enumerate(messages[:before]):
            if excess <= 0:
                break
            if has_results(entry):
                messages[index] = {**entry, "content": [_short(block) for block in entry["content"]]}
                weights[index] = weight(messages[index])
                excess -= self.weights[index] - weights[index]
        return replace(self, messages=messages, weights=weights, is_shortened=weights != list(self.weights))


def _short(result: Block) -> Block:
    text = "\n".join(block["text"] for block in result["content"] if block["type"] == "text")
    left_out = f"[… {max(0, len(text) - SHORT_RESULT)} characters left out, because this chat is too long …]"
    short = {**result, "content": [words(f"{text[:SHORT_RESULT]}\n{left_out}")]}
    return short if _weight_of(short) < _weight_of(result) else result
