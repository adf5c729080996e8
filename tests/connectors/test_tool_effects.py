"""What a tool is taken for: the review's word first, the server's own hints only ever stricter."""

from typing import Any

import pytest

from connectors.tool_sync import effect_of

READ = {"read_only_hint": True}
NOT_READ = {"read_only_hint": False}
HARMLESS = {"read_only_hint": False, "destructive_hint": False}
DESTROYS = {"read_only_hint": False, "destructive_hint": True}
ONLY_DESTROYS = {"destructive_hint": True}


@pytest.mark.parametrize(
    ("curated", "annotations", "effect"),
    [
        ("read", {}, "read"),
        ("read", READ, "read"),
        ("read", NOT_READ, "write"),
        ("read", DESTROYS, "destructive"),
        ("write", {}, "write"),
        ("write", READ, "write"),
        ("write", HARMLESS, "write"),
        ("write", ONLY_DESTROYS, "destructive"),
        ("destructive", READ, "destructive"),
        ("destructive", HARMLESS, "destructive"),
        (None, {}, "write"),
        (None, READ, "write"),
        (None, DESTROYS, "destructive"),
    ],
)
def test_hints_make_a_listed_tool_stricter_never_looser(
    curated: str | None, annotations: dict[str, Any], effect: str
) -> None:
    assert effect_of(curated, annotations, is_custom=False) == effect


@pytest.mark.parametrize(
    ("annotations", "effect"),
    [({}, "write"), (READ, "read"), (NOT_READ, "write"), (DESTROYS, "destructive"), ({"title": "x"}, "write")],
)
def test_a_custom_tool_is_what_it_says_and_a_write_when_it_says_nothing(
    annotations: dict[str, Any], effect: str
) -> None:
    assert effect_of(None, annotations, is_custom=True) == effect
