"""What tools may do: an owner's ceiling for everyone, a member's own choice (tools-T7, T9)."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from connectors.models import Connector, EffectMark, Level, ToolDefinition, ToolPolicy, Verdict
from connectors.policy.rules import may_change, may_mark_effect, may_set_organization_policy
from connectors.policy.tool_levels import GROUPS, effect_of
from connectors.selectors import newest_definition, offered_definition
from organizations.audit import Actor, record
from organizations.models import Membership
from organizations.refusals import Conflict, Missing, insist


@dataclass(frozen=True, slots=True)
class StandingApproval:
    """ "Always allow": the call where it was chosen, and the version and the account that it is good for."""

    granted_in: uuid.UUID
    tool_digest: str
    connection_id: uuid.UUID


@transaction.atomic
def set_tool_policy(
    *, actor: Actor, connector: Connector, tool: str, scope: str, level: str | None
) -> ToolPolicy | None:
    """Set, or with None remove, the level of a tool, `@effect` or `*` for `organization` or `member`.

    A member's choice ends their standing approvals of the tool. Raises Refused; Missing for an unknown tool.
    """
    if not _is_known(connector, tool):
        raise Missing
    holder = _holder(actor, scope)
    key = _key(actor, connector, tool, holder)
    if holder is not None:
        ToolPolicy.objects.filter(**key).exclude(granted_in=None).delete()
    row = None
    if level is None:
        ToolPolicy.objects.filter(**key).delete()
    else:
        values = {"level": level, "tool_digest": _bound_to(connector, tool, holder, level)}
        row, _ = ToolPolicy.objects.update_or_create(**key, granted_in=None, defaults=values)
    _tell(actor, connector, tool, scope=scope, level=level)
    return row


@transaction.atomic
def allow_always(*, actor: Actor, connector: Connector, tool: str, approval: StandingApproval) -> ToolPolicy:
    """Keep a standing approval beside what the member had chosen, which holds again when it ends. Raises Missing."""
    if not _is_known(connector, tool):
        raise Missing
    values = {"level": Level.ALLOW, **asdict(approval)}
    row, _ = ToolPolicy.objects.exclude(granted_in=None).update_or_create(
        **_key(actor, connector, tool, actor.member), connection_id=approval.connection_id, defaults=values
    )
    _tell(actor, connector, tool, scope="member", level=Level.ALLOW, granted_in=str(approval.granted_in))
    return row


@transaction.atomic
def ask_again(*, actor: Actor, row: ToolPolicy) -> None:
    """End one "Always allow" of the member's: a standing approval, or an allow from the settings."""
    row.delete()
    _tell(actor, row.connector, row.tool, scope="member", level=None)


def _key(actor: Actor, connector: Connector, tool: str, holder: Membership | None) -> dict[str, Any]:
    return {"organization_id": actor.organization_id, "connector": connector, "member": holder, "tool": tool}


def _tell(actor: Actor, connector: Connector, tool: str, **said: Any) -> None:
    record(actor=actor, action="tool.policy_changed", subject=connector, tool=tool, **{"granted_in": None, **said})


def _bound_to(connector: Connector, tool: str, holder: Membership | None, level: str) -> str:
    """A member's own "allow" of a tool is for its present version, or for the first one that comes (sync.py)."""
    if holder is None or level != Level.ALLOW or tool in GROUPS:
        return ""
    seen = newest_definition(connector, tool)
    return seen.digest if seen else ""


def _is_known(connector: Connector, tool: str) -> bool:
    # A ceiling may be set on a reviewed tool before anybody has connected.
    if tool in GROUPS or connector.effect_of(tool) is not None:
        return True
    return ToolDefinition.objects.filter(connector=connector, name=tool).exists()


def _holder(actor: Actor, scope: str) -> Membership | None:
    if scope == "member":
        return actor.member
    insist(may_set_organization_policy(actor.member))
    return None


# An owner looks at a connector's tools: accepts or refuses new and changed ones, says what they do (T6, T9).


@dataclass(frozen=True, slots=True)
class Shown:
    """A tool as the owner saw it, with the digest of that version."""

    name: str
    digest: str


@transaction.atomic
def review_tools(
    *, actor: Actor, connector: Connector, shown: Sequence[Shown], verdict: str = Verdict.ACCEPT
) -> list[ToolDefinition]:
    """Accept or refuse exactly what the owner was shown; either can be changed later.

    Raises Refused, Missing, and Conflict when one has changed since.
    """
    insist(may_change(connector, actor.member))
    rows = [_as_shown(connector, one.name, one.digest) for one in shown]
    for row in rows:
        if row.accept() if verdict == Verdict.ACCEPT else row.refuse(actor.member):
            said = {"tool": row.name, "definition": str(row.pk), "verdict": str(verdict)}
            record(actor=actor, action="tool.reviewed", subject=connector, **said)
        row.refresh_from_db()
    return rows


def review_tool(
    *, actor: Actor, connector: Connector, name: str, digest: str = "", verdict: str = Verdict.ACCEPT
) -> ToolDefinition:
    """The same for one tool; without a digest its newest version."""
    return review_tools(actor=actor, connector=connector, shown=[Shown(name, digest)], verdict=verdict)[0]


@transaction.atomic
def mark_effect(
    *, actor: Actor, connector: Connector, name: str, effect: str | None, digest: str = ""
) -> ToolDefinition:
    """Say what this version of a tool does, or with None take that back, also of an older one.

    Raises Refused, Missing and Conflict.
    """
    tool = _as_shown(connector, name, digest) if effect is not None else _any_version(connector, name, digest)
    hinted = effect_of(connector.effect_of(name), tool.annotations)
    insist(may_mark_effect(connector, actor.member, effect=effect, hinted=hinted))
    if effect is None:
        tool.marks.all().delete()
    else:
        values = {"effect": effect, "marked_by": actor.member, "marked_at": timezone.now()}
        EffectMark.objects.update_or_create(organization_id=tool.organization_id, tool=tool, defaults=values)
    tool.become(effect or hinted)
    record(
        actor=actor,
        action="tool.effect_marked",
        subject=connector,
        tool=name,
        definition=str(tool.pk),
        effect=effect,
    )
    return tool


def _as_shown(connector: Connector, name: str, digest: str) -> ToolDefinition:
    tool = newest_definition(connector, name)
    if tool is None:
        raise Missing
    if digest and tool.digest != digest:
        # Another account may be offered that version; it is reviewed after the newest.
        decided = tool.is_accepted or tool.is_refused
        if decided and (other := offered_definition(connector, name, digest)) is not None:
            return other
        raise Conflict("tool_changed", f"{tool} has changed since you saw it. Look at it again.")
    return tool


def _any_version(connector: Connector, name: str, digest: str) -> ToolDefinition:
    """Older versions too: an account may still be offered one."""
    older = ToolDefinition.objects.filter(connector=connector, name=name, digest=digest).first() if digest else None
    return older or _as_shown(connector, name, digest)
