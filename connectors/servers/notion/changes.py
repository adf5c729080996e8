"""Tools that create and change pages and comment on them: one request each, of what was looked up before."""

import re
from typing import Annotated, Any

from pydantic import Field

from connectors.servers.api import Refused
from connectors.servers.notion.api import notion
from connectors.servers.notion.ids import id_in
from connectors.servers.notion.rich_text import plain, rich_text
from connectors.servers.notion.schema import data_source, values_for
from connectors.servers.notion.server import LONGEST_TEXT, LONGEST_TITLE, SERVER, PageId, Values
from connectors.servers.notion.shapes import Changed, Page
from connectors.servers.notion.values import title_of

_MOST_BLOCKS = 100
_BULLET = re.compile(r"[-*] (.+)")
Record = dict[str, Any]


@SERVER.writes("Create page")
async def create_page(
    title: Annotated[str, Field(description="The title, in one line.", min_length=1, max_length=LONGEST_TITLE)],
    parent_page: Annotated[str, Field(description="The page below which it goes: id or link.", max_length=2_000)] = "",
    parent_data_source: Annotated[
        str, Field(description="Or the table that it is an entry of: id or link.", max_length=2_000)
    ] = "",
    content: Annotated[str, Field(description="Markdown, without the title.", max_length=LONGEST_TEXT)] = "",
    properties: Values = {},  # noqa: B006
) -> Page:
    """Create a page below another page, or an entry in a table with its properties. Find the place with \
search_workspace first. Not for changing a page: update_page."""
    if bool(parent_page) == bool(parent_data_source):
        raise Refused("Say where it goes: below a page (parent_page) or in a table (parent_data_source), one of them.")
    given: Record = {}
    if parent_page:
        if properties:
            raise Refused("Only entries of a table have properties; a page below a page has its title alone.")
        parent = {"type": "page_id", "page_id": (await notion.record(f"/pages/{id_in(parent_page)}"))["id"]}
    else:
        source = await data_source(parent_data_source)
        parent, given = {"type": "data_source_id", "data_source_id": source["id"]}, await values_for(source, properties)
    # "title" is the id of the title everywhere, whatever it is called.
    body: Record = {"parent": parent, "properties": {**given, "title": {"title": rich_text(title)}}}
    if content:
        body["markdown"] = content
    return Page.of(await notion.changed("POST", "/pages", body))


@SERVER.writes("Update page", idempotent=True)
async def update_page(
    page: PageId,
    title: Annotated[str, Field(description="A new title.", max_length=LONGEST_TITLE)] = "",
    properties: Values = {},  # noqa: B006
) -> Page:
    """Change a page's title, or the properties of an entry of a table. What is left out stays as it is. For the \
text of the page use edit_page_text or append_to_page."""
    if not (title or properties):
        raise Refused("Nothing was given that should change.")
    record = await notion.record(f"/pages/{id_in(page)}")
    given: Record = {}
    if properties:
        above = (record.get("parent") or {}).get("data_source_id")
        if not above:
            raise Refused("This page is no entry of a table: it has its title alone.")
        given = await values_for(await data_source(above), properties)
    if title:
        given["title"] = {"title": rich_text(title)}
    return Page.of(await notion.changed("PATCH", f"/pages/{record['id']}", {"properties": given}))


@SERVER.writes("Edit page text")
async def edit_page_text(
    page: PageId,
    old_text: Annotated[
        str,
        Field(description="What stands there, as get_page gives it; exactly once.", min_length=1, max_length=20_000),
    ],
    new_text: Annotated[
        str, Field(description="The Markdown in its place; empty removes it.", max_length=LONGEST_TEXT)
    ],
) -> Changed:
    """Replace one passage of a page's text. Read the page with get_page first. To add at the end use \
append_to_page; pages and tables inside a page are never removed by this."""
    record = await notion.record(f"/pages/{id_in(page)}")
    before = await notion.record(f"/pages/{record['id']}/markdown")
    times = (before.get("markdown") or "").count(old_text)
    if times != 1 and not before.get("truncated"):
        raise Refused(
            f"That passage stands in the page {times} times, not once: give it as get_page shows it, with more around."
        )
    update = {"content_updates": [{"old_str": old_text, "new_str": new_text}], "allow_deleting_content": False}
    body = {"type": "update_content", "update_content": update}
    stored = await notion.changed("PATCH", f"/pages/{record['id']}/markdown", body)
    return _changed(record, "Changed the text of", stored.get("markdown") or "")


@SERVER.writes("Append to page")
async def append_to_page(
    page: PageId,
    text: Annotated[
        str,
        Field(
            description="Plain paragraphs with empty lines between; lines that begin with - are a list.",
            max_length=LONGEST_TEXT,
            min_length=1,
        ),
    ],
) -> Changed:
    """Add paragraphs and list points at the end of a page. For text within the page use edit_page_text; for its \
title and properties update_page."""
    children = blocks_of(text)
    record = await notion.record(f"/pages/{id_in(page)}")
    stored = await notion.changed("PATCH", f"/blocks/{record['id']}/children", {"children": children})
    added = [plain((each.get(each["type"]) or {}).get("rich_text")) for each in stored.get("results") or []]
    return _changed(record, "Added to", "\n".join(added[-len(children) :]))


@SERVER.writes("Comment on page")
async def comment_on_page(
    page: PageId, text: Annotated[str, Field(description="Plain text.", min_length=1, max_length=LONGEST_TEXT)]
) -> Changed:
    """Add a comment to a page, a new discussion at its top. Not for the page's own text: append_to_page."""
    record = await notion.record(f"/pages/{id_in(page)}")
    body = {"parent": {"page_id": record["id"]}, "rich_text": rich_text(text)}
    stored = await notion.changed("POST", "/comments", body)
    return _changed(record, "Commented on", plain(stored.get("rich_text")))


def blocks_of(text: str) -> list[Record]:
    """Paragraphs and list points. Raises Refused for more than Notion takes at once."""
    blocks: list[Record] = []
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines: list[str] = []
        for line in paragraph.split("\n"):
            if point := _BULLET.fullmatch(line.strip()):
                blocks += [*_paragraph(lines), _block("bulleted_list_item", point[1])]
                lines = []
            else:
                lines.append(line)
        blocks += _paragraph(lines)
    if not blocks or len(blocks) > _MOST_BLOCKS:
        raise Refused(f"Notion takes 1 to {_MOST_BLOCKS} paragraphs and points at once; these are {len(blocks)}.")
    return blocks


def _paragraph(lines: list[str]) -> list[Record]:
    text = "\n".join(lines)
    return [_block("paragraph", text)] if text.strip() else []


def _block(kind: str, text: str) -> Record:
    return {"type": kind, kind: {"rich_text": rich_text(text)}}


def _changed(record: Record, what: str, stored: str) -> Changed:
    return Changed(
        page_id=record["id"], title=title_of(record), url=record.get("url") or "", what=what, text_stored=stored
    )
