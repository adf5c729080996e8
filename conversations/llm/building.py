"""From the events of a stream to one response. Gateways number, name and leave out as they like."""

import re
import uuid
from dataclasses import dataclass, field
from typing import Any

from conversations.answer_endings import AnswerEnding, ending_of
from conversations.llm.errors import StreamBroken
from conversations.llm.records import CallProblem, ModelResponse
from organizations.exact_json import read_nearest
from organizations.text import clean_json, clean_text

COUNTED = ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
# The Messages API takes no other name back (docs, "Define tools").
_NOT_IN_NAMES = re.compile(r"[^a-zA-Z0-9_-]")
_LONGEST_NAME = 64
# Blocks that mean something here; what else a model sends is left out.
_KEPT = ("text", "thinking", "redacted_thinking", "tool_use")
CUT = "The answer reached the output limit ({limit:,} tokens), so this call was not made. Write less in one step."
UNREADABLE = "The arguments of this call were not a JSON object, so it was not made. Send it again."


@dataclass(slots=True)
class _Block:
    start: dict[str, Any]
    pieces: list[str] = field(default_factory=list)
    is_closed: bool = False


class Building:
    """Takes events one by one; `finished` is the whole response."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._blocks: list[_Block] = []
        # Which block a number means now; some gateways give all blocks the same.
        self._numbered: dict[str, _Block] = {}
        self._stop_reason = ""
        self.has_stopped = False
        self.usage: dict[str, int] = {}

    def take(self, event: dict[str, Any]) -> str:
        """Account for one event; the cleaned text when it was some, else nothing."""
        kind = event.get("type")
        if kind == "content_block_delta":
            return self._take_delta(_number(event), _dict(event.get("delta")))
        if kind == "content_block_start":
            return self._open(_number(event), _dict(event.get("content_block")))
        if kind == "content_block_stop":
            if block := self._numbered.get(_number(event)):
                block.is_closed = True
        elif kind == "message_start":
            self._count(_dict(event.get("message")).get("usage"))
        elif kind == "message_delta":
            self._stop_reason = str(_dict(event.get("delta")).get("stop_reason") or self._stop_reason)
            self._count(event.get("usage"))
        elif kind == "message_stop":
            self.has_stopped = True
        return ""

    def take_whole(self, message: dict[str, Any]) -> str:
        """Account for a message that came in one piece, as from a gateway that cannot stream; its text."""
        self._count(message.get("usage"))
        content = message.get("content")
        blocks = content if isinstance(content, list) else []
        texts = [self._open(str(number), _dict(block)) for number, block in enumerate(blocks)]
        for block in self._blocks:
            block.is_closed = True
        self._stop_reason, self.has_stopped = str(message.get("stop_reason") or ""), True
        return "".join(texts)

    @property
    def is_whole(self) -> bool:
        """Whether all has come: its last event, or a reason to stop after which no block is open."""
        return self.has_stopped or (bool(self._stop_reason) and all(block.is_closed for block in self._blocks))

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

    def _open(self, number: str, start: dict[str, Any]) -> str:
        if start.get("type") not in _KEPT:
            # Its deltas are of no use either.
            self._numbered.pop(number, None)
            return ""
        block = self._begin(number, clean_json(start))
        text = clean_text(_text(block.start.get("text"))) if start["type"] == "text" else ""
        if text:
            block.pieces.append(text)
        return text

    def _take_delta(self, number: str, delta: dict[str, Any]) -> str:
        kind = delta.get("type")
        if kind == "text_delta":
            text = clean_text(_text(delta.get("text")))
            # A gateway that opens no block still speaks.
            spoken = self._numbered.get(number) or self._begin(number, {"type": "text"})
            spoken.pieces.append(text)
            return text if spoken.start["type"] == "text" else ""
        block = self._numbered.get(number)
        if block is None:
            return ""
        if kind == "input_json_delta":
            block.pieces.append(_text(delta.get("partial_json")))
        elif kind in ("thinking_delta", "signature_delta"):
            part = str(kind).removesuffix("_delta")
            block.start[part] = _text(block.start.get(part)) + clean_text(_text(delta.get(part)))
        return ""

    def _finish(self, block: _Block, response: ModelResponse) -> None:
        kind = block.start["type"]
        if kind == "text":
            # A blank block is refused when it is sent back.
            if (text := "".join(block.pieces)).strip():
                response.blocks.append({"type": "text", "text": text})
        elif kind == "tool_use":
            self._finish_call(block, response)
        elif block.start.get("signature") or (kind == "redacted_thinking" and block.start.get("data")):
            # Thinking without its signature is refused when it is sent back.
            response.blocks.append(block.start)

    def _finish_call(self, block: _Block, response: ModelResponse) -> None:
        """Its id is ours: models behind gateways repeat theirs, or give none."""
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
            if isinstance(value, int | float) and value >= 0:
                self.usage[name] = int(value)


def _arguments(block: _Block) -> dict[str, Any] | None:
    """What the call is to be made with; None when that cannot be read."""
    given = block.start.get("input") or {}
    joined = "".join(block.pieces) or (given if isinstance(given, str) else "")
    if not joined:
        # A block that was never closed may have had more to say.
        return given if isinstance(given, dict) and block.is_closed else None
    try:
        arguments = clean_json(read_nearest(joined))
    except (ValueError, RecursionError):
        return None
    return arguments if isinstance(arguments, dict) else None


def _number(event: dict[str, Any]) -> str:
    return str(event.get("index"))


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
