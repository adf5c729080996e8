"""Tools that make files: each asks for one change, into a folder that is not public."""

import json
import uuid
from typing import Annotated, Any, Literal

from pydantic import Field

from connectors.servers.api import Query, Refused
from connectors.servers.google_drive.access import is_public
from connectors.servers.google_drive.api import (
    EVERYWHERE,
    FIELDS,
    FILES,
    SERVER,
    UPLOADS,
    file_fields,
    making,
    path_of,
    plain_id,
)
from connectors.servers.google_drive.files import FileId, StoredFile, file_of
from connectors.servers.google_drive.queries import FOLDER, GOOGLE
from organizations.text import CONTROL

MOST_CHARACTERS = 200_000
# What is stored, and what is sent: Google makes its own documents from texts.
_FORMATS = {
    "google_doc": (f"{GOOGLE}document", "text/markdown"),
    "google_sheet": (f"{GOOGLE}spreadsheet", "text/csv"),
    "text": ("text/plain", "text/plain"),
    "markdown": ("text/markdown", "text/markdown"),
    "csv": ("text/csv", "text/csv"),
}
# An administrator may have new files shown to the whole domain: not these.
_STORING: Query = {"fields": FIELDS, **EVERYWHERE, "ignoreDefaultVisibility": True}

Name = Annotated[str, Field(description="The name, in one line.", min_length=1, max_length=255)]
FolderId = Annotated[
    str, Field(description="The folder to put it in: id or link. Leave it out for My Drive.", max_length=500)
]


@SERVER.writes("Create file")
async def create_file(
    name: Name,
    content: Annotated[str, Field(description="Its whole text.", max_length=MOST_CHARACTERS)],
    format: Annotated[
        Literal["google_doc", "google_sheet", "text", "markdown", "csv"],
        Field(description="A Google Doc from Markdown, a Google Sheet from CSV, or a file as it is written."),
    ] = "google_doc",
    folder_id: FolderId = "",
) -> StoredFile:
    """Create a Google Doc, a Google Sheet or a text file with this content, seen only by the member and those who see
    the folder. Not for changing a file that exists, nor for copying one (copy_file).
    """
    stored_as, sent_as = _FORMATS[format]
    about = {"name": _one_line(name), "mimeType": stored_as, "parents": [await _destination(folder_id)]}
    kind, body = _multipart(about, sent_as, content)
    answer = await making.ask(
        "POST",
        UPLOADS,
        query={"uploadType": "multipart", **_STORING},
        content=body,
        headers={"content-type": kind},
    )
    return StoredFile(done="Created", file=file_of(answer.json()))


@SERVER.writes("Create folder")
async def create_folder(name: Name, folder_id: FolderId = "") -> StoredFile:
    """Create an empty folder in My Drive or in another folder. Drive allows several of the same name: search first."""
    about = {"name": _one_line(name), "mimeType": FOLDER, "parents": [await _destination(folder_id)]}
    answer = await making.ask("POST", FILES, query=_STORING, body=about)
    return StoredFile(done="Created", file=file_of(answer.json()))


@SERVER.writes("Copy file")
async def copy_file(
    file_id: FileId,
    name: Annotated[str, Field(description="The copy's name; empty: as Google names copies.", max_length=255)] = "",
    folder_id: FolderId = "",
) -> StoredFile:
    """Copy a file into My Drive or a folder, for example a template. The copy is seen only by the member and those who
    see the folder. Not for folders.
    """
    source = await file_fields(file_id, "id,name,mimeType,capabilities(canCopy)")
    if source.get("mimeType") == FOLDER:
        raise Refused("Drive does not copy folders, only files.")
    if (source.get("capabilities") or {}).get("canCopy") is False:
        raise Refused("The owner of this file does not allow this account to copy it.")
    # Without a folder, Google would put it beside the original, where others may see it.
    about = {"parents": [await _destination(folder_id)], **({"name": _one_line(name)} if name else {})}
    answer = await making.ask("POST", f"{path_of(file_id)}/copy", query=_STORING, body=about)
    return StoredFile(done="Copied to", file=file_of(answer.json()))


def _one_line(name: str) -> str:
    if CONTROL.search(name) or not name.strip():
        raise Refused("The name has to be in one line, without tabs.")
    return name.strip()


async def _destination(folder_id: str) -> str:
    """The id of the folder. Raises Refused where files cannot be put, or would be public by being there."""
    if folder_id in ("", "root"):
        return "root"
    folder = await file_fields(folder_id, "id,name,mimeType,trashed,capabilities(canAddChildren)")
    if folder.get("mimeType") != FOLDER:
        raise Refused("folder_id is the id of a file, not of a folder.")
    if folder.get("trashed") is True:
        raise Refused("That folder is in the trash.")
    if (folder.get("capabilities") or {}).get("canAddChildren") is False:
        raise Refused("This account cannot put files into that folder.")
    match await is_public(folder_id):
        case True:
            raise Refused("Anyone with the link sees that folder, so that the new file would be public. Name another.")
        case None:
            raise Refused("Google does not show this account who sees that folder, so that a file may become public.")
    return plain_id(folder_id)


def _multipart(about: dict[str, Any], kind: str, content: str) -> tuple[str, bytes]:
    """What the file is and its content, in one request (multipart/related, RFC 2387)."""
    boundary = f"part-{uuid.uuid4().hex}"
    parts = (("application/json", json.dumps(about)), (kind, content))
    written = "".join(
        f"--{boundary}\r\nContent-Type: {mime_type}; charset=UTF-8\r\n\r\n{text}\r\n" for mime_type, text in parts
    )
    return f'multipart/related; boundary="{boundary}"', f"{written}--{boundary}--\r\n".encode("utf-8", "replace")
