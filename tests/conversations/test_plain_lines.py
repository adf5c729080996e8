"""A person's words are the same on the shared page as in the chat: plain lines, by tests/plain_lines.json."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from conversations.markdown.rendering import lines_of
from conversations.models import Share
from conversations.sharing import _context

TABLE: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "plain_lines.json").read_text())


class Lines(HTMLParser):
    """The text of each paragraph, and every tag that is there."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "p":
            assert ("dir", "auto") in attrs
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        self.lines[-1] += data


@pytest.mark.parametrize("row", TABLE, ids=[row["text"][:20] for row in TABLE])
def test_a_persons_words_are_shown_as_they_were_written(row: dict[str, Any]) -> None:
    shown = Lines(lines_of(row["text"]))
    assert shown.lines == row["lines"]
    assert shown.tags <= {"p", "br"}


def test_the_shared_page_shows_a_person_in_lines_and_an_answer_as_markdown() -> None:
    said = {"text": "**bold**", "demo": False}
    messages = [said | {"role": "user"}, said | {"role": "assistant"}]
    share = Share(snapshot={"title": "", "author": "Mia", "messages": messages}, audience="organization")
    question, answer = [message["html"] for message in _context(share)["messages"]]
    assert question == '<p class="line" dir="auto">**bold**</p>'
    assert "<strong>bold</strong>" in answer
