"""What Notion's tools give back."""

from typing import Any, Self

from pydantic import BaseModel

from connectors.servers.notion.values import shown, title_of
from connectors.servers.texts import Part, cut
from connectors.servers.tools import Listed, Result

LONGEST_VALUE = 300
CUT = "…"


class Item(BaseModel):
    """A page or data source as it stands in lists."""

    id: str
    kind: str
    title: str
    url: str
    edited_at: str
    in_trash: bool

    @classmethod
    def of(cls, record: dict[str, Any]) -> Self:
        """From the API's record."""
        return cls(
            id=record["id"],
            kind="data source" if record.get("object") == "data_source" else "page",
            title=title_of(record),
            url=record.get("url") or "",
            edited_at=record.get("last_edited_time") or "",
            in_trash=bool(record.get("in_trash")),
        )

    def line(self) -> str:
        """In one line."""
        trash = " · in the trash" if self.in_trash else ""
        title = cut(self.title, LONGEST_VALUE)
        return f"{title} ({self.kind}, id {self.id}) · edited {self.edited_at}{trash} · {self.url}"


class Items(Listed):
    """One page of what a search found."""

    items: list[Item]

    def text(self) -> str:
        return self.with_more("\n".join(f"- {each.line()}" for each in self.items) or "No title fits.")


class Page(Result):
    """A page's title and properties, as stored."""

    page: Item
    properties: dict[str, str]

    @classmethod
    def of(cls, record: dict[str, Any]) -> Self:
        """From the API's record."""
        return cls(page=Item.of(record), properties=properties_of(record))

    def text(self) -> str:
        return "\n".join([self.page.line(), *told(self.properties)])


class WholePage(Page):
    """A page with its content as Markdown."""

    markdown: str
    next_part: int
    missing_blocks: list[str]
    is_cut: bool

    def text(self) -> str:
        parts = [super().text(), "", Part(self.markdown or "(empty)", self.next_part).told("part")]
        if self.missing_blocks:
            parts.append(f"\nNot shown here, read them with get_page: {', '.join(self.missing_blocks)}")
        if self.is_cut:
            parts.append("\nNotion left the end of this page out because it is very long.")
        return "\n".join(parts)


class Row(BaseModel):
    """An entry of a data source with its values."""

    id: str
    title: str
    url: str
    properties: dict[str, str]


class Rows(Listed):
    """One page of a data source's entries."""

    rows: list[Row]

    def text(self) -> str:
        lines = [
            "\n".join([f"- {each.title} (id {each.id}) · {each.url}", *(f"  {line}" for line in told(each.properties))])
            for each in self.rows
        ]
        if any(value.endswith(CUT) for each in self.rows for value in each.properties.values()):
            lines.append(
                f"(Values that end with {CUT} are cut: ask for fewer entries at once, or get_page has the page.)"
            )
        return self.with_more("\n".join(lines) or "No entry fits.")


class Column(BaseModel):
    """A property of a data source."""

    id: str
    name: str
    kind: str
    options: list[str]


class DataSource(Result):
    """A data source and what its entries can have."""

    id: str
    title: str
    url: str
    columns: list[Column]

    def text(self) -> str:
        lines = [f"- {each.name} ({': '.join([each.kind, *_listed(each.options)])})" for each in self.columns]
        return "\n".join([f"{self.title} (data source, id {self.id}) · {self.url}", "Properties:", *lines])


class Comment(BaseModel):
    """What somebody said on a page."""

    id: str
    discussion_id: str
    author: str
    created_at: str
    text: str


class Comments(Listed):
    """One page of a page's open comments."""

    comments: list[Comment]

    def text(self) -> str:
        lines = [f"{each.author}, {each.created_at}:\n{each.text}" for each in self.comments]
        return self.with_more("\n\n".join(lines) or "There are no open comments.")


class Person(BaseModel):
    """Somebody of the workspace."""

    id: str
    name: str
    email: str


class People(Listed):
    """One page of people."""

    people: list[Person]

    def text(self) -> str:
        lines = [f"- {each.name} ({each.email or 'no e-mail address shown'}, id {each.id})" for each in self.people]
        return self.with_more("\n".join(lines) or "There is nobody on this page of the list.")


class Changed(Result):
    """What was done to a page, and where it is."""

    page_id: str
    title: str
    url: str
    what: str
    text_stored: str

    def text(self) -> str:
        return f"{self.what} {self.title} (id {self.page_id}): {self.url}\n{cut(self.text_stored, 4_000)}"


def properties_of(record: dict[str, Any], longest: int = LONGEST_VALUE) -> dict[str, str]:
    """A page's properties in words, without the title; what has no value is left out."""
    found = (record.get("properties") or {}).items()
    values = {name: _short(shown(prop), longest) + _more(prop) for name, prop in found if prop["type"] != "title"}
    return {name: value for name, value in values.items() if value}


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}{CUT}"


def told(properties: dict[str, str]) -> list[str]:
    """One line each."""
    return [f"{name}: {value}" for name, value in properties.items()]


def _more(prop: dict[str, Any]) -> str:
    return " (and more)" if prop.get("has_more") else ""


def _listed(options: list[str]) -> list[str]:
    return [", ".join(options)] if options else []
