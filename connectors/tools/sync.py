"""Stores what a server offered an account as definitions, accepted or to be reviewed (tools-T6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from connectors.mcp import Negotiated, OfferedTool as Offered, ToolListing
from connectors.model_schemas import why_unfit
from connectors.models import Connection, Connector, Level, OfferedTool, ToolDefinition, ToolPolicy
from connectors.policy.tool_levels import GROUPS, effect_of
from connectors.tools.left_out import MOST_LEFT_OUT, LeftOutToolShape
from organizations.audit import Actor, record


@dataclass(frozen=True, slots=True)
class Offer:
    """What a server offered one account: its tools, and what was negotiated for later clients.

    `account`: the service's name of the account, where a built-in server asked for it.
    """

    tools: ToolListing
    negotiated: Negotiated
    account: str = ""


def sync_tools(*, actor: Actor, connector: Connector, connection: Connection, offer: Offer) -> None:
    """Store what the account is offered now; call in the transaction that marks it connected.

    The first version of a tool that the listing's review names is accepted. Everything else waits in quarantine for an
    owner, also what a custom connector offers to its first account: nobody was shown it before.
    """
    usable, left_out = sorted_out(offer.tools)
    definitions = store_definitions(actor=actor, connector=connector, tools=usable)
    OfferedTool.objects.filter(connection=connection).delete()
    OfferedTool.objects.bulk_create(
        OfferedTool(organization_id=connection.organization_id, connection=connection, tool=tool)
        for tool in definitions
    )
    # A standing approval ends with the version that it was given for.
    ended = ToolPolicy.objects.filter(connection=connection).exclude(
        tool_digest__in=[tool.digest for tool in definitions]
    )
    ended.delete()
    Connection.objects.filter(pk=connection.pk).update(tools_asked_at=timezone.now(), left_out=left_out)
    connector.negotiated = offer.negotiated.to_json()
    connector.save(update_fields=["negotiated"])


def sorted_out(listing: ToolListing) -> tuple[list[Offered], list[LeftOutToolShape]]:
    """(the tools that can be used here, the others as `{name, reason}` for people)."""
    usable: list[Offered] = []
    left_out: list[LeftOutToolShape] = [{"name": one.name, "reason": one.reason} for one in listing.left_out]
    for tool in listing.tools:
        if reason := _why_unusable(tool):
            left_out.append({"name": tool.name, "reason": reason})
        else:
            usable.append(tool)
    if listing.truncated:
        left_out = [
            {"name": "", "reason": "The server has more tools than are read here; the rest is left out."},
            *left_out,
        ]
    return usable, left_out[:MOST_LEFT_OUT]


def _why_unusable(tool: Offered) -> str | None:
    if tool.unsupported_reason:
        return tool.unsupported_reason
    if tool.name in GROUPS:
        # The name would be that of a group, so a policy for the tool would be one for many.
        return "Its name is what a group of tools is called here."
    return why_unfit(tool.input_schema)


def store_definitions(
    *, actor: Actor, connector: Connector, tools: Iterable[Offered], shown: bool = False
) -> list[ToolDefinition]:
    """The rows of these tools, new ones accepted or quarantined. Tools that cannot run here are left out.

    `shown`: an owner who adds the connector gets this very list as the answer, and may decide on it.
    """
    known = list(ToolDefinition.objects.filter(connector=connector))
    by_version = {(row.name, row.digest): row for row in known}
    names = {row.name for row in known}
    rows, first = [], []
    for tool in tools:
        if tool.unsupported_reason or tool.name in GROUPS:
            continue
        row = by_version.get((tool.name, tool.digest))
        if row is None:
            row, is_new = _definition(connector, tool, is_trusted=shown or _is_curated(connector, tool.name, names))
            if is_new and not row.is_accepted:
                record(actor=actor, action="tool.quarantined", subject=connector, tool=tool.name)
            if tool.name not in names:
                first.append(row)
        rows.append(row)
    _bind_choices(connector, first)
    return rows


def _bind_choices(connector: Connector, first: Sequence[ToolDefinition]) -> None:
    """Binds what members allowed by name, before the tool was known, to the first version that came."""
    early = ToolPolicy.objects.filter(connector=connector, level=Level.ALLOW, tool_digest="").exclude(member=None)
    for row in first:
        early.filter(tool=row.name).update(tool_digest=row.digest)


def _is_curated(connector: Connector, name: str, known_names: set[str]) -> bool:
    return connector.effect_of(name) is not None and name not in known_names


def _definition(connector: Connector, tool: Offered, *, is_trusted: bool) -> tuple[ToolDefinition, bool]:
    """The row and whether it is new: another account's sync may store the same version at the same time."""
    return ToolDefinition.objects.get_or_create(
        organization_id=connector.organization_id,
        connector=connector,
        name=tool.name,
        digest=tool.digest,
        defaults={
            "title": tool.title or "",
            "description": tool.description,
            "input_schema": tool.input_schema,
            "output_schema": tool.output_schema,
            "annotations": tool.annotations,
            "ui": tool.ui,
            "effect": effect_of(connector.effect_of(tool.name), tool.annotations),
            "accepted_at": timezone.now() if is_trusted else None,
        },
    )
