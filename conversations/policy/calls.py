"""Whether a tool may be called, and a call may leave (rules.md sections 3 and 7): pure functions of loaded rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from connectors.models import Connection, ConnectionStatus, Connector, Effect, Level, ToolDefinition, ToolPolicy
from connectors.policy.consent import needs_consent
from connectors.policy.rules import level_for, may_use
from connectors.policy.tool_levels import is_stricter
from conversations.models import APPROVAL_LIFETIME, Approval, ToolCall, arguments_hash
from conversations.policy.place import ContentOf, Place, may_reach_model, may_use_connectors_in
from organizations.models import Membership
from organizations.refusals import ALLOWED, Decision, first_refusal, refuse

# Asks that are the member's own to lift with "Always allow".
OWN_ASKS = ("default_asks", "member_asks")
SIGN_IN_IS_OVER = "connection_needs_reauth"


@dataclass(frozen=True, slots=True)
class CallFacts:
    """The facts that decide on a tool, loaded anew before each use.

    `is_on`: switched on in the conversation; `offered`: the account is offered this version of the tool.
    """

    member: Membership
    place: Place
    connector: Connector
    connection: Connection | None
    is_on: bool
    tool: ToolDefinition
    offered: bool
    policies: Sequence[ToolPolicy] = field(default_factory=list)
    contents: Sequence[ContentOf] = ()


@dataclass(frozen=True, slots=True)
class CallDecision:
    """`allow`, `ask` or `block`; `why` says what narrowed it, and is ALLOWED for a plain allow."""

    level: str
    why: Decision


def may_toggle(place: Place, connector: Connector, connections: Sequence[Connection]) -> Decision:
    """Whether the connector may be switched on in a conversation at this place (T1-T4)."""
    return first_refusal(
        may_use_connectors_in(place),
        may_use(connector, place.organization),
        may_reach_model(place, needs_consent(connector)),
        _has_connection(connector, connections),
    )


def may_call_tool(facts: CallFacts) -> CallDecision:
    """The chain of rules.md section 3; the first refusal decides, then the most restrictive level."""
    return _decided(facts, _connection_works(facts.connector, facts.connection))


def waits_for_sign_in(facts: CallFacts) -> bool:
    """Whether only a sign-in that is over keeps the tool (tools-T3): the model is shown it, and a call of it waits."""
    connected = _connection_works(facts.connector, facts.connection)
    return connected.code == SIGN_IN_IS_OVER and _decided(facts, ALLOWED).level != Level.BLOCK


def _decided(facts: CallFacts, connected: Decision) -> CallDecision:
    decision = first_refusal(
        may_use(facts.connector, facts.place.organization),
        may_reach_model(facts.place, needs_consent(facts.connector)),
        connected,
        may_use_connectors_in(facts.place),
        _is_on(facts),
        _is_offered(facts),
        _is_reviewed(facts),
    )
    if not decision.allowed:
        return CallDecision(Level.BLOCK, decision)
    found = level_for(facts.policies, facts.tool, facts.member, facts.connector, connection=facts.connection)
    if found.level == Level.BLOCK:
        return CallDecision(Level.BLOCK, refuse(found.code, found.reason, found.deciding_row))
    kept = may_leave(facts.connector, facts.tool.effect, facts.contents)
    if not kept.allowed:
        return CallDecision(Level.BLOCK, kept)
    flow = may_flow(facts)
    if not flow.allowed:
        return CallDecision(Level.ASK, flow)
    if found.level == Level.ASK:
        return CallDecision(Level.ASK, refuse(found.code, found.reason, found.deciding_row))
    return CallDecision(Level.ALLOW, ALLOWED)


def may_flow(facts: CallFacts) -> Decision:
    """Section 7 (tools-T10): what came from one connector leaves through another only when a person looked at it.

    The whole conversation counts, because its history goes to the model with every turn.
    """
    return _may_flow_to(facts.connector, facts.tool.effect, facts.contents)


def may_leave(connector: Connector, effect: str, contents: Sequence[ContentOf]) -> Decision:
    """health-H4: where a conversation holds health content, nothing of it is written into another connector."""
    others = [content.name for content in contents if content.is_health and content.connector_id != connector.id]
    if effect == Effect.READ or not others:
        return ALLOWED
    reason = f"This chat holds health records from {others[0]}, which are never written into another connector."
    return refuse("health_content_stays", f"{reason} Use {connector.name} in a new chat.")


def _may_flow_to(connector: Connector, effect: str, contents: Sequence[ContentOf]) -> Decision:
    # A read sends only what it looks for; of a health record that is too much already (health-H4).
    leaves = [content for content in contents if effect != Effect.READ or content.is_health]
    others = [content.name for content in leaves if content.connector_id != connector.id]
    if not others:
        return ALLOWED
    named = others[0] if len(others) == 1 else f"{', '.join(others[:-1])} and {others[-1]}"
    reason = f"This chat holds content from {named}. Look at what goes to {connector.name} before it leaves."
    return refuse("flow_asks", reason[:500])


def may_send(call: ToolCall, facts: CallFacts, approval: Approval | None, now: datetime) -> Decision:
    """Whether the call is still what was proposed and approved: account, version, effect and arguments (section 3).

    An approval is valid for as long as its question was.
    """
    if facts.connection is None or facts.connection.id != call.connection_id:
        return refuse("connection_changed", "The account of this connector was changed. Ask again.", facts.connection)
    if call.tool_digest != facts.tool.digest:
        return refuse("tool_changed", f"{facts.tool} was changed after this was proposed. Ask again.", facts.tool)
    if is_stricter(facts.tool.effect, call.effect):
        reason = f"{facts.tool} is known to do more than was said when this was proposed. Ask again."
        return refuse("effect_changed", reason, facts.tool)
    hashes = {call.arguments_hash, arguments_hash(call.arguments)} | ({approval.arguments_hash} if approval else set())
    if len(hashes) > 1:
        return refuse("arguments_changed", "The arguments are not those that were approved. Ask again.", call)
    if (said := said_at(call, approval)) and said + APPROVAL_LIFETIME <= now:
        return refuse(
            "approval_expired", "This was approved a while ago and could not leave until now. Ask again.", call
        )
    return ALLOWED


def said_at(call: ToolCall, approval: Approval | None) -> datetime | None:
    """When a person approved this call, on its card or by trying it again; None where it has to be asked."""
    if approval is not None and approval.allows:
        said = [when for when in (approval.decided_at, _answered_at(call)) if when is not None]
        return max(said, default=None)
    return call.created_at if call.retry_of_id and not is_asked_anew(call) else None


def _answered_at(call: ToolCall) -> datetime | None:
    """When the person answered the service's own question about it, with the call in view."""
    said = (call.input_wanted or {}).get("answered_at")
    return datetime.fromisoformat(said) if said else None


def is_asked_anew(call: ToolCall) -> bool:
    """Whether what a person said to it is over, because it has waited for its account (policy/waiting.py)."""
    return bool((call.connection_wanted or {}).get("approval_is_over"))


def _has_connection(connector: Connector, connections: Sequence[Connection]) -> Decision:
    usable = [c for c in connections if c.is_usable]
    if usable:
        return ALLOWED
    return _connection_works(connector, connections[0] if connections else None)


def _connection_works(connector: Connector, connection: Connection | None) -> Decision:
    if connection is None or connection.status in (ConnectionStatus.PENDING, ConnectionStatus.REVOKED):
        return refuse("connection_required", f"Connect your own {connector.name} account first.", connection)
    if not connection.is_usable:
        return refuse(SIGN_IN_IS_OVER, f"Sign in to {connector.name} again.", connection)
    return ALLOWED


def _is_on(facts: CallFacts) -> Decision:
    if not facts.is_on:
        return refuse("connector_off_in_conversation", f"{facts.connector.name} is off in this chat.")
    return ALLOWED


def _is_offered(facts: CallFacts) -> Decision:
    if not facts.offered:
        reason = f"{facts.connector.name} does not offer {facts.tool} to your account any more."
        return refuse("tool_not_available", reason, facts.tool)
    return ALLOWED


def _is_reviewed(facts: CallFacts) -> Decision:
    if facts.tool.is_refused:
        return refuse("tool_quarantined", f"An owner has refused this version of {facts.tool}.", facts.tool)
    if not facts.tool.is_accepted:
        reason = f"{facts.tool} is new here, or has changed, and waits for an owner's review."
        return refuse("tool_quarantined", reason, facts.tool)
    return ALLOWED


def may_always_allow(approval: Approval, contents: Sequence[ContentOf]) -> Decision:
    """A standing approval lifts an `ask` of the member's own rules only (rules.md section 3).

    `contents` is what the conversation holds now: content that came while the card was open counts too.
    """
    call = approval.tool_call
    flow = _may_flow_to(call.connector, call.effect, contents) if call.connector else ALLOWED
    if not flow.allowed or approval.asks_code == "flow_asks":
        reason = approval.asks_reason if flow.allowed else flow.reason
        return refuse("flow_asks", f"{reason} So this is asked every time.", approval)
    if approval.asks_code in OWN_ASKS:
        return ALLOWED
    return refuse("owner_always_asks", "An owner wants every use of this tool to be approved.", approval)
