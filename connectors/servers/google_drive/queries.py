"""What is searched, in the words of Drive's query language (`q`)."""

from datetime import UTC, datetime
from typing import Literal

from connectors.servers.api import Refused
from connectors.servers.texts import in_utc

Kind = Literal["any", "document", "spreadsheet", "presentation", "folder", "pdf", "image", "video", "audio"]

GOOGLE = "application/vnd.google-apps."
_OFFICE = "application/vnd.openxmlformats-officedocument."
FOLDER = f"{GOOGLE}folder"
# What people mean by a document may as well be one of Office, of OpenDocument or a text.
_KINDS: dict[str, tuple[str, ...]] = {
    "document": (
        f"= {GOOGLE}document",
        f"= {_OFFICE}wordprocessingml.document",
        "= application/msword",
        "= application/vnd.oasis.opendocument.text",
        "= text/plain",
        "= text/markdown",
    ),
    "spreadsheet": (
        f"= {GOOGLE}spreadsheet",
        f"= {_OFFICE}spreadsheetml.sheet",
        "= application/vnd.ms-excel",
        "= application/vnd.oasis.opendocument.spreadsheet",
        "= text/csv",
    ),
    "presentation": (
        f"= {GOOGLE}presentation",
        f"= {_OFFICE}presentationml.presentation",
        "= application/vnd.ms-powerpoint",
        "= application/vnd.oasis.opendocument.presentation",
    ),
    "folder": (f"= {FOLDER}",),
    "pdf": ("= application/pdf",),
    "image": ("contains image/",),
    "video": ("contains video/",),
    "audio": ("contains audio/",),
}


def quoted(value: str) -> str:
    """A text inside a query: quotes and backslashes of its own end nothing."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def of_kind(kind: Kind) -> str:
    """The condition on the media type; empty for any."""
    conditions = [
        f"mimeType {operator} {quoted(value)}"
        for operator, _, value in (each.partition(" ") for each in _KINDS.get(kind, ()))
    ]
    return conditions[0] if len(conditions) == 1 else f"({' or '.join(conditions)})" if conditions else ""


def moment(value: str) -> str:
    """A date or a time as Drive compares it, in UTC. Raises Refused.

    Drive takes a time without a zone as UTC, and a bare date as its first second there.
    """
    try:
        given = datetime.fromisoformat(value.strip())
    except ValueError:
        raise Refused(f"{value!r} is no date such as 2026-11-20 or 2026-11-20T09:00:00+01:00.") from None
    moment = in_utc(given if given.tzinfo else given.replace(tzinfo=UTC))
    # Not `strftime`, which writes early years without their zeros.
    return f"{moment.replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def search_query(
    *, name: str, text: str, kind: Kind, owner: str, modified_after: str, modified_before: str, folder_id: str
) -> str:
    """All that is asked for, joined; nothing from the trash. Raises Refused where nothing is asked."""
    asked = (
        name and f"name contains {quoted(name)}",
        text and f"fullText contains {quoted(text)}",
        of_kind(kind),
        owner and f"{quoted(owner)} in owners",
        modified_after and f"modifiedTime >= {quoted(moment(modified_after))}",
        modified_before and f"modifiedTime < {quoted(moment(modified_before))}",
        folder_id and f"{quoted(folder_id)} in parents",
    )
    conditions = [condition for condition in asked if condition]
    if not conditions:
        raise Refused("Say what to search for; list_recent_files lists the latest files.")
    return " and ".join(["trashed = false", *conditions])
