"""Requests to the Drive API, with what every one of them has to say."""

import re
from typing import Any

from connectors.servers.api import Query, Refused, cleaned, segment
from connectors.servers.google import Google
from connectors.servers.tools import ToolServer

SERVER = ToolServer("google_drive", title="Google Drive")

# Two scopes, because Google has none that reads everything and writes only what is new: `drive.readonly` reads,
# `drive.file` makes files and touches no other. The wide `drive` could change and delete everything.
reading = Google("drive.readonly")
making = Google("drive.file")

FILES = "/drive/v3/files"
UPLOADS = "/upload/drive/v3/files"
# Without it, files of shared drives answer 404.
EVERYWHERE: Query = {"supportsAllDrives": True}
FIELDS = (
    "id,name,mimeType,webViewLink,modifiedTime,size,owners(displayName,emailAddress),driveId,shortcutDetails,trashed"
)

_IN_LINK = re.compile(r"/(?:d|folders)/([\w-]{10,})|[?&]id=([\w-]{10,})")


async def account() -> str:
    """The e-mail address of the person whose Drive this is."""
    about = await reading.get("/drive/v3/about", {"fields": "user(emailAddress,displayName)"})
    return cleaned(about["user"].get("emailAddress")) or cleaned(about["user"].get("displayName"))


def path_of(file_id: str) -> str:
    """The address of a file, from its id or a link to it. Raises Refused."""
    return f"{FILES}/{segment(plain_id(file_id))}"


def plain_id(file_id: str) -> str:
    """The id in a link that somebody pasted, or the id itself. Raises Refused for a link without one."""
    if "/" not in file_id:
        return file_id.strip()
    found = _IN_LINK.search(file_id)
    if found is None:
        raise Refused("There is no id of a Drive file in this link.")
    return found[1] or found[2]


async def file_fields(file_id: str, fields: str) -> dict[str, Any]:
    """These fields of a file."""
    found: dict[str, Any] = await reading.get(path_of(file_id), {"fields": fields, **EVERYWHERE})
    return found
