"""Tools that find and read pages, comments and people."""

from typing import Annotated, Any, Literal

from pydantic import Field

from connectors.servers.notion import shapes
from connectors.servers.notion.api import notion
from connectors.servers.notion.ids import id_in
from connectors.servers.notion.people import email_of, next_cursor, people_page
from connectors.servers.notion.rich_text import plain
from connectors.servers.notion.server import SERVER, Limit, PageId
from connectors.servers.texts import Part, PartStart, cut, share
from connectors.servers.tools import Cursor

Kind = Literal["any", "page", "data_source"]


@SERVER.reads("Search")
async def search_workspace(
    query: Annotated[
        str, Field(description="Words of a title; empty lists what was edited last.", max_length=500)
    ] = "",
    kind: Annotated[Kind, Field(description="Only pages, or only data sources (tables).")] = "any",
    limit: Limit = 20,
    cursor: Cursor = "",
) -> shapes.Items:
    """Find pages and data sources by words of their titles, last edited first. Notion does not look into the text \
of pages here. Read one with get_page, ask a table with query_data_source."""
    asked: dict[str, Any] = {"page_size": limit, "sort": {"direction": "descending", "timestamp": "last_edited_time"}}
    asked |= {"query": query} if query else {}
    asked |= {"filter": {"property": "object", "value": kind}} if kind != "any" else {}
    asked |= {"start_cursor": cursor} if cursor else {}
    found = await notion.asked("/search", asked)
    return shapes.Items(items=[shapes.Item.of(each) for each in found["results"]], next_cursor=next_cursor(found))


@SERVER.reads("Get page")
async def get_page(
    page: PageId,
    part: PartStart = 0,
) -> shapes.WholePage:
    """Read a page: its properties and its content as Markdown. Use it with an id or link; find one with \
search_workspace first otherwise. Its comments: list_comments."""
    found = id_in(page)
    record = await notion.record(f"/pages/{found}")
    content = await notion.record(f"/pages/{found}/markdown")
    markdown = Part.of(content.get("markdown") or "", part)
    return shapes.WholePage(
        page=shapes.Item.of(record),
        properties=shapes.properties_of(record),
        markdown=markdown.text,
        next_part=markdown.next_part,
        missing_blocks=content.get("unknown_block_ids") or [],
        is_cut=bool(content.get("truncated")),
    )


@SERVER.reads("List comments")
async def list_comments(page: PageId, limit: Limit = 50, cursor: Cursor = "") -> shapes.Comments:
    """List the open comments on a page, oldest first; resolved ones are not given. The page itself: get_page."""
    found = await notion.record("/comments", block_id=id_in(page), page_size=limit, start_cursor=cursor)
    comments = [_comment(each, share(len(found["results"]))) for each in found["results"]]
    return shapes.Comments(comments=comments, next_cursor=next_cursor(found))


@SERVER.reads("List people")
async def list_people(limit: Limit = 50, cursor: Cursor = "") -> shapes.People:
    """List the people of the workspace with ids and e-mail addresses. Use it to fill or compare a property that \
holds people."""
    people, following = await people_page(limit, cursor)
    return shapes.People(
        people=[shapes.Person(id=each["id"], name=each.get("name") or "", email=email_of(each)) for each in people],
        next_cursor=following,
    )


def _comment(record: dict[str, Any], longest: int) -> shapes.Comment:
    author = (record.get("display_name") or {}).get("resolved_name") or (record.get("created_by") or {}).get("name")
    return shapes.Comment(
        id=record["id"],
        discussion_id=record.get("discussion_id") or "",
        author=author or f"person {(record.get('created_by') or {}).get('id', '')}",
        created_at=record.get("created_time") or "",
        text=cut(plain(record.get("rich_text")), longest),
    )
