"""Microsoft 365's tool that writes a file."""

import re
from typing import Annotated

from pydantic import Field

from connectors.servers.api import Refused, cleaned, segment
from connectors.servers.microsoft_365.api import Graph, NotAllowed
from connectors.servers.microsoft_365.files import File, file_of
from connectors.servers.microsoft_365.server import SERVER, DriveId, ItemId
from connectors.servers.tools import Result

_own, _any = Graph("Files.ReadWrite"), Graph("Files.ReadWrite", is_own=False)
# Of names, OneDrive and SharePoint refuse these.
_FORBIDDEN = re.compile(r'["*:<>?/\\|\x00-\x1f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?|desktop\.ini|\.lock|_vti_.*|~\$.*", re.IGNORECASE)
_LONGEST_NAME = 255
_NOT_THERE = (
    "Microsoft 365 does not let this account write there. For a library of SharePoint the app also needs the "
    "permission Files.ReadWrite.All, which an owner can add."
)
_KINDS = {
    "csv": "text/csv",
    "html": "text/html",
    "json": "application/json",
    "md": "text/markdown",
    "txt": "text/plain",
}


class Uploaded(Result):
    """The file as it was stored."""

    file: File

    def text(self) -> str:
        return f"Uploaded:\n{self.file.line()}"


@SERVER.writes("Upload file")
async def upload_file(
    name: Annotated[
        str,
        Field(description="The file's name with its ending: txt, md, csv, html or json.", min_length=3, max_length=255),
    ],
    content: Annotated[str, Field(description="The whole text of the file.", min_length=1, max_length=400_000)],
    drive_id: Annotated[DriveId, Field(description="Where; empty: the member's own OneDrive.")] = "",
    folder_id: Annotated[ItemId, Field(description="The folder's id in that drive; empty: its top folder.")] = "",
) -> Uploaded:
    """Write a new text file into OneDrive or a SharePoint library. Never replaces a file: a name that is taken is
    refused. Nobody gets access by it who has not had it before."""
    if folder_id and not drive_id:
        raise Refused("A folder's id is only known in its drive: give drive_id too.")
    ending = _checked(name)
    drive, graph = (f"/drives/{segment(drive_id)}", _any) if drive_id else ("/me/drive", _own)
    parent = f"items/{segment(folder_id)}" if folder_id else "root"
    try:
        answer = await graph.ask(
            "PUT",
            f"{drive}/{parent}:/{segment(name)}:/content",
            query={"@microsoft.graph.conflictBehavior": "fail"},
            content=content.encode(),
            headers={"content-type": _KINDS[ending]},
        )
    except NotAllowed:
        raise Refused(_NOT_THERE) from None
    return Uploaded(file=file_of(answer.json()))


def _checked(name: str) -> str:
    """The ending of a name that may be used. Raises Refused for others, which the service would change or refuse."""
    ending = name.rpartition(".")[2].lower()
    if ending not in _KINDS:
        raise Refused(f"Only text is uploaded: end the name with .{', .'.join(_KINDS)}.")
    if _FORBIDDEN.search(name) or _RESERVED.fullmatch(name) or name != name.strip() or len(name) > _LONGEST_NAME:
        raise Refused(f"{cleaned(name)!r} cannot be a file's name in OneDrive or SharePoint.")
    return ending
