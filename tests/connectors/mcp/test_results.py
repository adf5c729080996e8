"""Content blocks as we keep them."""

import base64
import json
import time
from typing import Any

import pytest

from connectors.mcp.records import clean_value
from connectors.mcp.results import MAX_RESULT_BYTES, ToolOutcome, failed_outcome, outcome_of


def outcome(content: list[dict[str, Any]], **more: Any) -> ToolOutcome:
    return outcome_of({"content": content, **more})


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


GOOD = {"type": "text", "text": "done"}


@pytest.mark.parametrize(
    "result",
    [
        {"content": [GOOD], "isError": None, "structuredContent": None, "_meta": None},
        {"content": [{**GOOD, "annotations": None, "_meta": None}]},
        {"content": [{**GOOD, "annotations": "high"}]},
        {"content": GOOD},
        {"content": "done"},
        {"content": ["done"]},
        {"content": [{"text": "done"}]},
    ],
)
def test_what_is_usable_of_an_odd_result_is_used(result: dict[str, Any]) -> None:
    found = outcome_of(result)
    assert (found.status, found.blocks) == ("succeeded", ({"type": "text", "text": "done"},))


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ({"type": "video", "data": "x"}, "[The tool sent something that Switchboard cannot show: video.]"),
        ({"uri": "x"}, "[The tool sent something that Switchboard cannot show: no kind.]"),
        ({"type": "resource_link", "name": "no address"}, "cannot show: resource_link"),
        ({"type": "resource", "resource": None}, "cannot show: resource"),
        ({"type": "resource", "resource": {"uri": "file:///a"}}, "[The tool sent a file that cannot be read.]"),
        ({"type": "image", "mimeType": "image/png"}, "[The tool sent image data that cannot be read.]"),
        ({"type": "markdown", "text": "# kept"}, "# kept"),
        ({"type": ["text"], "text": "kept"}, "kept"),
        ({"type": "resource", "resource": {"uri": "file:///a", "text": {"a": 1}}}, '{"a": 1}'),
        ({"type": "text", "text": 7}, "7"),
        ({"type": "text", "text": None}, ""),
        ({"type": "text", "text": {"a": 1}}, '{"a": 1}'),
        (None, ""),
    ],
)
def test_one_odd_block_never_costs_the_others(block: Any, words: str) -> None:
    found = outcome_of({"content": [GOOD, block, GOOD]})
    assert (found.status, len(found.blocks)) == ("succeeded", 3)
    assert words in found.blocks[1]["text"]


@pytest.mark.parametrize(("length", "kept"), [(2_049, True), (16_384, True), (16_385, False)])
def test_an_address_is_kept_whole_or_not_at_all(length: int, kept: bool) -> None:
    address = "https://x.example/?signature=".ljust(length, "a")
    link = {"type": "resource_link", "uri": address, "name": "report"}
    file = {"type": "resource", "resource": {"uri": address, "text": "t"}}
    assert {block["uri"] for block in outcome([link, file]).blocks} == {address if kept else ""}


@pytest.mark.parametrize("result", [{}, {"content": None}, {"content": []}, {"structuredContent": {"n": 1}}])
def test_a_result_without_content_is_a_success(result: dict[str, Any]) -> None:
    found = outcome_of(result)
    assert (found.status, found.blocks, found.structured) == ("succeeded", (), result.get("structuredContent"))


@pytest.mark.parametrize("structured", [[1], "text", 7, {"n": 1}])
def test_data_of_any_kind_is_kept(structured: Any) -> None:
    assert outcome_of({"structuredContent": structured}).structured == structured


ANNOUNCED = {"type": "object", "properties": {"n": {"type": "integer"}}, "additionalProperties": False}


@pytest.mark.parametrize(
    ("structured", "words"),
    [
        ({"n": "seven"}, "at n: 'seven' is not of type 'integer'"),
        ({"n": 1, "more": 2}, "'more' was unexpected"),
        ([1], "is not of type 'object'"),
        (None, "sent none"),
    ],
)
def test_a_result_that_is_not_as_announced_is_used_and_noted(structured: Any, words: str) -> None:
    found = outcome_of({"content": [GOOD], "structuredContent": structured}, ANNOUNCED)
    assert (found.status, found.blocks[0]["text"], found.structured) == ("succeeded", "done", structured)
    assert found.blocks[1]["text"].startswith("[Note: ") and words in found.blocks[1]["text"]


def test_data_that_comes_alone_is_not_hidden_by_the_note() -> None:
    found = outcome_of({"structuredContent": {"n": "seven"}}, ANNOUNCED)
    assert [block["text"][:7] for block in found.blocks] == ['{"n": "', "[Note: "]


@pytest.mark.parametrize(
    "announced",
    [None, {}, {"type": "nonsense"}, {"$ref": "https://x.example/s.json"}, {"pattern": "("}, {"type": "object"}],
)
def test_an_announcement_that_cannot_tell_notes_nothing(announced: Any) -> None:
    assert len(outcome_of({"content": [GOOD], "structuredContent": {"n": 1}}, announced).blocks) == 1


DRAFT_7 = "http://json-schema.org/draft-07/schema#"
DEEP = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(40)}
SLOW_PATTERN = {"pattern": "^(a+)+$"}
ENDLESS: dict[str, tuple[Any, dict[str, Any]]] = {
    "pattern": ("a" * 40 + "!", SLOW_PATTERN),
    "pattern in a schema of its own": (
        {"a": "a" * 40 + "!"},
        {"properties": {"a": {"$schema": DRAFT_7, **SLOW_PATTERN}}},
    ),
    "names by pattern": ({"a" * 40 + "!": 1}, {"patternProperties": {"^(a+)+$": {}}}),
    "names by pattern, all others forbidden": (
        {"a" * 40 + "!": 1},
        {"patternProperties": {"^(a+)+$": {}}, "additionalProperties": False},
    ),
    "references that double": ({"a": 1}, {"$ref": "#/$defs/d0", "$defs": {**DEEP, "d40": {}}}),
    "each item beside each": ([{"n": n} for n in range(20_000)], {"uniqueItems": True}),
    "each item beside each value": (list(range(40_000)), {"items": {"enum": list(range(-20_000, 0))}}),
    "many alternatives": (["x"] * 5_000, {"items": {"oneOf": [{"const": n} for n in range(3_000)]}}),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_comparing_never_holds_up_the_worker(name: str) -> None:
    structured, announced = ENDLESS[name]
    began = time.monotonic()
    assert outcome_of({"content": [GOOD], "structuredContent": structured}, announced).status == "succeeded"
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "announced",
    [
        *({"$schema": []}, {"$schema": 5}, {"$ref": "http://["}, {"$ref": 5}, {"properties": 5}, {"allOf": 5}),
        *({"required": True}, {"properties": {"n": {"multipleOf": 0}}}, {"properties": {"n": {"minimum": "1"}}}),
        {"properties": {"big": {"multipleOf": 0.5}}},
    ],
)
def test_a_schema_that_is_none_costs_no_result(announced: dict[str, Any]) -> None:
    found = outcome_of({"content": [GOOD], "structuredContent": {"n": 1, "big": 10**400}}, announced)
    assert (found.status, len(found.blocks)) == ("succeeded", 1)


def test_an_older_draft_is_read_by_its_own_rules() -> None:
    announced = {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "properties": {"n": {"maximum": 7, "exclusiveMaximum": True}},
    }
    assert len(outcome_of({"content": [GOOD], "structuredContent": {"n": 7}}, announced).blocks) == 2


def test_an_error_of_the_tool_is_not_held_to_what_it_announced() -> None:
    assert len(outcome_of({"content": [GOOD], "isError": True}, ANNOUNCED).blocks) == 1


@pytest.mark.parametrize(
    ("said", "status"),
    [
        *(("true", "failed"), ("True", "failed"), (1, "failed"), (1.0, "failed"), (" yes ", "failed")),
        *(("false", "succeeded"), ("False", "succeeded"), (0, "succeeded"), ("no", "succeeded"), ([], "succeeded")),
    ],
)
def test_an_error_that_is_said_in_another_type_is_one(said: Any, status: str) -> None:
    assert outcome_of({"content": [GOOD], "isError": said}).status == status
