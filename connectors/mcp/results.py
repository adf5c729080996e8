"""What a tool gave back, as JSON-safe blocks."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any, Literal

import mcp_types

from connectors.mcp.cleaning import canonical_json, clean_value
from connectors.network.limits import MAX_ANSWER_BYTES
from organizations.text import clean_text

MAX_RESULT_BYTES = MAX_ANSWER_BYTES
_MAX_BLOCKS = 1000
_MAX_LABEL_CHARACTERS = 2048
_URL_SAFE = str.maketrans("-_", "+/")

Block = dict[str, Any]


@dataclass(frozen=True)
class ToolOutcome:
    """The known end of a call. `is_error`: the tool itself reported the failure; `bytes`: size as JSON."""

    status: Literal["succeeded", "failed"]
    blocks: tuple[Block, ...]
    structured: Any = None
    is_error: bool = False
    bytes: int = 0


def outcome_of(result: mcp_types.CallToolResult) -> ToolOutcome:
    """The outcome of a result, cleaned; one that is too large becomes a failure that says so."""
    blocks = tuple(_block(content) for content in result.content[:_MAX_BLOCKS])
    structured = clean_value(result.structured_content)
    size = len(canonical_json([blocks, structured]))
    if size > MAX_RESULT_BYTES:
        return failed_outcome(f"The tool ran, but its result is larger than {MAX_RESULT_BYTES >> 20} MB.")
    return ToolOutcome("failed" if result.is_error else "succeeded", blocks, structured, result.is_error, size)


def failed_outcome(text: str) -> ToolOutcome:
    """A failure that the model and the person can read."""
    cleaned = clean_text(text, 8192)
    return ToolOutcome("failed", (_text(cleaned),), bytes=len(cleaned))


def _block(content: mcp_types.ContentBlock) -> Block:
    match content:
        case mcp_types.TextContent():
            return _text(clean_text(content.text))
        case mcp_types.ImageContent() | mcp_types.AudioContent():
            return _media(content.type, content.data, content.mime_type)
        case mcp_types.ResourceLink():
            return _link(content)
        case mcp_types.EmbeddedResource():
            return _resource(content.resource)


def _text(text: str) -> Block:
    return {"type": "text", "text": text}


def _media(kind: str, data: str, mime_type: str) -> Block:
    raw = _decoded(data)
    if raw is None:
        return _text(f"[The tool sent {kind} data that cannot be read.]")
    return {"type": kind, "data": _encoded(raw), "mime_type": _label(mime_type), "bytes": len(raw)}


def _link(link: mcp_types.ResourceLink) -> Block:
    return {
        "type": "resource_link",
        "uri": _label(str(link.uri)),
        "name": _label(link.name),
        "title": _label(link.title),
        "description": _label(link.description),
        "mime_type": _label(link.mime_type),
    }


def _resource(resource: mcp_types.TextResourceContents | mcp_types.BlobResourceContents) -> Block:
    described: Block = {
        "type": "resource",
        "uri": _label(str(resource.uri)),
        "mime_type": _label(resource.mime_type),
    }
    if isinstance(resource, mcp_types.TextResourceContents):
        return described | {"text": clean_text(resource.text)}
    raw = _decoded(resource.blob)
    if raw is None:
        return _text("[The tool sent a file that cannot be read.]")
    return described | {"data": _encoded(raw), "bytes": len(raw)}


def _decoded(data: str) -> bytes | None:
    """The bytes of base64 in the forms that servers send: with line ends, unpadded, URL-safe, as a data: address."""
    if data.startswith("data:"):
        data = data.partition(",")[2]
    plain = "".join(data.split()).rstrip("=").translate(_URL_SAFE)
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _label(value: str | None) -> str | None:
    return None if value is None else clean_text(value, _MAX_LABEL_CHARACTERS)
