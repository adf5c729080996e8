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

    granted_in: uuid.UUID | None = None
    tool_digest: str = ""
    connection_id: uuid.UUID | None = None


@transaction.atomic
def set_tool_policy(
    *,
    actor: Actor,
    connector: Connector,
    tool: str,
    scope: str,
    level: str | None,
    standing: "Standing | None" = None,
) -> ToolPolicy | None:
    """Set, or with None remove, the level of a tool, `@effect` or `*` for `organization` or `member`.

    Raises Refused; Missing for an unknown tool.
    """
    if not _is_known(connector, tool):
        raise Missing
    holder = _holder(actor, scope)
    key: dict[str, Any] = {
        "organization_id": actor.organization_id,
        "connector": connector,
        "member": holder,
        "tool": tool,
    }
    row = None
    if level is None:
        ToolPolicy.objects.filter(**key).delete()
    else:
        bounds = asdict(standing or _bound(connector, tool, holder, level))
        row, _ = ToolPolicy.objects.update_or_create(**key, defaults={"level": level, **bounds})
    record(
        actor=actor,
        action="tool.policy_changed",
        subject=connector,
        tool=tool,
        scope=scope,
        level=level,
        granted_in=str(standing.granted_in) if standing else None,
    )
    return row


def _bound(connector: Connector, tool: str, holder: Membership | None, level: str) -> Standing:
    """A member's own "allow" of one tool is for the version that is there now, wherever it was chosen."""
    if holder is None or level != Level.ALLOW or tool in GROUPS:
        return Standing()
    seen = newest_definition(connector, tool)
    return Standing(tool_digest=seen.digest if seen else "")


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
