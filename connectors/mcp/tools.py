"""What a server offers: one tool, cleaned and capped, with the digest that notices a change."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from mcp.shared.inbound import find_invalid_x_mcp_header

from connectors.mcp.cleaning import canonical_json, clean_value
from connectors.model_schemas import Unfit, check_depth
from organizations.text import clean_text, says_nothing

MAX_NAME_CHARACTERS = 128
MAX_TITLE_CHARACTERS = 200
MAX_DESCRIPTION_CHARACTERS = 16_384
# A schema is model context in every turn; more than this is an attack or a mistake.
MAX_SCHEMA_CHARACTERS = 65_536
_FLAT_UI_KEY = "ui/resourceUri"
_HINTS = {
    "readOnlyHint": "read_only_hint",
    "destructiveHint": "destructive_hint",
    "idempotentHint": "idempotent_hint",
    "openWorldHint": "open_world_hint",
}


@dataclass(frozen=True)
class OfferedTool:
    """One tool. `annotations` holds only the hints that the server set; for others the defaults hold."""

    name: str
    title: str | None
    description: str
    input_schema: dict[str, Any]
    output_schema: dict[str, Any] | None = None
    annotations: dict[str, Any] = field(default_factory=dict)
    ui: dict[str, Any] | None = None
    unsupported_reason: str | None = None

    @property
    def digest(self) -> str:
        """SHA-256 over what a person reviewed: description, schemas, annotations and ui."""
        reviewed = {
            "description": self.description,
            "input_schema": self.input_schema,
            "output_schema": self.output_schema,
            "annotations": self.annotations,
            "ui": self.ui,
        }
        return hashlib.sha256(canonical_json(reviewed).encode("ascii")).hexdigest()

    @property
    def characters(self) -> int:
        """How much of a listing's allowance it uses."""
        return len(self.description) + _characters(self.input_schema) + _characters(self.output_schema)


@dataclass(frozen=True)
class LeftOut:
    """A tool that cannot be used here: its name as the server wrote it, cleaned and cut, and why, for people."""

    name: str
    reason: str


def offered_tool(raw: Any, *, sends_headers: bool = False) -> OfferedTool | LeftOut:
    """One entry of a server's list, mended where its meaning is clear; what is odd never costs its neighbours.

    `sends_headers`: the server speaks the revision in which arguments can go as headers too.
    """
    if not isinstance(raw, dict):
        return LeftOut("", "An entry of the server's list is no description of a tool.")
    name = raw.get("name")
    shown = clean_text(name, MAX_NAME_CHARACTERS) if isinstance(name, str) else ""
    try:
        check_depth(raw)
    except Unfit as unfit:
        return LeftOut(shown, str(unfit))
    reason = _unusable_name(name) or _unusable_schema(raw.get("inputSchema"), sends_headers)
    if reason or not isinstance(name, str):
        return LeftOut(shown, reason or "")
    annotations = _annotations(raw.get("annotations"))
    offered = OfferedTool(
        name=name,
        title=_title(raw.get("title")) or _title(annotations.get("title")),
        description=clean_text(_text(raw.get("description")), MAX_DESCRIPTION_CHARACTERS),
        input_schema=clean_value(raw.get("inputSchema") or {}) if raw.get("inputSchema") is not True else {},
        output_schema=clean_value(found) if isinstance(found := raw.get("outputSchema"), dict) else None,
        annotations=annotations,
        ui=_ui(found) if isinstance(found := raw.get("_meta"), dict) else None,
        unsupported_reason=_unsupported(raw.get("execution")),
    )
    small = max(_characters(offered.input_schema), _characters(offered.output_schema)) <= MAX_SCHEMA_CHARACTERS
    return offered if small else LeftOut(shown, "Its arguments or results are described at more length than we keep.")


def _unusable_name(name: Any) -> str | None:
    if not isinstance(name, str) or says_nothing(name):
        return "It has no name, so it cannot be called."
    if len(name) > MAX_NAME_CHARACTERS:
        return f"Its name is longer than {MAX_NAME_CHARACTERS} characters."
    if not name.isprintable() or clean_text(name) != name:
        return "Its name has characters that cannot be shown."
    return None


def _unusable_schema(schema: Any, sends_headers: bool) -> str | None:
    """Nothing, null and PHP's empty list say that it takes anything."""
    if not isinstance(schema, dict):
        return None if schema in (None, [], True) else "Its arguments are described in a way that cannot be read."
    if sends_headers and find_invalid_x_mcp_header(schema):
        return "It asks for headers that cannot be sent."
    return None


def _annotations(raw: Any) -> dict[str, Any]:
    """The hints that are what they should be: without one the cautious default holds."""
    given = raw if isinstance(raw, dict) else {}
    hints = {kept: given[key] for key, kept in _HINTS.items() if isinstance(given.get(key), bool)}
    title = _title(given.get("title"))
    return {**({"title": clean_text(given["title"])} if title else {}), **hints}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _title(value: Any) -> str | None:
    return clean_text(value, MAX_TITLE_CHARACTERS) if isinstance(value, str) and value else None


def _ui(meta: dict[str, Any]) -> dict[str, Any] | None:
    declared = meta.get("ui")
    found = declared if isinstance(declared, dict) else {"resourceUri": meta.get(_FLAT_UI_KEY)}
    kept = {key: found[key] for key in ("resourceUri", "visibility") if found.get(key) is not None}
    return clean_value(kept) if kept else None


def _unsupported(execution: Any) -> str | None:
    if isinstance(execution, dict) and execution.get("taskSupport") == "required":
        return "It only runs as a background task, which Switchboard does not support yet."
    return None


def _characters(schema: dict[str, Any] | None) -> int:
    return 0 if schema is None else len(canonical_json(schema))
