"""What tools may do: an owner's ceiling for everyone, a member's own choice (tools-T7, T9)."""

import uuid
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from connectors.levels import GROUPS
from connectors.models import Connector, Level, ToolDefinition, ToolPolicy
from connectors.policy import may_set_organization_policy
from connectors.selectors import newest_definition
from organizations.actors import Actor
from organizations.exceptions import Missing, insist
from organizations.models import Membership
from organizations.services.audit import record


@dataclass(frozen=True, slots=True)
class Standing:
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
def allow_always(*, actor: Actor, connector: Connector, tool: str, standing: Standing) -> ToolPolicy:
    """Keep a standing approval beside what the member had chosen, which holds again when it ends. Raises Missing."""
    if not _is_known(connector, tool):
        raise Missing
    values = {"level": Level.ALLOW, **asdict(standing)}
    row, _ = ToolPolicy.objects.exclude(granted_in=None).update_or_create(
        **_key(actor, connector, tool, actor.member), connection_id=standing.connection_id, defaults=values
    )
    _tell(actor, connector, tool, scope="member", level=Level.ALLOW, granted_in=str(standing.granted_in))
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
    """A member's own "allow" of one tool is for the version that is there now, or that comes first (tool_sync)."""
    if holder is None or level != Level.ALLOW or tool in GROUPS:
        return ""
    seen = newest_definition(connector, tool)
    return seen.digest if seen else ""


def _is_known(connector: Connector, tool: str) -> bool:
    # A ceiling may be set on what the review names before anybody has connected.
    if tool in GROUPS or connector.effect_of(tool) is not None:
        return True
    return ToolDefinition.objects.filter(connector=connector, name=tool).exists()


def _holder(actor: Actor, scope: str) -> Membership | None:
    if scope == "member":
        return actor.member
    insist(may_set_organization_policy(actor.member))
    return None
