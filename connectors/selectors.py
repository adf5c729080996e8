"""Which listings, connectors and connections a member can reach."""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import RawSQL

from connectors.models import (
    NEEDS_ATTENTION,
    Connection,
    ConnectionStatus,
    Connector,
    ConnectorRequest,
    Consent,
    Effect,
    Listing,
    OfferedTool,
    RequestStatus,
    Review,
    ToolDefinition,
    ToolPolicy,
)
from connectors.policy.tool_levels import as_reviewed
from organizations.models import Membership
from organizations.selectors import Prepared

SEARCHED = ("name", "publisher", "summary", "description", "category")


def directory_of(
    member: Membership,
    *,
    q: str = "",
    category: str = "",
    effect: str = "",
    interactive: bool | None = None,
    state: str = "",
) -> QuerySet[Listing]:
    """The listed entries that match, each with `connector_id` and `state` as this member sees it."""
    found = _with_state(Listing.objects.filter(review_status=Review.LISTED), member)
    for word in q.split()[:8]:
        found = found.filter(_any_field_contains(word))
    if category:
        found = found.filter(category=category)
    if interactive is not None:
        found = found.filter(interactive=interactive)
    if effect == "read":
        found = found.exclude(read_tools=[])
    elif effect == "write":
        found = found.exclude(write_tools=[], destructive_tools=[])
    if state == "enabled":
        found = found.exclude(connector_id=None)  # type: ignore[misc]  # annotated
    elif state:
        found = found.filter(state=state)  # type: ignore[misc]  # annotated
    return found


def _any_field_contains(word: str) -> Q:
    matches = Q()
    for field in SEARCHED:
        matches |= Q(**{f"{field}__icontains": word})
    return matches


def _with_state(listings: QuerySet[Listing], member: Membership) -> QuerySet[Listing]:
    connector = Connector.objects.filter(organization=member.organization_id, listing=OuterRef("pk"), disabled_at=None)
    mine = Connection.objects.filter(
        organization=member.organization_id,
        member=member,
        connector__listing=OuterRef("pk"),
        connector__disabled_at=None,
    )
    off = "available" if member.organization.is_personal else "not_enabled"
    return listings.annotate(
        connector_id=Subquery(connector.values("id")[:1]),
        state=Case(
            When(Exists(mine.filter(status=ConnectionStatus.CONNECTED)), then=Value("connected")),
            When(Exists(mine.filter(status__in=NEEDS_ATTENTION)), then=Value("needs_attention")),
            When(connector_id__isnull=False, then=Value("enabled")),
            default=Value(off),
            output_field=CharField(),
        ),
    )


def connectors_visible_to(member: Membership) -> QuerySet[Connector]:
    """What the organization has enabled, by name."""
    return Connector.objects.select_related("listing", "enabled_by__user").filter(
        organization=member.organization_id, disabled_at=None
    )


def requests_visible_to(member: Membership) -> QuerySet[ConnectorRequest]:
    """What members asked for: all for owners, who see no open one of somebody who has left; one's own for others."""
    rows = ConnectorRequest.objects.filter(organization=member.organization_id)
    rows = rows.select_related("listing", "member__user", "decided_by__user").prefetch_related(
        "member__user__emailaddress_set", "decided_by__user__emailaddress_set"
    )
    if not member.is_owner:
        return rows.filter(member=member)
    return rows.exclude(status=RequestStatus.OPEN, member__removed_at__isnull=False)


def own_requests(member: Membership, listings: Iterable[Listing]) -> dict[uuid.UUID, ConnectorRequest]:
    """By listing, the newest that the member asked for and did not take back."""
    mine = ConnectorRequest.objects.filter(organization=member.organization_id, member=member, listing__in=listings)
    kept = (
        mine.exclude(status=RequestStatus.WITHDRAWN).order_by("listing_id", "-created_at", "-id").distinct("listing_id")
    )
    kept = kept.select_related("decided_by__user").prefetch_related("decided_by__user__emailaddress_set")
    return {row.listing_id: row for row in kept}


def custom_names(organization_id: uuid.UUID) -> list[str]:
    """The names of the enabled custom connectors."""
    rows = Connector.objects.filter(organization=organization_id, listing=None, disabled_at=None)
    return list(rows.values_list("name", flat=True))


def connections_of(member: Membership, *, connector: Connector | None = None) -> QuerySet[Connection]:
    """The member's own accounts, the oldest first; never anyone else's (credentials-C1)."""
    mine = _connections(member.organization_id, member.id)
    return mine.filter(connector=connector) if connector else mine


def consent_of(member: Membership, connector: Connector) -> Consent | None:
    """The member's own consent there that was not withdrawn (health-H2)."""
    return Consent.objects.filter(
        organization=member.organization_id, member=member, connector=connector, revoked_at=None
    ).first()


def accounts_at(member: Membership, connector_ids: Iterable[uuid.UUID]) -> list[Connection]:
    """Those at these connectors, where they are enabled, with connector and listing; locked until the transaction ends.

    So an account that is disconnected at this moment is not there, or takes with it what was begun with it.
    """
    return _accounts_at.all(member.organization_id, member.id, list(connector_ids))


def _connections(organization: Any, member: Any) -> QuerySet[Connection]:
    return Connection.objects.filter(organization=organization, member=member).exclude(status=ConnectionStatus.REVOKED)


def _enabled_at(organization: object, member: object, connector_ids: object) -> QuerySet[Connection]:
    these = RawSQL("SELECT unnest(%s::uuid[])", [connector_ids])
    mine = _connections(organization, member).filter(connector__in=these, connector__disabled_at=None)
    return mine.select_related("connector__listing").select_for_update(no_key=True, of=("self",))


_accounts_at = Prepared(_enabled_at, 3)


def definitions_of(connector: Connector) -> list[ToolDefinition]:
    """The newest definition of each tool that any account of the organization was offered, by name."""
    newest: dict[str, ToolDefinition] = {}
    known = _by_currency(ToolDefinition.objects.filter(connector=connector)).prefetch_related("marks__marked_by__user")
    for row in known.select_related("refused_by__user"):
        newest[row.name] = as_reviewed(row, connector)
    return list(newest.values())


def _by_currency(rows: QuerySet[ToolDefinition]) -> QuerySet[ToolDefinition]:
    """By name; then those that no account is offered first, and the newest last.

    A server may go back to a version that it offered before.
    """
    return rows.annotate(is_offered=Exists(_live_offers().filter(tool=OuterRef("pk")))).order_by(
        "name", "is_offered", "first_seen_at"
    )


def _live_offers() -> QuerySet[OfferedTool]:
    return OfferedTool.objects.exclude(connection__status=ConnectionStatus.REVOKED)


def newest_definition(connector: Connector, name: str) -> ToolDefinition | None:
    """The newest version of one tool that some account is offered; where none is, the one that was seen last."""
    return _by_currency(ToolDefinition.objects.filter(connector=connector, name=name)).last()


def offered_definition(connector: Connector, name: str, digest: str) -> ToolDefinition | None:
    """This very version of a tool, if some account is offered it."""
    rows = ToolDefinition.objects.filter(connector=connector, name=name, digest=digest)
    return rows.filter(Exists(_live_offers().filter(tool=OuterRef("pk")))).first()


def tools_of(connector: Connector) -> list[ToolDefinition]:
    """The same, with tools that the review names but nobody was offered yet (as unsaved rows), by name."""
    found = {row.name: row for row in definitions_of(connector)}
    for names in connector.reviewed_tools.values():
        for name in names:
            found.setdefault(name, _named_by_review(connector, name))
    return [found[name] for name in sorted(found)]


def _named_by_review(connector: Connector, name: str) -> ToolDefinition:
    return ToolDefinition(
        organization_id=connector.organization_id,
        connector=connector,
        name=name,
        effect=connector.effect_of(name) or Effect.WRITE,
        accepted_at=connector.enabled_at,
    )


def waiting_tools(connectors: Iterable[Connector]) -> Counter[uuid.UUID]:
    """How many tools of each of these connectors wait for a review."""
    waiting = _unaccepted(connectors).filter(refused_at=None)
    return Counter(waiting.values_list("connector_id", flat=True))


def _unaccepted(connectors: Iterable[Connector]) -> QuerySet[ToolDefinition]:
    """The definitions that some account is offered and that are not accepted.

    Accounts may be offered different versions of one tool: the newest is decided on first. Before anybody has
    connected, the newest of what the server showed when it was added.
    """
    live = _live_offers()
    offered = Exists(live.filter(tool=OuterRef("pk")))
    newer = ToolDefinition.objects.filter(
        connector=OuterRef("connector"), name=OuterRef("name"), first_seen_at__gt=OuterRef("first_seen_at")
    )
    waits_before = Exists(newer.filter(offered, accepted_at=None, refused_at=None))
    nobody_connected = ~Exists(live.filter(connection__connector=OuterRef("connector")))
    unaccepted = ToolDefinition.objects.filter(connector__in=list(connectors), accepted_at=None)
    return unaccepted.filter((offered & ~waits_before) | (nobody_connected & ~Exists(newer)))


@dataclass(frozen=True, slots=True)
class ReviewedTool:
    """A version that an owner decides on or has refused, and the accepted one that it would follow, if any."""

    tool: ToolDefinition
    accepted: ToolDefinition | None


def tools_to_review(connector: Connector) -> list[ReviewedTool]:
    """What waits for an owner, and what one has refused, by name."""
    rows = list(_unaccepted([connector]).select_related("refused_by__user"))
    accepted = ToolDefinition.objects.filter(connector=connector, name__in=[row.name for row in rows])
    before = {row.name: row for row in accepted.exclude(accepted_at=None).order_by("accepted_at")}
    return [ReviewedTool(as_reviewed(row, connector), before.get(row.name)) for row in rows]


def policies_of(connectors: Iterable[Connector], member: Membership) -> Sequence[ToolPolicy]:
    """The ceilings of these connectors and the member's own choices."""
    own_or_everyones = Q(member=None) | Q(member=member)
    return list(ToolPolicy.objects.filter(own_or_everyones, connector__in=connectors))
