"""The text of a file: Google's own documents by export, others as they are stored."""

import re
from typing import Any

from pydantic import Field

from connectors.servers.charsets import decoded
from connectors.servers.google import TooLargeToExport, in_units
from connectors.servers.google_drive.api import EVERYWHERE, path_of, reading
from connectors.servers.google_drive.files import DriveFile
from connectors.servers.google_drive.queries import GOOGLE
from connectors.servers.tools import Result

# How Google's own documents are exported, and what they are then.
EXPORTS = {
    f"{GOOGLE}document": ("text/markdown", "Markdown"),
    f"{GOOGLE}spreadsheet": ("text/csv", "CSV"),
    f"{GOOGLE}presentation": ("text/plain", "plain text"),
}
_TEXTS = frozenset(
    f"application/{name}"
    for name in (
        *("json", "xml", "yaml", "x-yaml", "javascript", "x-javascript", "ecmascript", "x-sh", "sql", "x-sql", "toml"),
        *("x-ndjson", "jsonl", "x-tex", "x-subrip", "x-httpd-php", "x-python", "x-ipynb+json"),
    )
)
# An export of more than this is an AnswerRefused; of a stored file only so much is asked.
MOST_BYTES = 5 * 1024 * 1024
WINDOW_BYTES = 38_000
# Pictures inside a document come as base64, at its end: megabytes that say nothing. What is none is passed once: a
# stranger may have written "(data:image/" a thousand times.
_PICTURE = re.compile(r"^\[[^\]\n]+\]:\s*<data:[^>\n]*>[ \t]*\n?|(?<=\()data:image/[^()\s]++(?=\))", re.MULTILINE)
ONLY_FIRST_SHEET = "Only the first sheet is here: Google exports no other as CSV. Open the link for the rest."
ONLY_PLAIN = "With its pictures it is too large for Markdown: this is its plain text, without headings and tables."


class FileContent(Result):
    """A part of a file's text."""

    file: DriveFile
    format: str = Field(description="What the text is, such as Markdown; empty when there is none.")
    content: str
    characters: int = Field(description="Of the whole text.")
    offset: int
    next_offset: int = Field(description="Pass it as `offset` for the next part; 0: this was the last.")
    notes: list[str]

    def text(self) -> str:
        head = [self.file.line(), *self.notes]
        if self.next_offset:
            shown = f"characters {self.offset} to {self.next_offset} of {self.characters}"
            head.append(f"This is a part ({shown}): call again with offset {self.next_offset} for more.")
        return "\n".join([*head, "", self.content]) if self.content else "\n".join(head)


def without_pictures(markdown: str) -> tuple[str, int]:
    """The document without embedded pictures, and how many there were."""
    return _PICTURE.subn("", markdown)


def is_text(mime_type: str) -> bool:
    """Whether files of this media type are texts."""
    return mime_type.startswith("text/") or mime_type in _TEXTS or mime_type.endswith(("+json", "+xml"))


def part_of(text: str, offset: int) -> tuple[str, int]:
    """As much from `offset` as one answer holds, and where to go on (0: nowhere)."""
    part = text[offset : offset + WINDOW_BYTES].encode("utf-8", "replace")[:WINDOW_BYTES].decode("utf-8", "ignore")
    end = offset + len(part)
    return part, end if end < len(text) else 0


async def exported(file: DriveFile) -> tuple[str, list[str]]:
    """The text of one of Google's own documents, and what is to be said about it. Raises TooLargeToExport."""
    mime_type, _ = EXPORTS[file.mime_type]
    if mime_type == "text/markdown":
        return await _document(file)
    text = await _export(file, mime_type)
    return text, [ONLY_FIRST_SHEET] if mime_type == "text/csv" else []


async def _document(file: DriveFile) -> tuple[str, list[str]]:
    """As Markdown; as plain text where its pictures make that too large, which has none."""
    if file.size is None or file.size <= MOST_BYTES:
        try:
            text, pictures = without_pictures(await _export(file, "text/markdown"))
        except TooLargeToExport:
            pass
        else:
            return text, [f"Pictures that are left out: {pictures}."] if pictures else []
    return await _export(file, "text/plain"), [ONLY_PLAIN]


async def _export(file: DriveFile, mime_type: str) -> str:
    answer = await _bytes(f"{path_of(file.id)}/export", {"mimeType": mime_type})
    return decoded(answer.body, "utf-8").replace("\r\n", "\n")


async def stored(file: DriveFile) -> tuple[str | None, list[str]]:
    """The text of a stored file, None where its bytes are no text; and what is to be said about it."""
    is_cut = file.size is not None and file.size > MOST_BYTES
    headers = {"range": f"bytes=0-{MOST_BYTES - 1}"} if is_cut else {}
    answer = await _bytes(path_of(file.id), {"alt": "media", **EVERYWHERE}, headers)
    parameters = answer.headers.get("content-type", "").partition("charset=")[2].partition(";")[0]
    text = decoded(answer.body, parameters, is_cut=is_cut)
    if "\0" in text:
        return None, []
    notes = [f"Only the first {in_units(MOST_BYTES)} of {in_units(file.size or 0)} can be read here."] if is_cut else []
    return text.replace("\r\n", "\n"), notes


async def _bytes(path: str, query: dict[str, Any], headers: dict[str, str] | None = None) -> Any:
    return await reading.ask("GET", path, query=query, headers={"accept": "*/*", **(headers or {})})
