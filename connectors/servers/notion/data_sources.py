"""Tools that read data sources: Notion's tables."""

from typing import Annotated, Any, Literal

from pydantic import Field

from connectors.servers.notion import shapes
from connectors.servers.notion.api import notion
from connectors.servers.notion.filters import Condition, Sort, filter_of, sorts_of
from connectors.servers.notion.people import next_cursor
from connectors.servers.notion.schema import data_source
from connectors.servers.notion.server import SERVER, DataSourceId, Limit
from connectors.servers.notion.values import title_of
from connectors.servers.texts import cut, share
from connectors.servers.tools import Cursor


@SERVER.reads("Get data source")
async def get_data_source(data_source_id: DataSourceId) -> shapes.DataSource:
    """Tell what properties the entries of a table have, with their options. Use it before query_data_source, or \
before an entry is created or changed."""
    source = await data_source(data_source_id)
    return shapes.DataSource(
        id=source["id"],
        title=title_of(source),
        url=source.get("url") or "",
        columns=[_column(name, prop) for name, prop in source["properties"].items()],
    )


@SERVER.reads("Query data source")
async def query_data_source(
    data_source_id: DataSourceId,
    conditions: Annotated[list[Condition], Field(description="What entries must fit.", max_length=20)] = [],  # noqa: B006
    match: Annotated[Literal["all", "any"], Field(description="Whether all conditions must fit, or any.")] = "all",
    sorts: Annotated[list[Sort], Field(description="The order, the most important first.", max_length=10)] = [],  # noqa: B006
    limit: Limit = 25,
    cursor: Cursor = "",
) -> shapes.Rows:
    """List the entries of a table with their values, filtered and sorted. Property names and options are as \
get_data_source tells them. The text of an entry: get_page."""
    source = await data_source(data_source_id)
    asked: dict[str, Any] = {"page_size": limit}
    if conditions:
        asked["filter"] = await filter_of(source, conditions, match)
    if sorts:
        asked["sorts"] = sorts_of(source, sorts)
    if cursor:
        asked["start_cursor"] = cursor
    found = await notion.asked(f"/data_sources/{source['id']}/query", asked)
    entries = found["results"]
    longest = share(sum(len(each.get("properties") or {}) for each in entries), least=20, most=shapes.LONGEST_VALUE)
    return shapes.Rows(rows=[_row(each, longest) for each in entries], next_cursor=next_cursor(found))


def _column(name: str, prop: dict[str, Any]) -> shapes.Column:
    options = (prop.get(prop["type"]) or {}).get("options") or []
    return shapes.Column(id=prop["id"], name=name, kind=prop["type"], options=[each["name"] for each in options])


def _row(record: dict[str, Any], longest: int) -> shapes.Row:
    return shapes.Row(
        id=record["id"],
        title=cut(title_of(record), shapes.LONGEST_VALUE),
        url=record.get("url") or "",
        properties=shapes.properties_of(record, longest),
    )
