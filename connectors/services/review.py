"""An owner lets a new or changed tool out of quarantine (tools-T6)."""

from django.db import transaction

from connectors.models import Connector, ToolDefinition
from connectors.policy import may_change
from organizations.actors import Actor
from organizations.exceptions import Missing, insist
from organizations.services.audit import record


@transaction.atomic
def review_tool(*, actor: Actor, connector: Connector, name: str) -> ToolDefinition:
    """Accept the newest definition of this name. Raises Refused, and Missing for an unknown tool."""
    insist(may_change(connector, actor.member))
    tool = ToolDefinition.objects.filter(connector=connector, name=name).order_by("-first_seen_at").first()
    if tool is None:
        raise Missing
    if tool.accept():
        record(actor=actor, action="tool.reviewed", subject=connector, tool=name, definition=str(tool.pk))
    tool.refresh_from_db()
    return tool
