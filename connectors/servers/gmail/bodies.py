"""What a person reads in a mail: its text from its parts, and what is attached."""

import base64
import binascii
from collections.abc import Mapping
from email.message import Message
from typing import Any

from pydantic import BaseModel, Field

from connectors.servers.charsets import decoded
from connectors.servers.gmail.headers import header, subject_of, words_of
from connectors.servers.google import in_units
from connectors.servers.html_text import html_text
from organizations.text import clean_text

_MOST_PARTS = 200
# A plain part like "Your program cannot show this mail" beside an HTML part with the mail.
_STUB_CHARACTERS = 300
_TEXTS = ("text/plain", "text/html")
# Larger parts are not fetched: an answer over 8 MB is refused, and base64 adds a third.
_MOST_FETCHED = 4_000_000


class Attachment(BaseModel):
    """A file in a mail."""

    name: str
    mime_type: str
    size: int = Field(description="In bytes, as Gmail counts it.")

    def line(self) -> str:
        """One line about it."""
        return f"{self.name} ({self.mime_type}, {in_units(self.size)})"


class Body:
    """The text of a message. `missing`: parts that Gmail keeps apart because they are large, by attachment id;
    `is_cut`: one of them is too large even for that.
    """

    def __init__(self, payload: Mapping[str, Any], fetched: Mapping[str, bytes] | None = None) -> None:
        self.attachments: list[Attachment] = []
        self.missing: list[str] = []
        self.is_cut = False
        self._fetched = fetched or {}
        self._parts = 0
        self.text = clean_text(self._read(payload)).replace("\r\n", "\n").strip()

    def _read(self, part: Mapping[str, Any]) -> str:
        self._parts += 1
        if self._parts > _MOST_PARTS:
            return ""
        kind, inside = str(part.get("mimeType", "")).lower(), part.get("parts") or []
        if kind == "multipart/alternative":
            return self._best(inside)
        if kind.startswith("multipart/"):
            return "\n\n".join(text for text in map(self._read, inside) if text.strip())
        if kind not in _TEXTS or is_attached(part):
            self._attach(part, kind)
            return ""
        text = self._decoded(part)
        return html_text(text) if kind == "text/html" else text

    def _best(self, parts: list[Mapping[str, Any]]) -> str:
        """The plain text of the same mail in several forms, unless it says nothing."""
        plain = [part for part in parts if part.get("mimeType") == "text/plain" and not is_attached(part)]
        others = [part for part in parts if part not in plain]
        text = "\n\n".join(map(self._read, plain)).strip()
        if text and len(text) >= _STUB_CHARACTERS:
            # Calendars and files may stand among the forms.
            self._attach_from(others)
            return text
        rich = "\n\n".join(found for found in map(self._read, others) if found.strip())
        return rich if not text or len(rich) > 3 * max(len(text), 50) else text

    def _attach_from(self, parts: list[Mapping[str, Any]]) -> None:
        for part in parts:
            kind = str(part.get("mimeType", "")).lower()
            if kind.startswith("multipart/"):
                self._attach_from(part.get("parts") or [])
            elif kind not in _TEXTS or is_attached(part):
                self._attach(part, kind)

    def _attach(self, part: Mapping[str, Any], kind: str) -> None:
        name = words_of(str(part.get("filename") or ""))
        if not name and kind == "message/rfc822":
            inner = (part.get("parts") or [{}])[0]
            name = f"attached mail: {subject_of(inner) or subject_of(part) or 'without a subject'}"
        name = name or ("invitation" if kind == "text/calendar" else "without a name")
        size = (part.get("body") or {}).get("size")
        self.attachments.append(Attachment(name=name, mime_type=kind, size=size if isinstance(size, int) else 0))

    def _decoded(self, part: Mapping[str, Any]) -> str:
        body = part.get("body") or {}
        kept_apart = body.get("attachmentId")
        if kept_apart and not body.get("data"):
            if (body.get("size") or 0) > _MOST_FETCHED:
                self.is_cut = True
                return ""
            if kept_apart not in self._fetched:
                self.missing.append(kept_apart)
                return ""
            return decoded(self._fetched[kept_apart], charset_of(part))
        return decoded(unpacked(str(body.get("data") or "")), charset_of(part))


def is_attached(part: Mapping[str, Any]) -> bool:
    """Whether a part is a file beside the text, even if it is a text itself."""
    disposition = header(part, "Content-Disposition").partition(";")[0].strip().lower()
    return bool(part.get("filename")) or disposition == "attachment"


def charset_of(part: Mapping[str, Any]) -> str:
    """The charset that the part names."""
    read = Message()
    read["Content-Type"] = header(part, "Content-Type") or "text/plain"
    charset = read.get_param("charset")
    return charset[2] if isinstance(charset, tuple) else charset or ""


def unpacked(data: str) -> bytes:
    """The bytes of Gmail's base64url, which comes with and without its padding. What is broken is left out."""
    try:
        return base64.urlsafe_b64decode(data + "=" * (-len(data) % 4))
    except (binascii.Error, ValueError):
        return b""
