"""Header fields of a mail, as people read them: unfolded, decoded, addresses apart."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import getaddresses
from typing import Any

from connectors.servers.charsets import decoded
from organizations.text import clean_text, one_line

_FOLDED = re.compile(r"\r?\n[ \t]*")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
_LONGEST = 500
MOST_PEOPLE = 50


def header(payload: Mapping[str, Any], name: str) -> str:
    """A field as it was sent, unfolded; the first of several; empty where there is none."""
    for each in payload.get("headers") or []:
        if str(each.get("name", "")).lower() == name.lower():
            return _FOLDED.sub(" ", str(each.get("value", ""))).strip()
    return ""


def words_of(value: str) -> str:
    """A field in words. Gmail decodes most of RFC 2047 itself; what is left is decoded here."""
    if "=?" not in value:
        return _shown(value)
    try:
        parts = decode_header(value)
    except (HeaderParseError, ValueError):
        return _shown(value)
    text = "".join(
        part if isinstance(part, str) else decoded(part, charset or "") if charset else _plain(part)
        for part, charset in parts
    )
    return _shown(text)


def _shown(text: str) -> str:
    return one_line(clean_text(text))[:_LONGEST]


def subject_of(payload: Mapping[str, Any]) -> str:
    """The subject in words."""
    return words_of(header(payload, "Subject"))


def addresses_of(payload: Mapping[str, Any], *names: str) -> list[tuple[str, str]]:
    """Names and addresses in these fields. Addresses are taken apart first: a decoded name may hold a comma."""
    values = [value for value in (header(payload, name) for name in names) if value]
    return [(words_of(name), address) for name, address in getaddresses(values) if address]


def people_of(payload: Mapping[str, Any], *names: str) -> list[str]:
    """The same as people read it; of very many, the first and how many more there are."""
    found = addresses_of(payload, *names)
    shown = [f"{name} <{address}>" if name and name != address else address for name, address in found[:MOST_PEOPLE]]
    return shown if len(found) <= MOST_PEOPLE else [*shown, f"and {len(found) - MOST_PEOPLE} more"]


def message_ids(value: str) -> list[str]:
    """The message ids in a field such as References, those that may stand in a header."""
    return [found for found in _MESSAGE_ID.findall(value) if found.isascii() and found.isprintable()]


def received(message: Mapping[str, Any]) -> str:
    """When Gmail got it (UTC). The Date field is the sender's claim, in any zone and form."""
    try:
        moment = datetime.fromtimestamp(int(message["internalDate"]) / 1000, UTC)
    except (KeyError, ValueError, TypeError, OverflowError, OSError):
        return ""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _plain(part: bytes) -> str:
    # What stands beside encoded words; `decode_header` gives it in Python's own escapes.
    return part.decode("raw-unicode-escape", "replace")
