"""An owner enables a listing for the organization, and disables it again."""

import uuid
from collections.abc import Mapping, Sequence
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from connectors.accounts.clients import enter_client
from connectors.accounts.disconnect import end_connection
from connectors.accounts.other_keys import ask_for_other_keys
from connectors.accounts.sign_in import look
from connectors.mcp import AccessRefused, AuthorizationRequired, InsufficientScope, ServerAddress
from connectors.models import Connection, ConnectionStatus, Connector, Listing, Review
from connectors.network import check_url
from connectors.outbound import OutsideFailed, ask_outside, egress_policy
from connectors.policy.headers import header_named, may_be_named_headers
from connectors.policy.rules import may_add_custom, may_be_enabled_as, may_be_named, may_change, may_enable
from connectors.selectors import custom_names
from connectors.signals import connector_disabled, connector_enabled
from connectors.tools.sync import Offer, sorted_out, store_definitions
from organizations.audit import Actor, record
from organizations.models import Organization, forget_answers
from organizations.policy import may_keep_things
from organizations.refusals import Conflict, Invalid, Refused, first_refusal, insist
from organizations.sealing import seal
from organizations.tenancy import tenant
from organizations.text import typed_name


def allow_undeclared_pkce(connector: Connector, wanted: bool | None) -> list[str]:
    """Decide whether to sign in where PKCE is not announced, unsaved; the names of the fields that changed.

    Raises Refused for a listing, where the operator decides.
    """
    if wanted is None:
        return []
    if not connector.is_custom:
        raise Refused("operator_required", f"The operator decides how one signs in at {connector.name}.")
    if wanted == connector.pkce_undeclared:
        return []
    connector.pkce_undeclared = wanted
    return ["pkce_undeclared"]


NAME_CHARACTERS = 80


@transaction.atomic
def enable_connector(*, actor: Actor, listing: Listing, mobile: bool = False) -> Connector:
    """The organization's connector for this listing; enabling an enabled one changes nothing (PL2).

    Raises Refused, also `name_taken` by a custom connector.
    """
    insist(first_refusal(may_enable(listing, actor.member, mobile=mobile), may_keep_things(actor.member.user)))
    queue_for_change(actor)
    connector, is_new = Connector.objects.select_for_update().get_or_create(
        organization_id=actor.organization_id,
        listing=listing,
        defaults={"name": listing.name, "enabled_by": actor.member},
    )
    if is_new or connector.enable_again(actor.member):
        insist(may_be_enabled_as(connector.name, custom=custom_names(actor.organization_id)))
        record(actor=actor, action="connector.enabled", subject=connector, listing=listing.slug)
        connector_enabled.send(sender=Connector, connector=connector, actor=actor)
    connector.listing = listing
    return connector


@transaction.atomic
def disable_connector(*, actor: Actor, connector: Connector) -> None:
    """Off for everyone at once: every member's connection ends, and with it the running calls."""
    _require_owner(actor, connector)
    queue_for_change(actor)
    if not connector.disable():
        return
    forget_answers(organization_id=connector.organization_id, subject_id=connector.pk)
    connector_disabled.send(sender=Connector, connector=connector, actor=actor)
    live = Connection.objects.filter(connector=connector).exclude(status=ConnectionStatus.REVOKED)
    for connection in live:
        end_connection(actor=actor, connection=connection, why="connector_disabled")
    record(actor=actor, action="connector.disabled", subject=connector)
    fit_to_plan(actor.member.organization)


@transaction.atomic
def update_connector(
    *,
    actor: Actor,
    connector: Connector,
    name: str | None = None,
    oauth_client_id: str | None = None,
    oauth_client_secret: str | None = None,
    oauth_issuer: str | None = None,
    pkce_undeclared: bool | None = None,
    header_fields: Sequence[Mapping[str, str]] | None = None,
    **limits: int | None,
) -> Connector:
    """Rename a connector, or change how one signs in at a custom one; what is None stays.

    Who has other keys than those that `header_fields` names is asked for them anew.
    `tool_seconds` among the limits says how long its tools may run; there, None is the product's own limit.
    """
    _require_owner(actor, connector)
    changed = []
    if name is not None:
        queue_for_change(actor)
        connector.name = checked_name(actor, name, connector)
        changed.append("name")
    if "tool_seconds" in limits:
        connector.tool_seconds = limits["tool_seconds"]
        changed.append("tool_seconds")
    if (oauth_client_id, oauth_client_secret, oauth_issuer) != (None, None, None) and not connector.is_custom:
        raise Refused("operator_required", f"Enter the client id of {connector.name} where it is set up.")
    changed += enter_client(connector, client_id=oauth_client_id, secret=oauth_client_secret, issuer=oauth_issuer)
    changed += allow_undeclared_pkce(connector, pkce_undeclared)
    changed += _name_other_keys(connector, header_fields)
    if changed:
        connector.save(update_fields=changed)
        record(actor=actor, action="connector.updated", subject=connector, fields=changed)
    if "header_fields" in changed:
        ask_for_other_keys(actor, connector)
    return connector


def _name_other_keys(connector: Connector, fields: Sequence[Mapping[str, str]] | None) -> list[str]:
    """Put other headers into the unsaved row; one that stays keeps its words. The names of the fields that changed."""
    if fields is None:
        return []
    if not connector.is_custom:
        raise Refused("operator_required", f"The listing of {connector.name} says which keys it wants.")
    words = {one["name"]: one for one in connector.header_fields}
    wanted = [{**words.get(one["name"], {}), **one} for one in _checked_keys(fields)]
    if wanted == connector.header_fields:
        return []
    connector.header_fields = wanted
    return ["header_fields"]


def fit_to_plan(organization: Organization) -> None:
    """Set aside the custom connectors that the plan has no room for, the oldest stay; take back what fits (PL3)."""
    customs = enabled_customs(organization.pk)
    room = organization.limits.custom_connectors
    oldest = list(customs.order_by("enabled_at", "id").values_list("id", flat=True))
    beyond = [] if room is None else oldest[room:]
    customs.filter(id__in=beyond, is_beyond_plan=False).update(is_beyond_plan=True)
    customs.exclude(id__in=beyond).filter(is_beyond_plan=True).update(is_beyond_plan=False)


def queue_for_change(actor: Actor) -> None:
    """One at a time per organization: two at once must not both take the last free slot (PL3) or the same name."""
    Organization.objects.select_for_update(no_key=True).get(pk=actor.organization_id)


def checked_name(actor: Actor, name: str, connector: Connector | None = None) -> str:
    """The name as it is stored. Raises Invalid where it hides something, or could be taken for another one's."""
    typed = typed_name(name, NAME_CHARACTERS)
    listings = Listing.objects.exclude(review_status__in=(Review.DRAFT, Review.REJECTED))
    others = Connector.objects.filter(organization=actor.organization_id, disabled_at=None)
    if connector is not None:
        # Without its own listing and its own present name.
        listings = listings.exclude(pk=connector.listing_id) if connector.listing_id else listings
        others = others.exclude(pk=connector.pk)
    decision = may_be_named(typed, listings=_names(listings), connectors=_names(others))
    if not decision.allowed:
        raise Invalid("name", decision.reason, decision.code)
    return typed


def enabled_customs(organization_id: uuid.UUID) -> QuerySet[Connector]:
    """The custom connectors of an organization that nobody has disabled."""
    return Connector.objects.filter(organization=organization_id, listing=None, disabled_at=None)


def _names(rows: "QuerySet[Listing] | QuerySet[Connector]") -> list[str]:
    return list(rows.order_by("name").values_list("name", flat=True))


def _require_owner(actor: Actor, connector: Connector) -> None:
    insist(may_change(connector, actor.member))


# An owner adds a server by name and address, after it was asked whether it speaks MCP.


def add_custom_connector(
    *,
    actor: Actor,
    name: str,
    url: str,
    oauth_client_id: str = "",
    oauth_client_secret: str = "",
    pkce_undeclared: bool = False,
    header_fields: Sequence[Mapping[str, str]] = (),
    mobile: bool = False,
    may_accept: bool = True,
) -> Connector:
    """A custom connector, enabled for the organization; its tools are accepted as shown by who may decide that (A4).

    Opens its own tenants, with none open while the server is asked. Raises Refused, Conflict, and Invalid
    with the code of what is wrong with the name, or with the address: private, not MCP, or not answering.
    """
    keys = _checked_keys(header_fields)
    with tenant(actor.organization_id):
        _check_allowed(actor, url, mobile)
        checked_name(actor, name)
    offer = _checked_details(url, wants_keys=bool(keys))
    with tenant(actor.organization_id):
        queue_for_change(actor)
        _check_allowed(actor, url, mobile)
        connector = Connector(
            organization_id=actor.organization_id,
            name=checked_name(actor, name),
            server_url=url,
            oauth_client_id=oauth_client_id,
            pkce_undeclared=pkce_undeclared,
            header_fields=keys,
            enabled_by=actor.member,
        )
        seal(connector, "oauth_client_secret", oauth_client_secret)
        return _store(actor, connector, offer, may_accept)


@transaction.atomic
def _store(actor: Actor, connector: Connector, offer: Offer | None, may_accept: bool) -> Connector:
    connector.negotiated = offer.negotiated.to_json() if offer else None
    usable, connector.left_out = sorted_out(offer.tools) if offer else ([], [])
    connector.save()
    store_definitions(actor=actor, connector=connector, tools=usable, shown=may_accept)
    record(actor=actor, action="connector.enabled", subject=connector, custom=True)
    return connector


def _check_allowed(actor: Actor, url: str, mobile: bool) -> None:
    custom = enabled_customs(actor.organization_id)
    insist(may_add_custom(actor.member, custom_count=custom.count(), mobile=mobile))
    insist(may_keep_things(actor.member.user))
    if custom.filter(server_url=url).exists():
        raise Conflict("connector_exists", "This server has been added already.")


def _checked_keys(fields: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The headers of members' keys as they are stored. Raises Invalid for one that can hold none."""
    named = may_be_named_headers(fields)
    if not named.allowed:
        raise Invalid("header_fields", named.reason, named.code)
    return [{**one, "name": header_named(one["name"]) or one["name"]} for one in fields]


def _checked_details(url: str, *, wants_keys: bool) -> Offer | None:
    """What an open server offers; None when it wants a sign-in or a key first, which is as good an answer."""
    try:
        check_url(egress_policy(), url)
        return ask_outside(partial(look, ServerAddress(url)))
    except (AuthorizationRequired, InsufficientScope):
        return None
    except AccessRefused as refused:
        if wants_keys:
            return None
        raise Invalid("url", refused.person_message, refused.code) from refused
    except OutsideFailed as error:
        raise Invalid("url", error.person_message, error.code) from error
