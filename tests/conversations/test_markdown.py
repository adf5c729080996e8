"""The shared page reads markdown as the chat does: both are held to one table, and neither lets markup through."""

# ruff: noqa: RUF001  (letters of every script are the point)

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from conversations.markdown.rendering import html_of

# The same table as the chat's own test (markdown-table.test.tsx).
TABLE: list[dict[str, Any]] = json.loads(Path("tests/markdown.json").read_text())
SPANS = ("strong", "em", "del")


class Outline(HTMLParser):
    """What a reader finds in a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.found: dict[str, Any] = {name: [] for name in (*SPANS, "links", "boxes", "notes", "tables")}
        self.breaks = self.references = 0
        self.ids: list[str] = []
        self.open: list[tuple[str, dict[str, str | None], int]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.breaks += tag == "br"
        self.references += tag == "a" and bool(self.open) and self.open[-1][0] == "sup"
        self.ids += [str(given["id"])] if "id" in given else []
        if given.get("role") == "region" and given.get("tabindex") == "0":
            self.found["tables"].append(given["aria-label"])
        if tag == "input" and given.get("type") == "checkbox" and "disabled" in given and given.get("aria-label"):
            self.found["boxes"].append("checked" in given)
        if tag not in {"br", "input", "hr"}:
            self.open.append((tag, given, len(self.text)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        opened, given, start = self.open.pop()
        assert opened == tag, "every element is closed"
        said = re.sub(r"\s+", " ", self.text[start:]).strip()
        if tag in SPANS:
            self.found[tag].append(said)
        if tag == "li" and "id" in given:
            self.found["notes"].append(said)
        if tag == "a" and not str(given["href"]).startswith("#"):
            self.found["links"].append([said, unquote(str(given["href"]))])

    def handle_data(self, data: str) -> None:
        ways_back = bool(self.open) and self.open[-1][1].get("href", "").startswith("#") and data == "↩"  # type: ignore[union-attr]
        self.text += "" if ways_back else data


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case["name"])
def test_the_shared_page_reads_markdown_as_the_chat_does(case: dict[str, Any]) -> None:
    outline = Outline(html_of(case["markdown"], "m1-"))
    for name in outline.found:
        assert outline.found[name] == case.get(name, []), name
    assert outline.breaks == case.get("breaks", 0)
    assert outline.references == case.get("references", 0)
    if "text" in case:
        assert outline.text.strip() == case["text"]


def test_no_id_comes_twice_however_many_messages_have_footnotes() -> None:
    text = "One[^1], again[^1], two[^2].\n\n[^1]: First.\n[^2]: Second.\n[^3]: Third."
    page = Outline(html_of(text, "m1-") + html_of(text, "m2-"))
    assert len(page.ids) == len(set(page.ids)) == 12


def test_every_way_to_a_note_and_back_leads_somewhere_in_its_own_message() -> None:
    html = html_of("One[^1], again[^1].\n\n[^1]: First.", "m7-")
    targets = re.findall(r'href="#([^"]+)"', html)
    assert len(targets) == 4
    assert set(targets) <= set(Outline(html).ids)
    assert "target=" not in html


def test_links_tell_nothing_to_where_they_lead() -> None:
    html = html_of("[a](https://x.example) https://y.example <https://z.example> ![p](https://w.example/p.png)", "m1-")
    assert html.count('rel="noopener noreferrer nofollow"') == 4
    assert "<img" not in html


def test_every_block_runs_as_its_own_letters_do() -> None:
    blocks = [
        "# שלום",
        "Hello",
        "- مرحبا\n- b `שלום`",
        "> שלום",
        "| א | b |\n|---|---|\n| c | שלום |",
        "```\nשלום\n```",
    ]
    html = html_of("\n\n".join(blocks), "m1-")
    assert re.findall(r'<(h1|p|li|th|td) dir="auto"', html) == ["h1", "p", "li", "li", "p", "th", "th", "td", "td"]
    assert re.findall(r'<(ul|blockquote|table) dir="rtl"', html) == ["ul", "blockquote", "table"]
    assert re.findall(r'<(pre|code) dir="ltr"', html) == ["code", "pre"]
    assert '<ol dir="auto"' in html_of("1. one שלום", "m1-")


def test_many_brackets_and_lists_take_no_longer_than_their_length_asks() -> None:
    """Quadratic rules would take minutes here."""
    assert "<a " in html_of("https://x.example/" + ")" * 90_000, "m1-")
    assert html_of("- \n\n1. \n\n" * 5_000, "m1-").count("<ol") == 5_000


def test_markup_in_notes_boxes_and_addresses_stays_text() -> None:
    html = html_of('[^a"b]: x\n\n- [x] <img src=x>\n\nhttps://x.example/"onclick="alert(1) [^<b>]: <b>', '"m1-')
    assert "<img" not in html
    assert "<b>" not in html
    assert 'onclick="' not in html
