"""The short shape of a connector, in answers and in the live events of a turn."""

from typing import Annotated, TypedDict

from connectors.models import Connector
from connectors.network import host_of
from organizations.shapes import Id

VERIFICATIONS = ("verified", "community")
SCOPE_WORDS = "What a scope lets the assistant do, by its name; the ones that nobody has put in words are left out."


class KeyFieldShape(TypedDict):
    """A key that each member enters."""

    name: Annotated[str, "Of the header that it is sent in."]
    label: str
    help: Annotated[str, "Where to get it."]
    prefix: Annotated[str, "What Switchboard puts before it."]


def key_field_shapes(row: Connector) -> list[KeyFieldShape]:
    """The keys of a connector, in the order of its form."""
    return [
        {
            "name": one["name"],
            "label": one.get("label") or one["name"],
            "help": one.get("help", ""),
            "prefix": one.get("prefix", ""),
        }
        for one in row.key_fields
    ]


class ConnectorMarkShape(TypedDict):
    """A connector as a mark: the name that somebody gave it, and who stands behind it."""

    id: Id
    name: str
    listing: str | None
    custom: bool
    host: Annotated[str, "Of its server; empty for a built-in one."]
    verification: Annotated[str, VERIFICATIONS] | None
    color: str
    icon_url: str | None


def connector_mark_shape(row: Connector) -> ConnectorMarkShape:
    """A connector as a mark."""
    listing = row.listing
    return {
        "id": str(row.pk),
        "name": row.name,
        "listing": listing.slug if listing else None,
        "custom": row.is_custom,
        "host": host_of(row.url) if row.url else "",
        "verification": listing.verification if listing else None,
        "color": listing.color if listing else "",
        "icon_url": (listing.icon_url or None) if listing else None,
    }
