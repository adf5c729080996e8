"""Microsoft 365's tools that find and read files of OneDrive and SharePoint."""

import re
from collections.abc import Awaitable, Mapping
from typing import Annotated, Any, TypeVar
from urllib.parse import urljoin

import anyio.to_thread
from pydantic import BaseModel, Field

from connectors.servers.api import Answer, Refused, segment
from connectors.servers.microsoft_365.api import Graph, NotAllowed
from connectors.servers.microsoft_365.file_text import READABLE, text_in
from connectors.servers.microsoft_365.server import LONGEST, SERVER, DriveId, ItemId, Limit, Offset
from connectors.servers.texts import Part, cut, in_one_line
from connectors.servers.tools import Cursor, Listed, Result

_own, _any = Graph("Files.Read.All"), Graph("Files.Read.All", is_own=False)
# The guard reads no more of an answer.
_MOST_BYTES = 8 * 1024 * 1024
_HIGHLIGHT = re.compile(r"</?c0>|<ddd/>")


Answered = TypeVar("Answered")


class File(BaseModel):
    """A file or folder. Both ids together name it."""

    drive_id: str
    item_id: str
    title: str
    is_folder: bool = False
    size: int | None = None
    changed_at: str = ""
    changed_by: str = ""
    excerpt: str = ""
    url: str

    def line(self) -> str:
        """What the model reads of it."""
        kind = "folder" if self.is_folder else f"{self.size} bytes" if self.size is not None else "file"
        by = f" by {self.changed_by}" if self.changed_by else ""
        said = f"\n  {self.excerpt}" if self.excerpt else ""
        ids = f"drive_id {self.drive_id}, item_id {self.item_id}"
        return f"- {self.title} ({kind}, changed {self.changed_at}{by}; {ids}) {self.url}{said}"


class Files(Listed):
    """One page of files."""

    files: list[File]

    def text(self) -> str:
        return self.with_more("\n".join(one.line() for one in self.files) or "No files.")


class FileText(Result):
    """A file's text. `next_offset`: where it goes on, 0 when this is its end."""

    file: File
    body: str
    next_offset: int = 0

    def text(self) -> str:
        return f"{self.file.line()}\n\n{Part(self.body, self.next_offset).told('offset')}"


@SERVER.reads("Search files")
async def search_files(
    query: Annotated[
        str,
        Field(
            description="Words in the name or text; filename:, filetype:docx, author:, LastModifiedTime>2026-11-01.",
            min_length=1,
            max_length=500,
        ),
    ],
    cursor: Cursor = "",
    limit: Limit = 15,
) -> Files:
    """Search the files that the member can see, in OneDrive and SharePoint, by name and content. read_file then gives
    the text of one. Not for mail (search_mail)."""
    start = _start(cursor)
    asked = {
        "@odata.type": "#microsoft.graph.searchRequest",
        "entityTypes": ["driveItem"],
        "query": {"@odata.type": "#microsoft.graph.searchQuery", "queryString": query},
        "from": start,
        "size": limit,
    }
    said = await _own.post("/search/query", {"requests": [asked]}, changes=False)
    found = [part for one in said.get("value") or [] for part in one.get("hitsContainers") or []]
    hits = [hit for part in found for hit in part.get("hits") or []]
    more = any(part.get("moreResultsAvailable") is True for part in found)
    files = [_file(hit["resource"], str(hit.get("summary") or "")) for hit in hits if hit.get("resource")]
    return Files(files=files, next_cursor=str(start + limit) if more and hits else "")


@SERVER.reads("List folder")
async def list_folder(
    drive_id: Annotated[DriveId, Field(description="A drive's id; empty: the member's own OneDrive.")] = "",
    item_id: Annotated[ItemId, Field(description="The folder's id in that drive; empty: its top folder.")] = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Files:
    """List the files and folders in a folder; without ids, of the top of the member's OneDrive. To find a file by what
    is in it use search_files."""
    if item_id and not drive_id:
        raise Refused("An item's id is only known in its drive: give drive_id too.")
    if drive_id:
        drive, graph = drive_id, _any
    else:
        drive, graph = str((await _own.get("/me/drive", {"$select": "id"}))["id"]), _own
    path = f"/drives/{segment(drive)}/items/{segment(item_id or 'root')}/children"
    found, following = await _reached(graph.page(path, {"$top": limit, "$orderby": "name"}, cursor))
    return Files(files=[_file(one, drive=drive) for one in found], next_cursor=following)


@SERVER.reads("Read file")
async def read_file(
    drive_id: Annotated[DriveId, Field(min_length=1)],
    item_id: Annotated[ItemId, Field(min_length=1)],
    offset: Offset = 0,
) -> FileText:
    """Read a file as text: plain text, CSV, HTML, and Word, PowerPoint and Excel documents. Find its two ids with
    search_files or list_folder first."""
    path = f"/drives/{segment(drive_id)}/items/{segment(item_id)}"
    one = await _reached(_any.get(path))
    file = _file(one, drive=drive_id)
    if file.is_folder:
        raise Refused(f"{file.title} is a folder: list_folder shows what is in it.")
    if file.size is not None and file.size > _MOST_BYTES:
        raise Refused(f"{file.title} has {file.size} bytes, too many to read here. Open it: {file.url}")
    kind = str((one.get("file") or {}).get("mimeType") or "")
    content = (await _content(path, one)).body
    # In a thread: unpacking a large document takes seconds, in which no other call may wait.
    found = await anyio.to_thread.run_sync(text_in, file.title, kind, content)
    if found is None:
        raise Refused(f"The text of {file.title} cannot be read here, only of {READABLE}. Open it: {file.url}")
    part = Part.of(found, offset, LONGEST)
    return FileText(file=file, body=part.text, next_offset=part.next_part)


async def _reached(asking: Awaitable[Answered]) -> Answered:
    """The answer about somebody's things. A refusal is about these only where the member's own can be seen."""
    try:
        return await asking
    except NotAllowed:
        await _own.get("/me/drive", {"$select": "id"})
        raise


async def _content(path: str, one: Mapping[str, Any]) -> Answer:
    """The bytes. The address to download from is signed and on another host: the member's token does not go there."""
    if signed := one.get("@microsoft.graph.downloadUrl"):
        return await _any.ask("GET", str(signed), headers={"accept": "*/*"})
    answer = await _any.ask("GET", f"{path}/content", headers={"accept": "*/*"}, may_redirect=True)
    if answer.status >= 300 and (place := answer.headers.get("location")):
        return await _any.ask("GET", urljoin("https://graph.microsoft.com", place), headers={"accept": "*/*"})
    return answer


def file_of(one: Mapping[str, Any]) -> File:
    """Graph's item."""
    return _file(one)


def _file(one: Mapping[str, Any], summary: str = "", *, drive: str = "") -> File:
    parent = one.get("parentReference") or {}
    by = ((one.get("lastModifiedBy") or {}).get("user") or {}).get("displayName")
    return File(
        drive_id=str(parent.get("driveId") or drive),
        item_id=str(one.get("id") or ""),
        title=in_one_line(one.get("name")) or "(no name)",
        is_folder=one.get("folder") is not None,
        size=one.get("size") if isinstance(one.get("size"), int) else None,
        changed_at=str(one.get("lastModifiedDateTime") or ""),
        changed_by=in_one_line(by),
        excerpt=cut(in_one_line(_HIGHLIGHT.sub(" ", summary)), 300),
        url=str(one.get("webUrl") or ""),
    )


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 4:
        raise Refused("This cursor is not one of ours. Begin with the first page again.")
    return int(cursor)
