"""What a server offers: one tool, cleaned and capped, with the digest that notices a change."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

import mcp_types

from connectors.mcp.cleaning import canonical_json, clean_value
from organizations.text import clean_text

MAX_NAME_CHARACTERS = 128
MAX_TITLE_CHARACTERS = 200
MAX_DESCRIPTION_CHARACTERS = 16_384
# A schema is model context in every turn; more than this is an attack or a mistake.
MAX_SCHEMA_CHARACTERS = 65_536
_FLAT_UI_KEY = "ui/resourceUri"


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


def offered_tool(tool: mcp_types.Tool) -> OfferedTool | None:
    """The tool as we keep it, or None when its name or a schema cannot be used."""
    name = tool.name
    if not 0 < len(name) <= MAX_NAME_CHARACTERS or not name.isprintable() or clean_text(name) != name:
        return None
    annotations = clean_value(tool.annotations.model_dump(exclude_none=True)) if tool.annotations else {}
    offered = OfferedTool(
        name=name,
        title=_title(tool.title or annotations.get("title")),
        description=clean_text(tool.description or "", MAX_DESCRIPTION_CHARACTERS),
        input_schema=clean_value(tool.input_schema),
        output_schema=clean_value(tool.output_schema),
        annotations=annotations,
        ui=_ui(tool.meta or {}),
        unsupported_reason=_unsupported(tool),
    )
    small = max(_characters(offered.input_schema), _characters(offered.output_schema)) <= MAX_SCHEMA_CHARACTERS
    return offered if small else None


def _title(value: Any) -> str | None:
    return clean_text(value, MAX_TITLE_CHARACTERS) if isinstance(value, str) and value else None


def _ui(meta: dict[str, Any]) -> dict[str, Any] | None:
    declared = meta.get("ui")
    found = declared if isinstance(declared, dict) else {"resourceUri": meta.get(_FLAT_UI_KEY)}
    kept = {key: found[key] for key in ("resourceUri", "visibility") if found.get(key) is not None}
    return clean_value(kept) if kept else None


def _unsupported(tool: mcp_types.Tool) -> str | None:
    if tool.execution and tool.execution.task_support == "required":
        return "This tool only runs as a background task, which Switchboard does not support yet."
    return None


def _characters(schema: dict[str, Any] | None) -> int:
    return 0 if schema is None else len(canonical_json(schema))
