"""What one reader of a turn has been told so far, to be held against what PostgreSQL says."""

import json
import zlib
from dataclasses import dataclass, field
from typing import Any

from conversations.events.types import (
    SNAPSHOT,
    TEXT_DELTA,
    TOOL_CALL_STARTED,
    TURN_FINISHED,
    TURN_STARTED,
    TURN_WAITING,
)

# Where the words of a step belong in the answer that people see, live and stored. Pure.

Blocks = list[Any]  # stored, or as clients are told


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


Data = dict[str, Any]


def fingerprint(content: Blocks) -> int:
    """Of an answer's words, where its calls stand, and its notes: equal for whoever has been told all of it."""
    return _fingerprint(*_parts(content))


def begins_whole(event: str, data: Data) -> bool:
    """Whether a stream that begins so lacks nothing: with the turn's very first event, or all that came before."""
    return event == SNAPSHOT or (event == TURN_STARTED and data.get("kept") == 0)


@dataclass(slots=True)
class Picture:
    """Follows the events as a client does: lower fences, overlaps and text of kept steps are dropped."""

    fence: int = 0
    # The steps that are told whole, and the text of the one under way.
    kept: int = 0
    step: int = 0
    text: str = ""
    kept_text: str = ""
    calls: dict[str, str] = field(default_factory=dict)
    # On how the answer comes about; PostgreSQL has one from its step's end on.
    notes: list[str] = field(default_factory=list)
    status: str = ""
    # Text of the step under way is missing: only its end, in PostgreSQL, can mend that.
    has_gap: bool = False

    def hear(self, event: str, data: Data) -> bool:
        """Take an event in; False when it says nothing to a client, which then need not have it."""
        if data.get("fence", 0) < self.fence:
            return False
        if event == TURN_STARTED:
            self._begin(data)
        self.fence = data.get("fence", 0)
        if event == TEXT_DELTA:
            return self._hear_text(data)
        if event == SNAPSHOT:
            self._replace(data)
        elif "tool_call" in data:
            self.calls[data["tool_call"]["id"]] = data["tool_call"]["status"]
        self.status = _status_after(event, data) or self.status
        return True

    def is_mended_by_a_look(self, event: str, data: Data) -> bool:
        """Whether the step whose text is missing is over, as this next event shows."""
        return self.has_gap and event != SNAPSHOT and (event != TEXT_DELTA or data["step"] > self.step)

    def equals(self, data: Data) -> bool:
        """Whether the reader has been told what PostgreSQL says (the data of a snapshot), but for what is live."""
        text, calls, notes = _parts(data["content"])
        told = self.kept_text if self._is_live(data) else self.kept_text + self.text
        noted = [*notes, *self._live_notes(data)]
        is_told = (told, self.calls, self.notes, self.status) == (text, calls, noted, _moving(data["status"]))
        return is_told and not self.has_gap

    def matches(self, told: int | None) -> bool:
        """Whether the reader has been told the answer with this fingerprint, to its end."""
        return not self.has_gap and told == _fingerprint(self.kept_text + self.text, self.calls, self.notes)

    def snapshot(self, data: Data) -> Data:
        """What PostgreSQL says, and what is live."""
        notes = [{"type": "note", "text": text} for text in self._live_notes(data)]
        content = with_notes(data["content"], notes, data["kept"] + 1, data["resumed_after"])
        if not self._is_live(data):
            return {**data, "content": content}
        content = with_live_words(content, self.text, self.step, data["resumed_after"])
        return {**data, "content": content, "step": self.step, "offset": len(self.text)}

    def _is_live(self, data: Data) -> bool:
        """Whether there is text of a step that its worker has not finished."""
        return bool(self.text) and not self.has_gap and self.step > data["kept"] and self.fence == data["fence"]

    def _live_notes(self, data: Data) -> list[str]:
        """What its worker has noted for the step that is under way."""
        if self.fence != data["fence"] or _moving(data["status"]) != "running":
            return []
        stored = _parts(data["content"])[2]
        return [note for note in self.notes if note not in stored]

    def _begin(self, data: Data) -> None:
        """Of a claim that nothing was kept before, nothing stays."""
        if data.get("kept") == 0 and data["fence"] > self.fence:
            self.step = self.kept = 0
            self.text, self.kept_text, self.calls, self.notes, self.has_gap = "", "", {}, [], False

    def _hear_text(self, data: Data) -> bool:
        step, offset = data["step"], data["offset"]
        if step <= self.kept or (self.has_gap and step <= self.step):
            return False
        if step != self.step:
            self._turn_to(step)
        if offset > len(self.text):
            self.has_gap = True
            return False
        fresh = data["text"][len(self.text) - offset :]
        self.text += fresh
        return bool(fresh)

    def _turn_to(self, step: int) -> None:
        """A step begins when the one before it is kept."""
        self.kept_text += self.text
        self.step, self.kept, self.text = step, step - 1, ""

    def _replace(self, data: Data) -> None:
        text, self.calls, self.notes = _parts(data["content"])
        offset = data["offset"]
        self.kept_text, self.text = text[: len(text) - offset], text[len(text) - offset :]
        self.step, self.kept, self.has_gap = data["step"], data.get("kept", 0), False


def _parts(content: Blocks) -> tuple[str, dict[str, str], list[str]]:
    """The words, where the calls stand, and the notes."""
    calls = [block["tool_call"] for block in content if block["type"] == "tool_call"]
    words = "".join(block["text"] for block in content if block["type"] == "text")
    notes = [block["text"] for block in content if block["type"] == "note"]
    return words, {call["id"]: call["status"] for call in calls}, notes


def _fingerprint(text: str, calls: dict[str, str], notes: list[str]) -> int:
    return zlib.crc32(json.dumps([text, sorted(calls.items()), notes]).encode())


def _status_after(event: str, data: Data) -> str:
    if event in (TURN_STARTED, TOOL_CALL_STARTED):
        return "running"
    return _moving(data.get("status", "")) if event in (TURN_WAITING, TURN_FINISHED, SNAPSHOT) else ""


def _moving(status: str) -> str:
    """Whether a worker has it already is not told."""
    return "running" if status == "queued" else status
