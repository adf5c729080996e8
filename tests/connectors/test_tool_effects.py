"""What a tool is taken for: the review's word first, the server's own hints only ever stricter."""

from typing import Any

import pytest

from connectors.levels import effect_of

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
    assert effect_of(curated, annotations) == effect


@pytest.mark.parametrize("read", [True, False, None, "true", 1])
@pytest.mark.parametrize("destructive", [True, False, None])
@pytest.mark.parametrize("more", [{}, {"idempotent_hint": True, "open_world_hint": False, "title": "Read only"}])
def test_no_hint_makes_an_uncurated_tool_a_read(read: Any, destructive: Any, more: dict[str, Any]) -> None:
    annotations = {"read_only_hint": read, "destructive_hint": destructive, **more}
    assert effect_of(None, annotations) in ("write", "destructive")
