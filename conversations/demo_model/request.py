"""A Messages API request, as far as rules care. What they do not know (system, thinking, …) is ignored."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse

from conversations.demo_model.phrases import stem, verb_of

# Tool definitions: their names taken apart into connector and words.

# Errors as the Messages API gives them.


class Invalid(Exception):
    """The request does not fit the API; `type` and `status` are the API's."""

    def __init__(self, message: str, *, kind: str = "invalid_request_error", status: int = 400) -> None:
        super().__init__(message)
        self.kind = kind
        self.status = status


def error_response(failure: Invalid, request_id: str) -> JSONResponse:
    """The API's error envelope."""
    body = {
        "type": "error",
        "error": {"type": failure.kind, "message": str(failure)},
        "request_id": request_id,
    }
    return JSONResponse(body, status_code=failure.status, headers={"request-id": request_id})


_NAME = re.compile(r"[A-Za-z0-9_-]{1,128}")
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
SEPARATOR = "__"


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that the model may use. `slug` is the connector's part of the name, empty when it has none."""

    name: str
    slug: str
    words: tuple[str, ...]
    verb: str
    description: str
    properties: dict[str, dict[str, Any]]
    required: tuple[str, ...]

    @property
    def connector(self) -> str:
        """The connector's name for a sentence: `acme_tracker` becomes "Acme Tracker"."""
        return " ".join(word.capitalize() for word in re.split(r"[_-]+", self.slug) if word)

    @property
    def spoken(self) -> str:
        """Its own name for a sentence: `list_issues` becomes "list issues"."""
        return re.sub(r"[_-]+", " ", self.name.rpartition(SEPARATOR)[2]).strip()

    @property
    def objects(self) -> tuple[str, ...]:
        """What the tool is about: its name's words without the verb."""
        return tuple(word for word in self.words if not self.verb or verb_of(word) != self.verb)

    @property
    def searches_tools(self) -> bool:
        """Whether it finds other tools, as when tools are on demand."""
        return "tool" in self.words and self.verb in ("search", "list")


def verb_in(name: str) -> str:
    """The verb in a tool's name."""
    words = map(stem, _WORDS.findall(name.rpartition(SEPARATOR)[2]))
    return next((verb for verb in map(verb_of, words) if verb), "")


def choices_of(schema: dict[str, Any]) -> list[str]:
    """The texts that a property may be, where its schema lists them."""
    listed = next((option["enum"] for option in [schema, *options_of(schema)] if "enum" in option), None)
    return [value for value in listed if isinstance(value, str)] if isinstance(listed, list) else []


def options_of(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The alternatives of a schema but null."""
    options = schema.get("anyOf") or schema.get("oneOf")
    options = options if isinstance(options, list) else []
    return [option for option in options if isinstance(option, dict) and option.get("type") != "null"]


def tools_of(given: Any) -> list[Tool]:
    """Read `tools`; tools that run at the provider (no input schema) are left out.

    Raises:
        Invalid: a definition that the API would refuse.
    """
    if given is None:
        return []
    if not isinstance(given, list):
        raise Invalid("tools: Input should be a list")
    return [_tool(entry, index) for index, entry in enumerate(given) if not _runs_elsewhere(entry)]


def _runs_elsewhere(entry: Any) -> bool:
    return isinstance(entry, dict) and "input_schema" not in entry and entry.get("type", "custom") != "custom"


def _tool(entry: Any, index: int) -> Tool:
    name = entry.get("name") if isinstance(entry, dict) else None
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise Invalid(f"tools.{index}.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'")
    schema = entry.get("input_schema")
    if not isinstance(schema, dict) or schema.get("type") != "object":
        raise Invalid(f"tools.{index}.input_schema.type: Input should be 'object'")
    slug, _, bare = name.rpartition(SEPARATOR)
    words = tuple(stem(word) for word in _WORDS.findall(bare or name))
    properties, required = schema.get("properties"), schema.get("required")
    return Tool(
        name=name,
        slug=slug,
        words=words,
        verb=verb_in(name),
        description=str(entry.get("description") or ""),
        properties={key: value for key, value in _entries(properties) if isinstance(value, dict)},
        required=tuple(map(str, required)) if isinstance(required, list) else (),
    )


def _entries(properties: Any) -> list[tuple[str, Any]]:
    return list(properties.items()) if isinstance(properties, dict) else []


# The messages of a request: read, and held to the API's rule that every tool use is answered at once.


@dataclass(frozen=True, slots=True)
class Message:
    """One message; its content is always a list of blocks."""

    role: str
    blocks: list[dict[str, Any]]

    def of_type(self, kind: str) -> list[dict[str, Any]]:
        """The blocks of one type."""
        return [block for block in self.blocks if block.get("type") == kind]

    @property
    def text(self) -> str:
        """The text blocks, joined."""
        return "\n".join(str(block.get("text", "")) for block in self.of_type("text")).strip()


def messages_of(given: Any) -> list[Message]:
    """Read `messages`.

    Raises:
        Invalid: they are missing or malformed, or a tool use and its result do not follow each other.
    """
    if not isinstance(given, list) or not given:
        raise Invalid("messages: at least one message is required")
    read = [_message(entry, index) for index, entry in enumerate(given)]
    messages = [message for message in read if message.role != "system"]
    if not messages or messages[0].role != "user":
        raise Invalid("messages: first message must use the user role")
    _check_tool_uses(messages)
    return messages


def _message(entry: Any, index: int) -> Message:
    role = entry.get("role") if isinstance(entry, dict) else None
    if role not in ("user", "assistant", "system"):
        raise Invalid(f"messages.{index}.role: Input should be 'user' or 'assistant'")
    content = entry.get("content")
    blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise Invalid(f"messages.{index}.content: Input should be a text or a list of blocks")
    return Message(role, blocks)


def _check_tool_uses(messages: Sequence[Message]) -> None:
    nothing = Message("user", [])
    for index, (message, following) in enumerate(zip(messages, [*messages[1:], nothing], strict=True)):
        used = [str(block.get("id")) for block in message.of_type("tool_use")]
        answered = {str(block.get("tool_use_id")) for block in following.of_type("tool_result")}
        if missing := [tool_id for tool_id in used if tool_id not in answered]:
            raise Invalid(
                f"messages.{index}: `tool_use` ids were found without `tool_result` blocks immediately after:"
                f" {', '.join(missing)}"
            )
        if unknown := sorted(answered - set(used)):
            raise Invalid(f"messages.{index + 1}: unexpected `tool_use_id` in `tool_result`: {', '.join(unknown)}")
    if messages[0].of_type("tool_result"):
        raise Invalid("messages.0: `tool_result` without a `tool_use` before it")


@dataclass(frozen=True, slots=True)
class Choice:
    """`tool_choice`: auto, any, tool (with its name) or none."""

    kind: str = "auto"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked of the model."""

    messages: list[Message]
    tools: list[Tool]
    choice: Choice
    max_tokens: int
    stream: bool
    input_tokens: int


def parse(body: bytes) -> Request:
    """Read a request's body.

    Raises:
        Invalid: it is not JSON, or the API would refuse it.
    """
    given = _object(body)
    max_tokens = given.get("max_tokens")
    if not isinstance(max_tokens, int) or isinstance(max_tokens, bool) or max_tokens < 1:
        raise Invalid("max_tokens: Input should be a whole number of at least 1")
    if not isinstance(given.get("model"), str):
        raise Invalid("model: Field required")
    return Request(
        messages=messages_of(given.get("messages")),
        tools=tools_of(given.get("tools")),
        choice=_choice(given.get("tool_choice")),
        max_tokens=max_tokens,
        stream=given.get("stream") is True,
        input_tokens=max(1, len(body) // 4),
    )


def _object(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise Invalid("The request body is not valid JSON") from None
    if not isinstance(given, dict):
        raise Invalid("The request body should be an object")
    return given


def _choice(given: Any) -> Choice:
    if not isinstance(given, dict):
        return Choice()
    return Choice(str(given.get("type", "auto")), str(given.get("name", "")))
