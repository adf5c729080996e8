"""What a service wants before anybody can sign in there, and whether it has it."""

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.models import Connector, Listing, Registration
from organizations.models import Membership
from organizations.refusals import ALLOWED, Decision, refuse

VALUE_CHARACTERS = 300
CLIENT = "client id"


def subject_of(listing: Listing, connector: Connector | None) -> Connector:
    """The connector; where nobody has enabled it, one as it would be then."""
    return connector or Connector(listing=listing, name=listing.name)


def wants_setup(connector: Connector) -> bool:
    """Whether somebody has to enter something first."""
    return _wants_client(connector) or bool(wanted_fields(connector))


def wanted_fields(connector: Connector) -> list[dict[str, str]]:
    """The listing's `setup_fields` that count: those of our own server do not where the service's is reached."""
    listing = connector.listing
    if listing is None or (listing.builtin and not connector.builtin):
        return []
    return list(listing.setup_fields)


def takes_client(connector: Connector) -> bool:
    """Whether a client id that somebody enters is used there."""
    return connector.registration in (Registration.AUTO, Registration.PREREGISTERED)


def missing_setup(connector: Connector) -> list[str]:
    """What nobody has entered so far, in the words of the form."""
    client = [CLIENT] if _wants_client(connector) and not connector.client_holder.oauth_client_id else []
    fields = wanted_fields(connector)
    return [*client, *(_label(one) for one in fields if not connector.values[one["name"]])]


def awaits_setup(connector: Connector) -> bool:
    """Nobody can sign in yet: something is missing, or what was entered has not passed its test."""
    if not wants_setup(connector):
        return False
    holder = connector.client_holder
    return bool(missing_setup(connector)) or holder.setup_tested_at is None or _leads_elsewhere_now(connector)


def setup_refusal(connector: Connector, member: Membership) -> Decision:
    """Why nobody can sign in yet, for who can mend it and for who cannot; allowed where one can."""
    if not awaits_setup(connector):
        return ALLOWED
    if not member.is_owner:
        return refuse("setup_required", f"An owner has to set up {connector.name} first.", connector.listing)
    missing = missing_setup(connector)
    words = f"Still to enter: {', '.join(missing)}." if missing else "What was entered has to pass its test."
    return refuse("setup_required", f"Set up {connector.name} first. {words}", connector.listing)


def may_choose_server(connector: Connector) -> bool:
    """Whether there are two ways to reach it: ours around its API, and its own MCP server."""
    return bool(connector.listing and connector.listing.builtin and connector.listing.server_url)


def unfit_values(fields: Sequence[Mapping[str, Any]], values: Mapping[str, str]) -> dict[str, str]:
    """By name, why a value cannot be used."""
    known = {one["name"] for one in fields}
    wrong = {name: "This service does not ask for that." for name in values if name not in known}
    return wrong | {name: words for name, value in values.items() if name in known and (words := _unfit(value))}


def _unfit(value: str) -> str:
    if len(value) > VALUE_CHARACTERS:
        return f"At most {VALUE_CHARACTERS} characters."
    if not value.isascii() or not value.isprintable() or " " in value:
        return "Only letters, digits and signs of an address, without blanks."
    # It stands in an address, where these would begin another part or stand for another value.
    return "Leave out ?, #, @, \\, { and }." if set(value) & set("?#@\\{}") else ""


def _leads_elsewhere_now(connector: Connector) -> bool:
    """An operator has changed an address, or a value in it, since an owner's client was tested there."""
    return connector.is_set_up_here and connector.setup_tested_for not in ("", connector.reach)


def _wants_client(connector: Connector) -> bool:
    return connector.registration == Registration.PREREGISTERED


def _label(field: Mapping[str, Any]) -> str:
    return str(field.get("label") or field["name"])
