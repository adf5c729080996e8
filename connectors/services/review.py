"""An owner looks at a connector's tools: accepts or refuses new and changed ones, says what they do (T6, T9)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from connectors.levels import effect_of
from connectors.models import Connector, EffectMark, ToolDefinition, Verdict
from connectors.policy import may_change, may_mark_effect
from connectors.selectors import newest_definition, offered_definition
from organizations.actors import Actor
from organizations.exceptions import Conflict, Missing, insist
from organizations.services.audit import record


@dataclass(frozen=True, slots=True)
class Shown:
    """A tool as the owner saw it; the digest is of that very version."""

    name: str
    digest: str


@transaction.atomic
def review_tools(
    *, actor: Actor, connector: Connector, shown: Sequence[Shown], verdict: str = Verdict.ACCEPT
) -> list[ToolDefinition]:
    """Accept or refuse exactly what the owner was shown; either may be said again the other way round.

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
        # Another account may be offered that one; its turn comes when the newest is decided on.
        decided = tool.is_accepted or tool.is_refused
        if decided and (other := offered_definition(connector, name, digest)) is not None:
            return other
        raise Conflict("tool_changed", f"{tool} has changed since you saw it. Look at it again.")
    return tool


def _any_version(connector: Connector, name: str, digest: str) -> ToolDefinition:
    """An account may be offered an older version still."""
    older = ToolDefinition.objects.filter(connector=connector, name=name, digest=digest).first() if digest else None
    return older or _as_shown(connector, name, digest)
