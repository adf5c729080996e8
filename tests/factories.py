"""Rows for tests, each written inside its own tenant."""

import asyncio
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from connectors.mcp import ServerAddress, open_client
from connectors.models import (
    Connection,
    ConnectionStatus,
    Connector,
    Effect,
    OfferedTool,
    ToolDefinition,
    ToolPolicy,
)
from connectors.network import EgressPolicy
from connectors.outbound import origin_of
from conversations.models import ConnectorToggle, Conversation, Design, DesignVersion
from organizations.models import Membership
from organizations.tenancy import tenant

# Effects of the notebook's tools, as a review would have curated them.
READS = {"list_notes", "slow_read", "broken", "huge", "long"}


def make_conversation(author: Membership, **fields: Any) -> Conversation:
    """An empty conversation of this member."""
    with tenant(author.organization_id):
        return Conversation.objects.create(organization_id=author.organization_id, author=author, **fields)


def make_design(conversation: Conversation, *pages: dict[str, Any], title: str = "Plan") -> Design:
    """A design in its first version."""
    content = {"title": title, "kind": "slides", "pages": list(pages) or [{"layout": "title", "title": title}]}
    values = {"organization_id": conversation.organization_id}
    with tenant(conversation.organization_id):
        design = Design.objects.create(conversation=conversation, title=title, kind="slides", **values)
        DesignVersion.objects.create(design=design, number=1, content=content, **values)
    return design


def make_connector(owner: Membership, name: str = "Notebook", url: str = "") -> Connector:
    """An enabled custom connector."""
    with tenant(owner.organization_id):
        return Connector.objects.create(
            organization_id=owner.organization_id, name=name, server_url=url, enabled_by=owner
        )


def make_connection(connector: Connector, member: Membership, **fields: Any) -> Connection:
    """A connected account that needs no token."""
    with tenant(member.organization_id):
        return Connection.objects.create(
            organization_id=member.organization_id,
            connector=connector,
            member=member,
            status=fields.pop("status", ConnectionStatus.CONNECTED),
            authorization_server={"origin": origin_of(connector.url)},
            **fields,
        )


Offer = tuple[list[Any], Any]


def offer_tools(connector: Connector, connection: Connection, url: str) -> dict[str, ToolDefinition]:
    """Ask the real server for its tools and accept them all."""
    return accept_tools(connector, connection, list_tools(url))


def list_tools(url: str) -> Offer:
    """The tools that a real server offers, and what was negotiated with it."""
    policy = EgressPolicy.parse(url.removeprefix("http://").split("/")[0])

    async def listed() -> Offer:
        async with open_client(ServerAddress(url), policy=policy) as client:
            return (await client.list_tools()).tools, client.negotiated

    return asyncio.run(listed())


def accept_tools(connector: Connector, connection: Connection, offer: Offer) -> dict[str, ToolDefinition]:
    """Every tool as an account was offered it, accepted."""
    tools, negotiated = offer
    definitions = [_definition(connector, tool) for tool in tools]
    with tenant(connector.organization_id):
        Connector.objects.filter(pk=connector.pk).update(negotiated=negotiated.to_json())
        ToolDefinition.objects.bulk_create(definitions)
        OfferedTool.objects.bulk_create(
            [OfferedTool(organization_id=connector.organization_id, connection=connection, tool=d) for d in definitions]
        )
    return {definition.name: definition for definition in definitions}


def _definition(connector: Connector, tool: Any) -> ToolDefinition:
    return ToolDefinition(
        organization_id=connector.organization_id,
        connector=connector,
        name=tool.name,
        digest=tool.digest,
        title=tool.title or "",
        description=tool.description,
        input_schema=tool.input_schema,
        output_schema=tool.output_schema,
        annotations=tool.annotations,
        effect=Effect.READ if tool.name in READS else Effect.WRITE,
        accepted_at=timezone.now(),
    )


def offer_tools_again(connection: Connection, like: Connection) -> None:
    """The new account is offered what the other one was."""
    with tenant(connection.organization_id):
        for offered in OfferedTool.objects.filter(connection=like):
            OfferedTool.objects.create(
                organization_id=connection.organization_id, connection=connection, tool=offered.tool
            )


def switch_on(conversation: Conversation, connector: Connector, connection: Connection) -> ConnectorToggle:
    """Toggle without asking the rules."""
    with tenant(conversation.organization_id):
        return ConnectorToggle.objects.create(
            organization_id=conversation.organization_id,
            conversation=conversation,
            connector=connector,
            connection=connection,
        )


def set_policy(connector: Connector, tool: str, level: str, member: Membership | None = None) -> ToolPolicy:
    """A ceiling (no member) or a member's own rule."""
    return set_policies(connector, [tool], level, member)[0]


def set_policies(
    connector: Connector, tools: Iterable[str], level: str, member: Membership | None = None
) -> list[ToolPolicy]:
    """The same for several tools."""
    made = [
        ToolPolicy(
            organization_id=connector.organization_id, connector=connector, tool=tool, level=level, member=member
        )
        for tool in tools
    ]
    with tenant(connector.organization_id):
        return ToolPolicy.objects.bulk_create(made)
