"""Content blocks as we keep them."""

import base64
import json
from typing import Any

import pytest
from mcp_types import CallToolResult

from connectors.mcp.cleaning import clean_value
from connectors.mcp.results import MAX_RESULT_BYTES, ToolOutcome, failed_outcome, outcome_of


def outcome(content: list[dict[str, Any]], **more: Any) -> ToolOutcome:
    return outcome_of(CallToolResult.model_validate({"content": content, **more}))


def test_every_kind_of_block_is_plain_json() -> None:
    data = base64.b64encode(b"12345").decode()
    found = outcome(
        [
            {"type": "text", "text": "a\0b"},
            {"type": "image", "data": data, "mimeType": "image/png"},
            {"type": "audio", "data": data, "mimeType": "audio/wav"},
            {"type": "resource_link", "uri": "https://x.example/1", "name": "one", "description": "d\0"},
            {"type": "resource", "resource": {"uri": "file:///a", "text": "t\0", "mimeType": "text/plain"}},
            {"type": "resource", "resource": {"uri": "file:///b", "blob": data}},
        ],
        structuredContent={"k\0": ["v\0", 1.5, None, True]},
    )
    assert json.loads(json.dumps(found.blocks)) == [
        {"type": "text", "text": "ab"},
        {"type": "image", "data": data, "mime_type": "image/png", "bytes": 5},
        {"type": "audio", "data": data, "mime_type": "audio/wav", "bytes": 5},
        {
            "type": "resource_link",
            "uri": "https://x.example/1",
            "name": "one",
            "title": None,
            "description": "d",
            "mime_type": None,
        },
        {"type": "resource", "uri": "file:///a", "mime_type": "text/plain", "text": "t"},
        {"type": "resource", "uri": "file:///b", "mime_type": None, "data": data, "bytes": 5},
    ]
    assert found.structured == {"k": ["v", 1.5, None, True]}
    assert found.bytes > 300


@pytest.mark.parametrize("data", ["not base64!", "abcde", "é", "a\0b="])
def test_media_that_cannot_be_read_becomes_a_note(data: str) -> None:
    image = {"type": "image", "data": data, "mimeType": "image/png"}
    blob = {"type": "resource", "resource": {"uri": "file:///b", "blob": data}}
    assert [block["type"] for block in outcome([image, blob]).blocks] == ["text", "text"]


def test_a_result_over_the_limit_is_a_failure_that_says_so() -> None:
    found = outcome([{"type": "text", "text": "x" * (MAX_RESULT_BYTES + 1)}])
    assert (found.status, found.is_error) == ("failed", False)
    assert "larger than 8 MB" in found.blocks[0]["text"] and found.bytes < 100


def test_an_error_of_the_tool_is_a_failure() -> None:
    found = outcome([{"type": "text", "text": "no"}], isError=True)
    assert (found.status, found.is_error) == ("failed", True)


def test_the_number_of_blocks_is_limited() -> None:
    assert len(outcome([{"type": "text", "text": "x"}] * 5000).blocks) == 1000


def test_a_failed_outcome_is_cleaned_and_cut() -> None:
    assert failed_outcome("a\0" + "b" * 10_000).blocks[0]["text"] == "a" + "b" * 8191


def test_values_that_postgres_cannot_hold_are_made_holdable() -> None:
    dirty = {"a": float("nan"), "b": [float("inf"), 10**30, "\ud800x"], 3: ("t", {"\0": object})}
    assert clean_value(dirty) == {"a": None, "b": [None, 10**30, "x"], "3": ["t", {"": str(object)}]}
