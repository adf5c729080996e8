"""Slides and graphics by rules: the words of the request become pages; a design goes to Canva when that is asked."""

import re
from collections.abc import Sequence
from typing import Any

from conversations.demo_model.phrases import sentence_case
from conversations.demo_model.request import Tool
from conversations.demo_model.transcript import Done

WRITES, READS = "write_design", "read_design"
# "Make slides …", not "Create an issue for the slides …".
_ASKS = (
    r"^\W*(?:(?:please|can you|could you)\s+)*(?:make|create|write|draw|design|prepare|build)\s+(?:me\s+)?"
    r"(?:(?!(?:for|about|on|of|with|that|where|from)\b)[\w-]+\s+){0,4}?"
)
_SLIDES = re.compile(rf"{_ASKS}(?:slides?|deck|presentation)\b", re.IGNORECASE)
_GRAPHIC = re.compile(rf"{_ASKS}(?:poster|flyer|graphic|card)\b", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:about|on|for|of|from|titled|called)\b[:\s]*(.+)$", re.IGNORECASE | re.DOTALL)
_PARTS = re.compile(r"[\n;:.]+\s*|,\s+(?:and\s+)?|\s+and\s+")
# As the button in the workspace asks (frontend/src/features/designs/panel/design-panel.tsx).
_SEND = re.compile(r"^Send the design “(.+)” to Canva \(design ([0-9a-f-]{36}), version (\d+)\)\.$", re.DOTALL)
_LONGEST_TITLE, _LONGEST_POINT, _LONGEST_SENT_TITLE = 120, 200, 50


def of_connectors(tools: Sequence[Tool]) -> list[Tool]:
    """The tools that are matched by their words."""
    return [tool for tool in tools if tool.name not in (WRITES, READS)]


def asked_for(question: str, tools: Sequence[Tool]) -> tuple[str, str, dict[str, Any]] | None:
    """(sentence before it, tool, arguments) where the question is about a design."""
    names = [tool.name for tool in tools]
    if sent := _SEND.match(question.strip()):
        tool = next((name for name in names if name.endswith("__import_design")), None)
        arguments = {"design": sent[2], "version": int(sent[3]), "title": sent[1][:_LONGEST_SENT_TITLE]}
        return ("I can send that. Please check what I will send:", tool, arguments) if tool else None
    is_graphic = _GRAPHIC.match(question) is not None
    if WRITES not in names or not (is_graphic or _SLIDES.match(question)):
        return None
    return "I will draw that.", WRITES, _graphic(question) if is_graphic else _slides(question)


def drawn_by(calls: Sequence[Done]) -> str:
    """What to say once a design was written; empty when none was."""
    is_drawn = bool(calls) and calls[-1].tool == WRITES
    return "It is ready: open it with the button above, and change its texts there." if is_drawn else ""


def _slides(question: str) -> dict[str, Any]:
    title, points = _words(question)
    pages: list[dict[str, Any]] = [{"layout": "title", "title": title, "text": "Made by the demo model"}]
    if points:
        pages.append({"layout": "bullets", "title": "What it is about", "bullets": points})
    pages.append({"layout": "shapes", "title": "How we go on", "shapes": _WAY})
    return {"title": title, "kind": "slides", "theme": "indigo", "pages": pages}


_WAY = [{"kind": "circle", "text": "Now"}, {"kind": "arrow", "text": "Next"}, {"kind": "star", "text": "Then"}]


def _graphic(question: str) -> dict[str, Any]:
    title, points = _words(question)
    page = {"layout": "title", "title": title, "text": "\n".join(points)}
    return {"title": title, "kind": "graphic", "theme": "sunset", "pages": [page]}


def _words(question: str) -> tuple[str, list[str]]:
    """A title and points, of what the question says after "about" and the like."""
    about = _ABOUT.search(question)
    parts = [part.strip(' .!?"“”') for part in _PARTS.split(about[1] if about else "")]
    said = [sentence_case(part) for part in parts if part]
    return (said[0][:_LONGEST_TITLE] if said else "New design"), [part[:_LONGEST_POINT] for part in said[1:8]]
