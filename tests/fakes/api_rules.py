"""What the Messages API and the gateways in front of it refuse, as far as public reports say."""

import base64
import re
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator, SchemaError

KEY = re.compile(r"[a-zA-Z0-9_.-]{1,64}")
NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
MAGIC = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
    "image/webp": b"RIFF",
}
PARTS = {
    "text": {"type", "text"},
    "image": {"type", "source"},
    "tool_use": {"type", "id", "name", "input"},
    "tool_result": {"type", "tool_use_id", "content", "is_error"},
    "thinking": {"type", "thinking", "signature"},
    "redacted_thinking": {"type", "data"},
}
LARGEST_PICTURE = 5 * 1024 * 1024
LARGEST_REQUEST = 32 * 1024 * 1024

Block = dict[str, Any]


def refusals(request: dict[str, Any]) -> list[str]:
    """Every reason to refuse the request, empty when it would be taken."""
    return [*_of_tools(request.get("tools") or []), *_of_messages(request["messages"])]


def _of_tools(tools: list[dict[str, Any]]) -> Iterator[str]:
    names = [tool["name"] for tool in tools]
    if len(set(names)) < len(names):
        yield "tools: Tool names must be unique."
    for index, tool in enumerate(tools):
        if not NAME.fullmatch(tool["name"]):
            yield f"tools.{index}.custom.name: String should match pattern"
        for problem in _of_schema(tool["input_schema"]):
            yield f"tools.{index}.custom.input_schema: {problem}"


def _of_schema(schema: dict[str, Any]) -> Iterator[str]:
    if schema.get("type") != "object":
        yield "type: Input should be 'object'"
    if {"oneOf", "anyOf", "allOf"} & set(schema):
        yield "input_schema does not support oneOf, allOf, or anyOf at the top level"
    if not all(KEY.fullmatch(key) for key in schema.get("properties") or {}):
        yield "Property keys should match pattern"
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError:
        yield "JSON schema is invalid"


def _of_messages(messages: list[dict[str, Any]]) -> Iterator[str]:
    if not messages or messages[0]["role"] != "user":
        yield "messages: first message must use the user role"
    taken: set[str] = set()
    due: list[str] = []
    pictures = 0
    for index, message in enumerate(messages):
        blocks = blocks_of(message["content"])
        if not blocks:
            yield f"messages.{index}: all messages must have non-empty content"
        answered = [block["tool_use_id"] for block in blocks if block["type"] == "tool_result"]
        if sorted(answered) != sorted(due):
            yield f"messages.{index}: `tool_use` ids and `tool_result` blocks do not match: {due}, {answered}"
        if answered and any(block["type"] != "tool_result" for block in blocks[: len(answered)]):
            yield f"messages.{index}: tool_result blocks come first"
        due = [block["id"] for block in blocks if block["type"] == "tool_use"]
        for use_id in due:
            if use_id in taken or not NAME.fullmatch(use_id):
                yield f"messages.{index}: `tool_use` ids must be unique and plain: {use_id!r}"
            taken.add(use_id)
        for block in blocks:
            yield from (f"messages.{index}.content: {problem}" for problem in _of_block(block, message["role"]))
            pictures += sum(inner["type"] == "image" for inner in [block, *blocks_of(block.get("content") or [])])
    if due:
        yield "messages: `tool_use` ids were found without `tool_result` blocks immediately after"
    if pictures > 100:
        yield "messages: too many images"


def blocks_of(content: Any) -> list[Block]:
    """A message's content as blocks."""
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def _of_block(block: Block, role: str) -> Iterator[str]:
    if extra := set(block) - PARTS.get(block["type"], set(block)):
        yield f"{block['type']}.{min(extra)}: Extra inputs are not permitted"
    match block["type"]:
        case "text" if not block["text"].strip():
            yield "text content blocks must contain non-whitespace text"
        case "image":
            yield from _of_picture(block["source"])
        case "tool_use" if not NAME.fullmatch(block["name"]) or not isinstance(block["input"], dict):
            yield "tool_use: name or input is invalid"
        case "tool_result":
            inner = blocks_of(block["content"])
            if not inner:
                yield "tool_result must have content"
            if block.get("is_error") and any(each["type"] != "text" for each in inner):
                yield "all content must be type `text` if `is_error` is true"
            for each in inner:
                yield from _of_block(each, "tool")
        case "thinking" if not block.get("signature"):
            yield "thinking.signature: Field required"
        case "text" | "tool_use" | "thinking" | "redacted_thinking":
            pass
        case other:
            yield f"{other} is not a known block of {role}"


def _of_picture(source: dict[str, Any]) -> Iterator[str]:
    raw = base64.b64decode(source["data"])
    if not raw:
        yield "image cannot be empty"
    elif not raw.startswith(MAGIC.get(source["media_type"], b"nothing")):
        yield f"Image does not match the provided media type {source['media_type']}"
    if len(source["data"]) > LARGEST_PICTURE:
        yield f"image exceeds 5 MB maximum: {len(source['data'])} bytes > {LARGEST_PICTURE} bytes"
