"""Builds one response from the events of a stream. Gateways number, name and leave out events as they like."""

import json
import re
import uuid
from dataclasses import dataclass, field
from typing import Any

from conversations.llm.errors import StreamBroken
from conversations.llm.records import AnswerEnding, CallProblem, ModelResponse, broke_off, ending_of
from organizations.exact_json import MOST_LEVELS, is_deeper, read_nearest
from organizations.text import clean_json, clean_text

COUNTED = ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
# The Messages API takes no other name back (docs, "Define tools").
_NOT_IN_NAMES = re.compile(r"[^a-zA-Z0-9_-]")
_LONGEST_NAME = 64
# The largest token count of a step that is believed: a turn's sums have to fit their columns.
MOST_TOKENS = 10_000_000
# The deepest arguments: edited ones are nested in one more object.
DEEPEST = MOST_LEVELS - 2
# Blocks that are used; others that a model sends are left out.
_KEPT = ("text", "thinking", "redacted_thinking", "tool_use")
CUT = "The answer reached the output limit ({limit:,} tokens), so this call was not made. Write less in one step."
UNREADABLE = "The arguments of this call were not a JSON object, so it was not made. Send it again."


@dataclass(slots=True)
class _Block:
    start: dict[str, Any]
    pieces: list[str] = field(default_factory=list)
    is_closed: bool = False
    # Halves of a character that a gateway cut in two.
    half: str = ""

    def words(self, piece: Any) -> str:
        """The cleaned text of a piece, after the half character that the piece before left."""
        said, self.half = self.half + _text(piece), ""
        if said and "\ud800" <= said[-1] <= "\udbff":
            said, self.half = said[:-1], said[-1]
        return clean_text(said if said.isascii() else _whole_characters(said))


class Building:
    """Takes events one by one; `finished` gives the whole response."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._blocks: list[_Block] = []
        # The block of each number, None for one that is left out; some gateways give all blocks the same number.
        self._numbered: dict[str, _Block | None] = {}
        self._stop_reason = ""
        self._has_stopped = False
        self.usage: dict[str, int] = {}

    def take(self, event: dict[str, Any]) -> str:
        """Take one event; returns its cleaned text, or an empty one."""
        kind = event.get("type")
        if kind == "content_block_delta":
            return self._take_delta(_number(event), _dict(event.get("delta")))
        if kind == "content_block_start":
            return self._open(_number(event), _dict(event.get("content_block")))
        if kind == "content_block_stop":
            if block := self._numbered.pop(_number(event), None):
                block.is_closed = True
        elif kind == "message_start":
            # Some gateways send the whole message here, and its blocks again afterwards.
            self._count(_dict(event.get("message")).get("usage"))
        elif kind == "message_delta":
            self._stop_reason = _reason(_dict(event.get("delta"))) or self._stop_reason
            self._count(event.get("usage"))
        elif kind == "message_stop":
            self._has_stopped = True
        return ""

    def take_whole(self, message: dict[str, Any]) -> str:
        """Take a message that came in one piece, from a gateway that cannot stream; returns its text.

        Raises StreamBroken for one of another API.
        """
        if "content" not in message:
            raise StreamBroken
        self._count(message.get("usage"))
        text = self._open_all(message["content"])
        self._stop_reason, self._has_stopped = _reason(message), True
        return text

    @property
    def has_stopped(self) -> bool:
        """Whether the last event came: some gateways keep the connection open after it."""
        return self._has_stopped

    @property
    def is_whole(self) -> bool:
        """Whether the stop reason came and all blocks are closed, with or without the last event."""
        if broke_off(self._stop_reason):
            return False
        return self._has_stopped or (bool(self._stop_reason) and all(block.is_closed for block in self._blocks))

    @property
    def says_no_more(self) -> bool:
        """Whether nothing but the last event is missing."""
        return bool(self._blocks) and self.is_whole

    def finished(self) -> ModelResponse:
        """The whole response. Raises StreamBroken when the stream ended before its end."""
        if not self.is_whole:
            raise StreamBroken
        response = ModelResponse(stop_reason=self._stop_reason[:32], usage=self.usage)
        for block in self._blocks:
            self._finish(block, response)
        return response

    def _begin(self, number: str, start: dict[str, Any]) -> _Block:
        block = self._numbered[number] = _Block(start)
        self._blocks.append(block)
        return block

    def _open_all(self, content: Any) -> str:
        """Take blocks that came whole, or a text alone; returns their text."""
        listed = [{"type": "text", "text": content}] if isinstance(content, str) and content else content
        texts = []
        for number, block in enumerate(listed if isinstance(listed, list) else []):
            texts.append(self._open(str(number), _dict(block)))
            if whole := self._numbered.pop(str(number), None):
                whole.is_closed = True
        return "".join(texts)

    def _open(self, number: str, start: dict[str, Any]) -> str:
        if not start.get("type"):
            # Without a type: the first delta's type tells what the block is.
            self._numbered.pop(number, None)
            return ""
        if start["type"] not in _KEPT:
            # Its deltas are left out too, until it ends.
            self._numbered[number] = None
            return ""
        block = self._begin(number, clean_json(start))
        if start["type"] == "thinking" and isinstance(start.get("thinking"), str):
            block.start["thinking"] = block.words(start["thinking"])
        text = block.words(start.get("text")) if start["type"] == "text" else ""
        if text:
            block.pieces.append(text)
        return text

    def _take_delta(self, number: str, delta: dict[str, Any]) -> str:
        kind = delta.get("type")
        if kind == "text_delta":
            # Some gateways send deltas without opening a block.
            spoken = self._numbered[number] if number in self._numbered else self._begin(number, {"type": "text"})
            if spoken is None or spoken.start["type"] != "text":
                return ""
            text = spoken.words(delta.get("text"))
            spoken.pieces.append(text)
            return text
        block = self._numbered.get(number)
        if block is None:
            return ""
        if kind == "input_json_delta" and block.start["type"] == "tool_use":
            block.pieces.append(block.words(delta.get("partial_json")))
        elif kind in ("thinking_delta", "signature_delta"):
            part = str(kind).removesuffix("_delta")
            block.start[part] = _text(block.start.get(part)) + block.words(delta.get(part))
        return ""

    def _finish(self, block: _Block, response: ModelResponse) -> None:
        kind = block.start["type"]
        if kind == "text":
            # The API refuses a blank block.
            if (text := "".join(block.pieces)).strip():
                response.blocks.append({"type": "text", "text": text})
        elif kind == "tool_use":
            self._finish_call(block, response)
        elif thought := thought_of(block.start):
            response.blocks.append(thought)

    def _finish_call(self, block: _Block, response: ModelResponse) -> None:
        """Give the call an id of ours: models behind gateways repeat ids or give none."""
        ending = ending_of(self._stop_reason)
        if ending in (AnswerEnding.REFUSED, AnswerEnding.CONTEXT_FULL):
            return
        name = _NOT_IN_NAMES.sub("_", _text(block.start.get("name")))[:_LONGEST_NAME] or "unnamed"
        use_id = f"toolu_{uuid.uuid4().hex}"
        arguments = None if ending else _arguments(block)
        if ending:
            response.problems[use_id] = CallProblem(ending.value, CUT.format(limit=self._limit))
        elif arguments is None:
            response.problems[use_id] = CallProblem("arguments_unreadable", UNREADABLE)
        response.blocks.append({"type": "tool_use", "id": use_id, "name": name, "input": arguments or {}})

    def _count(self, usage: Any) -> None:
        for name in COUNTED:
            value = _dict(usage).get(name)
            if isinstance(value, int | float) and 0 <= value <= MOST_TOKENS:
                self.usage[name] = int(value)


def _arguments(block: _Block) -> dict[str, Any] | None:
    """The call's arguments; None when they cannot be read."""
    given = block.start.get("input") or {}
    joined = "".join(block.pieces) or (given if isinstance(given, str) else "")
    if not joined and not block.is_closed:
        # The answer was cut, so the arguments may be incomplete.
        return None
    try:
        arguments = read_nearest(joined or json.dumps(given))
    except (ValueError, RecursionError):
        return None
    return clean_json(arguments) if isinstance(arguments, dict) and not is_deeper(arguments, DEEPEST) else None


def thought_of(block: dict[str, Any]) -> dict[str, Any] | None:
    """A thinking block as the API accepts it: with its signature, and no other fields."""
    parts = ("data",) if block.get("type") == "redacted_thinking" else ("thinking", "signature")
    thought = {part: block.get(part) for part in parts}
    is_whole = all(isinstance(said, str) for said in thought.values()) and thought[parts[-1]]
    return {"type": block["type"], **thought} if is_whole else None


def _reason(said: dict[str, Any]) -> str:
    reason = said.get("stop_reason")
    return clean_text(str(reason)) if reason else ""


def _whole_characters(said: str) -> str:
    """Joins two halves to one character again."""
    return said.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _number(event: dict[str, Any]) -> str:
    return str(event.get("index"))


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
