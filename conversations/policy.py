"""The rules of conversations (rules.md sections 3, 4, 5): pure functions of loaded rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from connectors.models import Connection, ConnectionStatus, Connector, Level, ToolDefinition, ToolPolicy
from connectors.policy import level_for, may_use
from conversations.models import Approval, Audience
from organizations.decisions import ALLOWED, Decision, first_refusal, refuse
from organizations.models import Membership, Organization, Project
from organizations.policy import may_use_connectors_in as may_use_connectors_in_project


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation happens: its organization, and its project with the number of its members."""

    organization: Organization
    project: Project | None = None
    project_members: int = 0


@dataclass(frozen=True, slots=True)
class CallFacts:
    """Everything that decides on a tool, loaded anew before each use."""

    member: Membership
    place: Place
    connector: Connector
    connection: Connection | None
    is_on: bool
    tool: ToolDefinition
    offered: bool
    policies: Sequence[ToolPolicy] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CallDecision:
    """`allow`, `ask` or `block`; a refusal is a `block` too. `base_asks`: only the member's own rule asks."""

    level: str
    decision: Decision
    base_asks: bool = False

    @property
    def code(self) -> str:
        """The code of what narrowed it; empty for a plain allow."""
        return self.decision.code


def may_use_connectors_in(place: Place) -> Decision:
    """Private projects P1-P3: not in public projects; with other members only if an owner allows it."""
    return may_use_connectors_in_project(place.project, place.project_members, place.organization)


def may_toggle(place: Place, connector: Connector, connections: Sequence[Connection]) -> Decision:
    """Whether the connector may be switched on in a conversation at this place (T1-T4)."""
    return first_refusal(
        may_use_connectors_in(place),
        may_use(connector, place.organization),
        _has_connection(connector, connections),
    )


def may_call_tool(facts: CallFacts) -> CallDecision:
    """The chain of rules.md section 3; the first refusal decides, then the most restrictive level."""
    decision = first_refusal(
        may_use(facts.connector, facts.place.organization),
        _connection_works(facts.connector, facts.connection),
        may_use_connectors_in(facts.place),
        _is_on(facts),
        _is_reviewed(facts),
    )
    if not decision.allowed:
        return CallDecision(Level.BLOCK, decision)
    found = level_for(facts.policies, facts.tool, facts.member, facts.connector)
    if found.level == Level.BLOCK:
        return CallDecision(Level.BLOCK, refuse(found.code, found.reason, found.deciding_row))
    return CallDecision(found.level, ALLOWED, base_asks=found.level == Level.ASK and found.from_base)


def _has_connection(connector: Connector, connections: Sequence[Connection]) -> Decision:
    usable = [c for c in connections if c.is_usable]
    if usable:
        return ALLOWED
    return _connection_works(connector, connections[0] if connections else None)


def _connection_works(connector: Connector, connection: Connection | None) -> Decision:
    if connection is None or connection.status in (ConnectionStatus.PENDING, ConnectionStatus.REVOKED):
        return refuse("connection_required", f"Connect your own {connector.name} account first.", connection)
    if not connection.is_usable:
        return refuse("connection_needs_reauth", f"Sign in to {connector.name} again.", connection)
    return ALLOWED


def _is_on(facts: CallFacts) -> Decision:
    if not facts.is_on:
        return refuse("connector_off_in_conversation", f"{facts.connector.name} is off in this chat.")
    return ALLOWED


def _is_reviewed(facts: CallFacts) -> Decision:
    if not facts.tool.is_accepted or not facts.offered:
        reason = f"{facts.tool} is new or has changed, and waits for a review."
        return refuse("tool_quarantined", reason, facts.tool)
    return ALLOWED


def may_always_allow(approval: Approval) -> Decision:
    """A standing approval lifts an `ask` of the member's own rules only (rules.md section 3)."""
    if approval.base_asks:
        return ALLOWED
    return refuse("owner_always_asks", "An owner wants every use of this tool to be approved.", approval)


def may_share(organization: Organization, audience: str, kinds: Collection[str], confirmed: bool) -> Decision:
    """Section 5's table. `kinds`: what the conversation holds; `confirmed`: its author accepted the warning."""
    inside = f"It holds content from connectors, and that stays inside {organization.name}."
    if "health" in kinds or "synced" in kinds:
        return refuse("connector_content_not_shareable", "It holds content that never leaves your own account.")
    if audience == Audience.ORGANIZATION:
        return _may_share_inside(organization, kinds)
    if kinds and not organization.is_personal:
        return refuse("connector_content_not_shareable", f"This chat can't be shared outside. {inside}")
    if kinds and not confirmed:
        return refuse(
            "confirmation_required",
            "This chat holds content from connectors. The link shows your words and the answers, which may repeat"
            " that content; tool results are left out. Confirm to go on.",
        )
    if not organization.is_personal and not organization.external_sharing:
        return refuse("external_sharing_forbidden", f"An owner of {organization.name} has not allowed public links.")
    return ALLOWED


def _may_share_inside(organization: Organization, kinds: Collection[str]) -> Decision:
    if organization.is_personal:
        return refuse("plan_not_eligible", "There is nobody else in your own space to share with.")
    if kinds and not organization.organization_shares:
        reason = f"An owner of {organization.name} keeps chats with connector content unshared."
        return refuse("connector_content_not_shareable", reason)
    return ALLOWED


def may_start_turn(place: Place, has_provenance: bool) -> Decision:
    """Private projects P10: a history with connector content may not go on where connectors may not be used."""
    return may_use_connectors_in(place) if has_provenance else ALLOWED


def may_publish_with(project: Project, holding: int) -> Decision:
    """Private projects P6: `holding` is the number of its conversations with connector content."""
    if not holding:
        return ALLOWED
    chats = "One chat" if holding == 1 else f"{holding} chats"
    return refuse(
        "project_has_connector_content",
        f"{chats} in “{project.name}” hold content from connectors. Their authors have to move them out first.",
        project,
    )


def may_move(place: Place, has_provenance: bool) -> Decision:
    """Private projects P7: a conversation with provenance does not go into a public project."""
    if has_provenance and place.project is not None and place.project.is_public:
        return refuse(
            "project_has_connector_content",
            f"This chat holds content from connectors and can't move into the public project “{place.project.name}”.",
            place.project,
        )
    return ALLOWED
