"""Rows for tests, each written inside its own tenant."""

import asyncio
from typing import Any

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
from conversations.models import ConnectorToggle, Conversation
from organizations.models import Membership
from organizations.tenancy import tenant

# Effects of the notebook's tools, as a review would have curated them.
READS = {"list_notes", "slow_read", "broken", "huge", "long"}


def make_conversation(author: Membership, **fields: Any) -> Conversation:
    """An empty conversation of this member."""
    with tenant(author.organization_id):
        return Conversation.objects.create(organization_id=author.organization_id, author=author, **fields)


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


def offer_tools(connector: Connector, connection: Connection, url: str) -> dict[str, ToolDefinition]:
    """Ask the real server for its tools and accept them all."""
    policy = EgressPolicy.parse(url.removeprefix("http://").split("/")[0])

    async def listed() -> Any:
        async with open_client(ServerAddress(url), policy=policy) as client:
            return (await client.list_tools()).tools, client.negotiated

    tools, negotiated = asyncio.run(listed())
    with tenant(connector.organization_id):
        Connector.objects.filter(pk=connector.pk).update(negotiated=negotiated.to_json())
        return {tool.name: _offer(connector, connection, tool) for tool in tools}


def _offer(connector: Connector, connection: Connection, tool: Any) -> ToolDefinition:
    definition = ToolDefinition.objects.create(
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
    )
    definition.accept()
    OfferedTool.objects.create(organization_id=connector.organization_id, connection=connection, tool=definition)
    return definition


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
    with tenant(connector.organization_id):
        return ToolPolicy.objects.create(
            organization_id=connector.organization_id,
            connector=connector,
            tool=tool,
            level=level,
            member=member,
        )
