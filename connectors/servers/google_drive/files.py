"""Files, as tools give them back."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from connectors.servers.google import in_units
from connectors.servers.google_drive.queries import GOOGLE
from connectors.servers.tools import Listed, Result
from organizations.text import one_line

FileId = Annotated[str, Field(description="A file's id, or a link to it.", min_length=1, max_length=500)]

_NAMES = {
    f"{GOOGLE}document": "Google Doc",
    f"{GOOGLE}spreadsheet": "Google Sheet",
    f"{GOOGLE}presentation": "Google Slides",
    f"{GOOGLE}folder": "folder",
    f"{GOOGLE}shortcut": "shortcut",
    f"{GOOGLE}drawing": "Google Drawing",
    f"{GOOGLE}form": "Google Form",
    f"{GOOGLE}site": "Google Site",
    f"{GOOGLE}map": "Google My Map",
    f"{GOOGLE}script": "Apps Script",
    f"{GOOGLE}jam": "Jamboard",
    f"{GOOGLE}vid": "Google Vids",
    "application/pdf": "PDF",
}


class DriveFile(BaseModel):
    """A file or folder."""

    id: str
    title: str
    kind: str
    mime_type: str
    url: str
    modified: str = Field(description="When its content last changed, RFC 3339.")
    owners: list[str] = Field(description="Empty for a file of a shared drive, which belongs to the drive.")
    is_trashed: bool = False
    size: int | None = Field(description="In bytes; null where Google counts none, as for its own documents.")

    def line(self) -> str:
        """One line about it."""
        facts = [self.kind, f"id {self.id}"]
        facts += [f"changed {self.modified}"] if self.modified else []
        facts += [f"owner {', '.join(self.owners)}"] if self.owners else []
        facts += [in_units(self.size)] if self.size is not None else []
        facts += ["IN THE TRASH"] if self.is_trashed else []
        return f"{self.title} ({', '.join(facts)}): {self.url}"


class Files(Listed):
    """One page of files."""

    files: list[DriveFile]
    is_incomplete: bool = Field(description="Google did not search every shared drive.")

    def text(self) -> str:
        lines = [f"- {file.line()}" for file in self.files]
        if self.is_incomplete:
            lines.append("Google did not search every shared drive this time: there may be more.")
        return self.with_more("\n".join(lines) or "No files were found.")


class StoredFile(Result):
    """A file as Drive stored it."""

    done: str
    file: DriveFile

    def text(self) -> str:
        return f"{self.done} {self.file.line()}"


def file_of(data: dict[str, Any]) -> DriveFile:
    """From the API's answer."""
    mime_type, file_id = str(data.get("mimeType", "")), str(data["id"])
    return DriveFile(
        id=file_id,
        title=one_line(str(data.get("name", "")))[:300] or "(without a name)",
        kind=kind_of(mime_type),
        mime_type=mime_type,
        url=data.get("webViewLink") or f"https://drive.google.com/open?id={file_id}",
        modified=data.get("modifiedTime") or "",
        owners=[person(owner) for owner in data.get("owners") or []],
        is_trashed=data.get("trashed") is True,
        # Numbers of 64 bits are texts in Google's JSON.
        size=int(data["size"]) if data.get("size") is not None else None,
    )


def kind_of(mime_type: str) -> str:
    """The name that people know, or the media type."""
    return _NAMES.get(mime_type, mime_type.removeprefix(GOOGLE))


def person(data: dict[str, Any]) -> str:
    """Name and address; either may be missing (a deleted account, a group without a name)."""
    name, address = one_line(str(data.get("displayName") or "")), one_line(str(data.get("emailAddress") or ""))
    return f"{name} <{address}>" if name and address and name != address else address or name or "somebody unknown"
