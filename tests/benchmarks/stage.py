"""Sets the stage in the services' database: an organization, its connector, many conversations, a token."""

import asyncio

import django

django.setup()

from connectors.mcp import ServerAddress, open_client  # noqa: E402
from connectors.models import Connection, Connector, OfferedTool, ToolDefinition, ToolPolicy  # noqa: E402
from connectors.network import EgressPolicy  # noqa: E402
from connectors.outbound import origin_of  # noqa: E402
from conversations.models import ConnectorToggle, Conversation  # noqa: E402
from organizations.api.authentication import token_hash  # noqa: E402
from organizations.models import AccessToken, Membership, Organization, Role, User  # noqa: E402
from organizations.tenancy import as_operator, tenant  # noqa: E402

TOKEN = "sb_pat_bench"


def build(tools_url: str, conversations: int) -> list[str]:
    """Ids of that many conversations in which the write tool runs without asking."""
    user = User.objects.create_user("bench@example.com", None, name="Bench")
    with as_operator("a bench"):
        organization = Organization.objects.create(slug="bench", name="Bench", plan="team")
    AccessToken.objects.create(user=user, name="bench", prefix="sb_pat_", token_hash=token_hash(TOKEN))
    tools, negotiated = asyncio.run(_listed(tools_url))
    with tenant(organization.id):
        own = {"organization": organization}
        member = Membership.objects.create(user=user, role=Role.PRIMARY_OWNER, **own)
        connector = Connector.objects.create(
            name="Bench", server_url=tools_url, enabled_by=member, negotiated=negotiated.to_json(), **own
        )
        connection = Connection.objects.create(
            connector=connector,
            member=member,
            status="connected",
            authorization_server={"origin": origin_of(tools_url)},
            **own,
        )
        for tool in tools:
            definition = ToolDefinition.objects.create(
                connector=connector, name=tool.name, digest=tool.digest, input_schema=tool.input_schema, **own
            )
            definition.accept()
            OfferedTool.objects.create(connection=connection, tool=definition, **own)
        ToolPolicy.objects.create(connector=connector, member=member, tool="*", level="allow", **own)
        ToolPolicy.objects.create(connector=connector, member=member, tool="note", level="allow", **own)
        made = Conversation.objects.bulk_create([Conversation(author=member, **own) for _ in range(conversations)])
        ConnectorToggle.objects.bulk_create(
            [ConnectorToggle(conversation=c, connector=connector, connection=connection, **own) for c in made]
        )
    return [str(conversation.id) for conversation in made]


async def _listed(url: str) -> tuple[list, object]:
    policy = EgressPolicy.parse(url.removeprefix("http://").split("/")[0])
    async with open_client(ServerAddress(url), policy=policy) as client:
        return list((await client.list_tools()).tools), client.negotiated
