"""Tools that find and read files."""

from typing import Annotated, Literal

from pydantic import Field

from connectors.servers.api import Query, Refused
from connectors.servers.google import TooLargeToExport, in_units
from connectors.servers.google_drive.access import Access, access_page
from connectors.servers.google_drive.api import EVERYWHERE, FIELDS, FILES, SERVER, file_fields, plain_id, reading
from connectors.servers.google_drive.content import EXPORTS, FileContent, exported, is_text, part_of, stored
from connectors.servers.google_drive.files import DriveFile, FileId, Files, file_of
from connectors.servers.google_drive.queries import FOLDER, GOOGLE, Kind, search_query
from connectors.servers.tools import Cursor, Listed, Result

Limit = Annotated[int, Field(description="How many at most.", ge=1, le=50)]
When = Annotated[
    str, Field(description="A date or time such as 2026-11-20; UTC unless it has an offset.", max_length=40)
]
_FOUND = f"nextPageToken,incompleteSearch,files({FIELDS})"
_SHORTCUT = f"{GOOGLE}shortcut"


@SERVER.reads("Search files")
async def search_files(
    name: Annotated[str, Field(description="Words of the name, from their beginning.", max_length=200)] = "",
    text: Annotated[
        str, Field(description="Words inside the file or its name; in double quotes: a phrase.", max_length=500)
    ] = "",
    kind: Annotated[Kind, Field(description="`document` and the like include Office files.")] = "any",
    owner: Annotated[str, Field(description="The owner's e-mail address.", max_length=254)] = "",
    modified_after: When = "",
    modified_before: When = "",
    folder_id: Annotated[str, Field(description="Only directly in this folder: id or link.", max_length=500)] = "",
    limit: Limit = 20,
    cursor: Cursor = "",
) -> Files:
    """Find files and folders by name, content, kind, owner, date or folder; all conditions apply together. With
    `text` the best match comes first, else the latest change. Not for the latest files in general
    (list_recent_files), nor for reading (read_file_content). The next page takes the same conditions.
    """
    query = search_query(
        name=name,
        text=text,
        kind=kind,
        owner=owner,
        modified_after=modified_after,
        modified_before=modified_before,
        folder_id=plain_id(folder_id) if folder_id else "",
    )
    # Google refuses to sort a search for text.
    order = "" if text else "modifiedTime desc"
    return await _listed({"q": query, "orderBy": order, "corpora": "allDrives"}, limit, cursor)


_RECENT = {
    "viewed": (f"trashed = false and mimeType != '{FOLDER}'", "viewedByMeTime desc"),
    "modified": (f"trashed = false and mimeType != '{FOLDER}'", "modifiedTime desc"),
    "shared": ("trashed = false and sharedWithMe = true", "sharedWithMeTime desc"),
}


@SERVER.reads("List recent files")
async def list_recent_files(
    by: Annotated[
        Literal["viewed", "modified", "shared"],
        Field(description="Last opened by the member, last changed by anybody, or last shared with the member."),
    ] = "viewed",
    limit: Limit = 20,
    cursor: Cursor = "",
) -> Files:
    """List the files that the member opened last, that changed last, or that others shared with the member last. Not
    for finding a certain file (search_files).
    """
    query, order = _RECENT[by]
    return await _listed({"q": query, "orderBy": order}, limit, cursor)


async def _listed(asked: dict[str, str], limit: int, cursor: str) -> Files:
    everywhere: Query = {**EVERYWHERE, "includeItemsFromAllDrives": True}
    query: Query = {**asked, **everywhere, "fields": _FOUND, "pageSize": limit, "pageToken": cursor}
    found = await reading.get(FILES, query)
    return Files(
        files=[file_of(each) for each in found.get("files") or []],
        is_incomplete=found.get("incompleteSearch") is True,
        next_cursor=found.get("nextPageToken") or "",
    )


class FileDetails(Result):
    """What Drive knows about a file, and the first of those who have access."""

    file: DriveFile
    description: str
    created: str
    last_changed_by: str
    folder_ids: list[str]
    shared_drive_id: str = Field(description="Empty: it lies in somebody's own Drive.")
    is_trashed: bool
    access: list[Access]
    access_note: str = Field(description="Why the list of access is not whole; empty: it is.")

    def text(self) -> str:
        facts = {
            "Created": self.created,
            "Last changed by": self.last_changed_by,
            "Description": self.description,
            "In folder": ", ".join(self.folder_ids),
            "In shared drive": self.shared_drive_id,
            "In the trash": "yes" if self.is_trashed else "",
        }
        lines = [self.file.line(), *(f"{name}: {value}" for name, value in facts.items() if value)]
        lines += ["Who has access:", *(f"- {access.line()}" for access in self.access)] if self.access else []
        return "\n".join([*lines, *([self.access_note] if self.access_note else [])])


_DETAILS = f"{FIELDS},description,createdTime,lastModifyingUser(displayName,emailAddress),parents"
_FIRST_ACCESS = 20


@SERVER.reads("Get file details")
async def get_file_metadata(file_id: FileId) -> FileDetails:
    """Read what Drive knows about a file or folder: dates, owner, size, folder, and who has access. Not for its
    content (read_file_content).
    """
    found = await file_fields(file_id, _DETAILS)
    access, note = await _first_access(file_id)
    changed_by = found.get("lastModifyingUser") or {}
    return FileDetails(
        file=file_of(found),
        description=str(found.get("description") or "")[:2_000],
        created=found.get("createdTime") or "",
        last_changed_by=changed_by.get("emailAddress") or changed_by.get("displayName") or "",
        folder_ids=found.get("parents") or [],
        shared_drive_id=found.get("driveId") or "",
        is_trashed=found.get("trashed") is True,
        access=access,
        access_note=note,
    )


async def _first_access(file_id: str) -> tuple[list[Access], str]:
    try:
        access, more = await access_page(file_id, "", _FIRST_ACCESS)
    except Refused:
        return [], "Google does not show this account who else has access."
    return access, "There are more: get_file_permissions lists all of them." if more else ""


class Permissions(Listed):
    """One page of those who have access."""

    access: list[Access]

    def text(self) -> str:
        return self.with_more("\n".join(f"- {access.line()}" for access in self.access) or "Nobody is named.")


@SERVER.reads("List who has access")
async def get_file_permissions(
    file_id: FileId,
    limit: Annotated[int, Field(description="How many at most.", ge=1, le=100)] = 50,
    cursor: Cursor = "",
) -> Permissions:
    """List everybody who has access to a file, folder or shared drive, with what they may do. Use it when
    get_file_metadata does not show all. It changes no access.
    """
    access, more = await access_page(file_id, cursor, limit)
    return Permissions(access=access, next_cursor=more)


@SERVER.reads("Read file")
async def read_file_content(
    file_id: FileId,
    offset: Annotated[
        int, Field(description="The character to begin at: `next_offset` of the part before.", ge=0, le=10**9)
    ] = 0,
) -> FileContent:
    """Read a file's text: Google Docs as Markdown, Sheets as CSV (first sheet), Slides as plain text, text files as
    they are. Long files come in parts. Of PDFs, pictures and Office files it tells only kind and size. Not for
    folders (search_files with folder_id).
    """
    file = await _readable(file_id)
    try:
        text, notes = await _text(file)
    except TooLargeToExport as refused:
        raise Refused(f"{refused} {file.title} can be opened at {file.url}") from None
    except Refused as refused:
        raise Refused(f"{refused} ({file.line()})") from None
    if text is None:
        size = f" of {in_units(file.size)}" if file.size is not None else ""
        notes = [f"It is no text ({file.kind}{size}), so that it cannot be read here. Open it at its link."]
        return FileContent(file=file, format="", content="", characters=0, offset=0, next_offset=0, notes=notes)
    if offset and offset >= len(text):
        raise Refused(f"The text has only {len(text)} characters.")
    part, next_offset = part_of(text, offset)
    notes += [] if text.strip() else ["It is empty."]
    return FileContent(
        file=file,
        format=EXPORTS.get(file.mime_type, ("", file.mime_type))[1],
        content=part,
        characters=len(text),
        offset=offset,
        next_offset=next_offset,
        notes=notes,
    )


async def _readable(file_id: str) -> DriveFile:
    """The file, or the one that a shortcut leads to. Raises Refused for a folder."""
    found = await file_fields(file_id, FIELDS)
    if found.get("mimeType") == _SHORTCUT and (target := (found.get("shortcutDetails") or {}).get("targetId")):
        found = await file_fields(target, FIELDS)
    file = file_of(found)
    if file.mime_type == FOLDER:
        raise Refused(f"{file.title} is a folder: search_files with folder_id {file.id} lists what is in it.")
    return file


async def _text(file: DriveFile) -> tuple[str | None, list[str]]:
    if file.mime_type in EXPORTS:
        return await exported(file)
    if is_text(file.mime_type) and not file.mime_type.startswith(GOOGLE):
        return await stored(file)
    return None, []
