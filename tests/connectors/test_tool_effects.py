"""What a tool is taken for: the review's word first, the server's own hints only ever stricter."""

from typing import Any

import pytest

from connectors.models import Listing
from connectors.policy.tool_levels import as_reviewed, effect_of, hinted_effect
from tests.connectors.rows import a_connector, a_member, a_tool

READ = {"read_only_hint": True}
NOT_READ = {"read_only_hint": False}
HARMLESS = {"read_only_hint": False, "destructive_hint": False}
DESTROYS = {"read_only_hint": False, "destructive_hint": True}
ONLY_DESTROYS = {"destructive_hint": True}


@pytest.mark.parametrize(
    ("annotations", "effect"),
    [
        ({}, None),
        ({"title": "Look"}, None),
        (READ, "read"),
        (READ | ONLY_DESTROYS, "read"),
        (NOT_READ, "write"),
        (HARMLESS, "write"),
        (DESTROYS, "destructive"),
        (ONLY_DESTROYS, "destructive"),
    ],
)
def test_an_owner_is_told_what_the_server_says_of_its_tool(annotations: dict[str, Any], effect: str | None) -> None:
    assert hinted_effect(annotations) == effect


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
        ("read", READ | ONLY_DESTROYS, "read"),  # of what only reads the other hint says nothing (MCP, ToolAnnotations)
        ("write", READ | ONLY_DESTROYS, "write"),
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


@pytest.mark.parametrize(
    ("review", "effect"),
    [({"read_tools": ["look"]}, "read"), ({"destructive_tools": ["look"]}, "destructive"), ({}, "write")],
)
def test_a_listed_tool_does_what_the_review_says_today(review: dict[str, list[str]], effect: str) -> None:
    connector = a_connector(a_member(), listing=Listing(**review))
    known = a_tool(connector, "look", "destructive" if effect == "read" else "read")
    assert as_reviewed(known, connector) is known
    assert known.effect == effect


@pytest.mark.parametrize("effect", ["read", "write", "destructive"])
def test_a_custom_connectors_tool_stays_what_its_owner_made_of_it(effect: str) -> None:
    custom = a_connector(a_member(), listing=None)
    assert as_reviewed(a_tool(custom, "look", effect), custom).effect == effect
