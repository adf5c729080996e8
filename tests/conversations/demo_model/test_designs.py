"""The demo model draws by rules: slides, graphics, and sending one to Canva; other requests are as before."""

from collections.abc import Sequence
from typing import Any

import anthropic
import pytest

from conversations.designs.content import content_of
from conversations.engine.toolset.own_tools import OWN_TOOLS
from tests.conversations.demo_model.asking import Turn, text_of, use_of

OWN: list[dict[str, Any]] = [tool.as_tool() for tool in OWN_TOOLS.values()]
ID = "11111111-2222-4333-8444-555555555555"
CANVA = {
    "name": "canva__import_design",
    "description": "Send design to Canva",
    "input_schema": {
        "type": "object",
        "properties": {"design": {"type": "string"}, "version": {"type": "integer"}, "title": {"type": "string"}},
        "required": ["design", "version", "title"],
    },
}
ISSUE = {
    "name": "tracker__create_issue",
    "description": "Create an issue in a team.",
    "input_schema": {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]},
}


def asked(client: anthropic.Anthropic, question: str, tools: Sequence[dict[str, Any]]) -> Any:
    return use_of(Turn(client, [*tools, *OWN]).ask(question))


@pytest.mark.parametrize(
    ("question", "kind", "title"),
    [
        ("Make slides about our launch: one page checkout, refunds in two clicks and a video", "slides", "Our launch"),
        ("please create a presentation on Onboarding", "slides", "Onboarding"),
        ("Design a poster for the summer party, Friday at six", "graphic", "The summer party"),
        ("Draw a slide deck", "slides", "New design"),
    ],
)
def test_a_design_that_is_asked_for_is_one(client: anthropic.Anthropic, question: str, kind: str, title: str) -> None:
    name, arguments = asked(client, question, [ISSUE])
    assert name == "write_design"
    made = content_of(arguments)
    assert (made.kind, made.title) == (kind, title)


def test_the_answer_says_where_the_design_is(client: anthropic.Anthropic) -> None:
    turn = Turn(client, OWN)
    turn.ask("Make slides about our launch")
    assert "open it with the button above" in text_of(turn.give("Version 1 of the design is kept."))


def test_the_button_of_the_workspace_sends_exactly_the_version_that_it_names(client: anthropic.Anthropic) -> None:
    question = f"Send the design “{'L' * 60}” to Canva (design {ID}, version 3)."
    assert asked(client, question, [CANVA]) == (
        "canva__import_design",
        {"design": ID, "version": 3, "title": "L" * 50},
    )


@pytest.mark.parametrize(
    "question", ["Create an issue for the slides that do not load", "Which issues are open?", "Hello"]
)
def test_other_requests_draw_nothing(client: anthropic.Anthropic, question: str) -> None:
    without, with_own = (Turn(client, tools).ask(question) for tools in ([ISSUE], [ISSUE, *OWN]))
    assert [block.type for block in without.content] == [block.type for block in with_own.content]
    assert text_of(without) == text_of(with_own)
    assert "write_design" not in str(with_own.content)


def test_without_connectors_it_still_says_so(client: anthropic.Anthropic) -> None:
    assert "No connector is switched on" in text_of(Turn(client, OWN).ask("Which issues are open?"))
