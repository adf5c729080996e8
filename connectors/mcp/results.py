"""What a tool gave back, as JSON-safe blocks."""

import base64
import binascii
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from jsonschema import Draft202012Validator
from jsonschema.exceptions import UnknownType, ValidationError, best_match
from jsonschema.protocols import Validator
from jsonschema.validators import extend, validator_for
from referencing import Registry
from referencing.exceptions import Unresolvable

from connectors.mcp.questions import Asked, NotForPeople, asked_in
from connectors.mcp.records import canonical_json, clean_result
from connectors.network.limits import MAX_ANSWER_BYTES
from organizations.text import clean_text

# Compares a result with its tool's output schema: a difference is noted, the result is used.

# Limits of comparing: it is for a note only, and all turns of the worker wait for it.
_LARGEST = 262_144
_SECONDS = 0.1
_LONGEST_WORDS = 300
# One of these keywords can take for ever: regular expressions of other people, and each item against each.
_NOT_ASKED = ("pattern", "uniqueItems", "unevaluatedItems", "unevaluatedProperties")
# With these a part is compared by other rules, without the clock; "$schema" at the root is fine.
_CANNOT_TELL = frozenset({"patternProperties", "$schema"})
# What comparing raises for an invalid schema.
_NO_SCHEMA = (
    *(TypeError, AttributeError, ValueError, LookupError, ArithmeticError, RecursionError, re.error),
    *(UnknownType, Unresolvable),
)
_Check = Callable[[Validator, Any, Any, Any], Iterator[ValidationError] | None]
_ends_at: ContextVar[float] = ContextVar("comparing_ends_at")


class _TooLong(Exception):
    """Comparing took too long."""


def mismatch(structured: Any, schema: Mapping[str, Any] | None) -> str | None:
    """What differs from the schema, in words; None when nothing does, or when comparing takes longer than 0.1 s."""
    if not schema:
        return None
    if structured is None:
        return "the tool had announced data of a fixed form, and sent none"
    asked = {key: value for key, value in schema.items() if key != "$schema"}
    if len(canonical_json(structured)) > _LARGEST or _mentions(asked, _CANNOT_TELL):
        return None
    began = _ends_at.set(time.monotonic() + _SECONDS)
    try:
        # An empty registry: nothing is ever fetched.
        comparing = _timed(validator_for(schema, default=Draft202012Validator))(asked, registry=Registry())
        found = best_match(comparing.iter_errors(structured))
    except (_TooLong, *_NO_SCHEMA):
        return None
    finally:
        _ends_at.reset(began)
    if found is None:
        return None
    where = f"at {found.json_path.removeprefix('$.')}: " if found.absolute_path else ""
    return clean_text(f"the result is not as the tool had announced it, {where}{found.message}", _LONGEST_WORDS)


@cache
def _timed(kind: type[Validator]) -> type[Validator]:
    """The validator, with a look at the clock before each keyword: references can be endless."""
    checks = {key: _in_time(check) for key, check in kind.VALIDATORS.items()}
    timed: type[Validator] = extend(kind, checks | dict.fromkeys(_NOT_ASKED, _passes))
    return timed


def _in_time(check: _Check) -> _Check:
    def checked(validator: Validator, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError] | None:
        if time.monotonic() > _ends_at.get():
            raise _TooLong
        return check(validator, value, instance, schema)

    return checked


def _passes(_: Validator, value: Any, instance: Any, schema: Any) -> None:
    """Finds no error."""


def _mentions(schema: Any, keys: frozenset[str]) -> bool:
    """Whether one of these keys is anywhere in it; its depth was checked when it was listed."""
    if isinstance(schema, dict):
        return not keys.isdisjoint(schema) or any(_mentions(inner, keys) for inner in schema.values())
    return isinstance(schema, list) and any(_mentions(inner, keys) for inner in schema)


MAX_RESULT_BYTES = MAX_ANSWER_BYTES
_MAX_BLOCKS = 1000
_MAX_LABEL_CHARACTERS = 2048
# Signed addresses of storage services pass 2,000; one that is cut would lead elsewhere.
_MAX_ADDRESS_CHARACTERS = 16_384
_URL_SAFE = str.maketrans("-_", "+/")

_KINDS = ("image", "audio", "resource_link", "resource")

Block = dict[str, Any]


@dataclass(frozen=True)
class ToolOutcome:
    """The known end of a call. `is_error`: the tool itself reported the failure; `bytes`: size as JSON."""

    status: Literal["succeeded", "failed", "asks"]
    blocks: tuple[Block, ...]
    structured: Any = None
    is_error: bool = False
    bytes: int = 0
    # Of a call that is not over: what the server wants to know first.
    asked: Asked | None = None
    # The tool failed because what it asked answered 401.
    is_unauthorized: bool = False


def outcome_of(result: Mapping[str, Any], announced: Mapping[str, Any] | None = None) -> ToolOutcome:
    """The outcome of a result as the server wrote it, cleaned; one that is too large becomes a failure that says so.

    A result that asks for input is no end yet, unless it asks for what nobody can be asked here.

    Usable parts are used: the answer came, so the call has a known end however odd it is. What does not match the
    schema that was `announced` is noted in words, for the model and in the call's record.
    """
    try:
        if asked := asked_in(result):
            return ToolOutcome("asks", (), asked=asked)
    except NotForPeople as error:
        return failed_outcome(f"The tool asks for more input than Switchboard can give: {error}.")
    blocks = tuple(_block(content) for content in _contents(result.get("content"))[:_MAX_BLOCKS])
    structured = clean_result(result.get("structuredContent", result.get("toolResult")))
    is_error = _is_yes(result.get("isError"))
    if not is_error and (noted := mismatch(structured, announced)):
        data = (_text(_as_json(structured)),) if not blocks and structured is not None else ()
        blocks = (*blocks, *data, _text(f"[Note: {noted}.]"))
    size = len(canonical_json([blocks, structured]))
    if size > MAX_RESULT_BYTES:
        return failed_outcome(f"The tool ran, but its result is larger than {MAX_RESULT_BYTES >> 20} MB.")
    unauthorized = is_error and _is_unauthorized(result)
    status: Literal["failed", "succeeded"] = "failed" if is_error else "succeeded"
    return ToolOutcome(status, blocks, structured, is_error, size, is_unauthorized=unauthorized)


def failed_outcome(text: str) -> ToolOutcome:
    """A failure that the model and the person can read."""
    cleaned = clean_text(text, 8192)
    return ToolOutcome("failed", (_text(cleaned),), bytes=len(cleaned))


def _is_yes(said: Any) -> bool:
    """True, also as a word or a number."""
    return said.strip().lower() in ("true", "yes", "1") if isinstance(said, str) else said in (True, 1)


def _is_unauthorized(result: Mapping[str, Any]) -> bool:
    """Whether the tool says that it got a 401, as servers do that pass a token on unseen (ms-365-mcp-server).

    Only by the number in its place: words such as "unauthorized" may be about anything.
    """
    meta = result.get("_meta")
    return isinstance(meta, dict) and type(meta.get("http_status")) is int and meta["http_status"] == 401


def _contents(content: Any) -> Sequence[Any]:
    """The blocks of a result; older and home-made servers send one alone, or none."""
    if isinstance(content, list):
        return content
    return () if content is None else (content,)


def _block(content: Any) -> Block:
    if not isinstance(content, dict):
        return _text(_words(content))
    kind = content.get("type")
    if kind == "text" or (kind not in _KINDS and "text" in content):
        return _text(_words(content.get("text")))
    if kind in ("image", "audio"):
        return _media(kind, content.get("data"), content.get("mimeType"))
    if kind == "resource_link" and isinstance(content.get("uri"), str):
        return _link(content)
    if kind == "resource" and isinstance(content.get("resource"), dict):
        return _resource(content["resource"])
    named = clean_text(str(kind), 60) if kind is not None else "no kind"
    return _text(f"[The tool sent something that Switchboard cannot show: {named}.]")


def _words(value: Any) -> str:
    """A text block's text; numbers and data as JSON."""
    if value is None:
        return ""
    return clean_text(value) if isinstance(value, str) else _as_json(clean_result(value))


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _text(text: str) -> Block:
    return {"type": "text", "text": text}


def _media(kind: str, data: Any, mime_type: Any) -> Block:
    raw = _decoded(data)
    if raw is None:
        return _text(f"[The tool sent {kind} data that cannot be read.]")
    return {"type": kind, "data": _encoded(raw), "mime_type": _label(mime_type), "bytes": len(raw)}


def _link(link: Mapping[str, Any]) -> Block:
    described = {key: _label(link.get(key)) for key in ("name", "title", "description")}
    return {
        "type": "resource_link",
        "uri": _address(link["uri"]),
        **described,
        "mime_type": _label(link.get("mimeType")),
    }


def _resource(resource: Mapping[str, Any]) -> Block:
    described: Block = {
        "type": "resource",
        "uri": _address(resource.get("uri")),
        "mime_type": _label(resource.get("mimeType")),
    }
    if (text := resource.get("text")) is not None:
        return described | {"text": _words(text)}
    raw = _decoded(resource.get("blob"))
    if raw is None:
        return _text("[The tool sent a file that cannot be read.]")
    return described | {"data": _encoded(raw), "bytes": len(raw)}


def _decoded(data: Any) -> bytes | None:
    """The bytes of base64 in the forms that servers send: with line ends, unpadded, URL-safe, as a data: address."""
    if not isinstance(data, str):
        return None
    if data.startswith("data:"):
        data = data.partition(",")[2]
    plain = "".join(data.split()).rstrip("=").translate(_URL_SAFE)
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _address(value: Any) -> str:
    """The whole of it; empty where there is none that can be kept."""
    return clean_text(value) if isinstance(value, str) and len(value) <= _MAX_ADDRESS_CHARACTERS else ""


def _label(value: Any) -> str | None:
    return clean_text(value, _MAX_LABEL_CHARACTERS) if isinstance(value, str) else None
