"""Canva's designs and folders."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from connectors.servers.api import Refused, segment
from connectors.servers.canva.api import ID, SERVER, DesignId, canva, moment, words
from connectors.servers.tools import Cursor, Listed, Result

MOST_PAGES = 50
MOST_PIXELS = 25_000_000


class Design(BaseModel):
    """A design. `url` opens it in the editor for the member alone; `view_url` shows it. Both end after some weeks."""

    id: str
    title: str
    url: str
    view_url: str
    created_at: str
    updated_at: str
    pages: int | None
    kinds: list[str]


def design_of(found: dict[str, Any]) -> Design:
    """A design as Canva describes it."""
    urls, pages = found["urls"], found.get("page_count")
    return Design(
        id=words(found["id"], 60),
        title=words(found.get("title")) or "(without a title)",
        url=words(urls["edit_url"], 2000),
        view_url=words(urls["view_url"], 2000),
        created_at=moment(found.get("created_at")),
        updated_at=moment(found.get("updated_at")),
        pages=pages if isinstance(pages, int) else None,
        kinds=[words(kind, 40) for kind in found.get("design_types") or []],
    )


def line_of(design: Design) -> str:
    """A design in one line."""
    pages = "" if design.pages is None else f", {design.pages} page{'' if design.pages == 1 else 's'}"
    kinds = f", {'/'.join(design.kinds)}" if design.kinds else ""
    return f"{design.title} (id {design.id}{kinds}{pages}, changed {design.updated_at}): {design.url}"


class Designs(Listed):
    """One page of designs."""

    designs: list[Design]

    def text(self) -> str:
        return self.with_more("\n".join(f"- {line_of(each)}" for each in self.designs) or "No design matches.")


@SERVER.reads("Search designs")
async def search_designs(
    query: Annotated[str, Field(description="Words of the title or content; empty: all.", max_length=255)] = "",
    ownership: Annotated[Literal["any", "owned", "shared"], Field(description="Whose designs.")] = "any",
    sort_by: Annotated[
        Literal["relevance", "modified_descending", "modified_ascending", "title_ascending", "title_descending"],
        Field(description="The order; modified_descending is the newest first."),
    ] = "relevance",
    cursor: Cursor = "",
    limit: Annotated[int, Field(description="Designs a page.", ge=1, le=50)] = 20,
) -> Designs:
    """Find designs that the member owns or that are shared with them; without words it lists them. Not for what lies in
    one folder: use list_folder_items.
    """
    asked = {"query": query, "continuation": cursor, "ownership": ownership, "sort_by": sort_by}
    found = await canva.get("/v1/designs", {**asked, "limit": limit})
    designs = [design_of(each) for each in found["items"]]
    return Designs(designs=designs, next_cursor=words(found.get("continuation"), 2000))


class Page(BaseModel):
    """A page of a design, with its size in pixels where it has one."""

    number: int
    kind: str
    width: float | None
    height: float | None


class DesignDetails(Result):
    """A design with its pages. `pages_note` says why pages are missing, or how many more there are."""

    design: Design
    pages: list[Page]
    pages_note: str

    def text(self) -> str:
        lines = [line_of(self.design), f"To look at only: {self.design.view_url}", *map(_page_line, self.pages)]
        return "\n".join([*lines, self.pages_note] if self.pages_note else lines)


def _page_line(page: Page) -> str:
    size = f", {page.width:g} x {page.height:g} px" if page.width is not None and page.height is not None else ""
    return f"- page {page.number}: {page.kind}{size}"


@SERVER.reads("Get design")
async def get_design(design: DesignId) -> DesignDetails:
    """Get one design's title, links, dates and pages. Use it before exporting or commenting. It does not give the words
    and pictures on the pages: Canva's API has none.
    """
    path = f"/v1/designs/{segment(design)}"
    found = design_of((await canva.get(path))["design"])
    # Canva docs and whiteboards have no pages to list, and the list is a preview of Canva's.
    listed = await canva.if_possible(canva.get(f"{path}/pages", {"limit": MOST_PAGES}))
    pages = [_page(each) for each in listed["items"]] if listed else []
    return DesignDetails(design=found, pages=pages, pages_note=_note(found, pages, listed is not None))


def _note(design: Design, pages: list[Page], is_listed: bool) -> str:
    if not is_listed:
        return "Canva did not list its pages: this kind of design may have none."
    more = (design.pages or 0) - len(pages)
    return f"{more} more pages are not listed." if more > 0 and pages else ""


def _page(found: dict[str, Any]) -> Page:
    size = found.get("dimensions") or {}
    return Page(
        number=found.get("page_number") or found["index"],
        kind=words(found.get("design_type"), 40),
        width=size.get("width"),
        height=size.get("height"),
    )


class Item(BaseModel):
    """Something in a folder. `url` is empty where Canva gives none (folders, images)."""

    kind: str
    id: str
    title: str
    updated_at: str
    url: str


class Items(Listed):
    """One page of a folder."""

    items: list[Item]

    def text(self) -> str:
        lines = [
            f"- {each.kind}: {each.title} (id {each.id}, changed {each.updated_at}) {each.url}" for each in self.items
        ]
        return self.with_more("\n".join(line.rstrip() for line in lines) or "The folder is empty.")


@SERVER.reads("List folder items")
async def list_folder_items(
    folder: Annotated[str, Field(description="A folder's id, root, or uploads.", pattern=ID)] = "root",
    kind: Annotated[Literal["any", "design", "folder", "image"], Field(description="Only items of this kind.")] = "any",
    sort_by: Annotated[
        Literal[
            "modified_descending", "modified_ascending", "created_descending", "title_ascending", "title_descending"
        ],
        Field(description="The order."),
    ] = "modified_descending",
    cursor: Cursor = "",
    limit: Annotated[int, Field(description="Items a page.", ge=1, le=50)] = 25,
) -> Items:
    """List what lies in a folder of the member's projects: folders, designs and images; root is the top. Not for
    finding a design by its words: use search_designs.
    """
    asked = {"continuation": cursor, "sort_by": sort_by, "item_types": "" if kind == "any" else kind}
    found = await canva.get(f"/v1/folders/{segment(folder)}/items", {**asked, "limit": limit})
    items = [_item(each) for each in found["items"]]
    return Items(items=items, next_cursor=words(found.get("continuation"), 2000))


def _item(found: dict[str, Any]) -> Item:
    kind = words(found["type"], 40)
    inner = found.get(kind) or {}
    urls = inner.get("urls") or {}
    return Item(
        kind=kind,
        id=words(inner.get("id"), 60),
        title=words(inner.get("title") or inner.get("name")) or "(without a title)",
        updated_at=moment(inner.get("updated_at")),
        url=words(urls.get("edit_url") or inner.get("view_url"), 2000),
    )


class Created(Result):
    """The design as Canva stored it."""

    design: Design

    def text(self) -> str:
        kept = "Canva deletes it by itself if nobody edits it within 7 days."
        return f"Created an empty design. {kept}\n{line_of(self.design)}"


@SERVER.writes("Create design")
async def create_design(
    title: Annotated[str, Field(description="The design's name.", min_length=1, max_length=255)],
    kind: Annotated[
        Literal["presentation", "doc", "whiteboard", "email", "custom"],
        Field(description="custom: with width and height in pixels."),
    ] = "presentation",
    width: Annotated[int, Field(description="Of a custom design, in pixels; else 0.", ge=0, le=8000)] = 0,
    height: Annotated[int, Field(description="Of a custom design, in pixels; else 0.", ge=0, le=8000)] = 0,
) -> Created:
    """Create an empty design in the member's account, to be filled in Canva's editor. Not for a design with content:
    make it here and send it with import_design.
    """
    wanted = {"type": "type_and_asset", "design_type": _kind(kind, width, height), "title": title}
    return Created(design=design_of((await canva.post("/v1/designs", wanted))["design"]))


def _kind(kind: str, width: int, height: int) -> dict[str, Any]:
    if kind != "custom":
        if width or height:
            raise Refused("Only a custom design takes width and height.")
        return {"type": "preset", "name": kind}
    if width < 40 or height < 40 or width * height > MOST_PIXELS:
        raise Refused("A custom design needs 40 to 8000 pixels a side, and at most 25,000,000 in all.")
    return {"type": "custom", "width": width, "height": height}
