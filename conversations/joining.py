"""Where the words of a step belong in the answer that people see, live and stored. Pure."""

from typing import Any

Blocks = list[dict[str, Any]]


def goes_on(content: Blocks, step: int, resumed_after: int) -> bool:
    """Whether a step's words go on where the last ones were cut: a person let the turn go on there."""
    return step == resumed_after + 1 and bool(content) and content[-1]["type"] == "text"


def with_words(content: Blocks, words: str, *, in_last: bool) -> Blocks:
    """The answer with more words: in its last block, or in one of their own."""
    if not in_last:
        return [*content, {"type": "text", "text": words}]
    return [*content[:-1], {"type": "text", "text": content[-1]["text"] + words}]


def with_live_words(content: Blocks, words: str, step: int, resumed_after: int) -> Blocks:
    """The answer with the words so far of the step that is under way: its last block ends with them."""
    return with_words(content, words, in_last=goes_on(content, step, resumed_after)) if words else content


def with_notes(content: Blocks, notes: Blocks, step: int, resumed_after: int) -> Blocks:
    """The answer with notes on how its next step comes about, in front of the words that the step goes on with."""
    at = len(content) - goes_on(content, step, resumed_after)
    return [*content[:at], *notes, *content[at:]]
