"""Tool definitions: their names taken apart into connector and words."""

import re
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse

from conversations.demo_model.phrases import stem, verb_of

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
