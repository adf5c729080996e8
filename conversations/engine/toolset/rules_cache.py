"""The rows that decide on tools, each read once per version.

`rules_now` (migration 0005_journal) names them with their versions before each model step and each call, so what a
worker remembers is used only as long as nobody has changed it. A version is part of the key: what is out of date is
not found any more, and falls out when there is no room. Each is read in its organization's tenant.
"""

import json
import uuid
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from connectors.models import Connection, Connector, OfferedTool, ToolDefinition, ToolPolicy
from connectors.policy.tool_levels import as_reviewed
from conversations.policy.rules import ContentOf
from organizations.models import Membership, Project, ProjectMember
from organizations.tenancy import tenant

# The people and projects of some hundred running turns; a source holds the schemas of all its tools.
MOST_MEMBERS = 512
MOST_SOURCES = 256


@dataclass(frozen=True, slots=True)
class RulesNow:
    """What `rules_now` said: which rows decide, in which version, and whose content the conversation holds."""

    holds: tuple[ContentOf, ...]
    rules: dict[str, Any]

    @classmethod
    def parse(cls, answer: str) -> Self:
        """From the function's JSON."""
        return cls.of(json.loads(answer))

    @classmethod
    def of(cls, said: dict[str, Any]) -> Self:
        """From what the function said."""
        return cls(ContentOf.parse(said["holds"]), said["rules"])

    def as_json(self) -> dict[str, Any]:
        """What the database compares with its own answer."""
        return {"holds": self.holds, "rules": self.rules}


@dataclass(frozen=True, slots=True)
class Source:
    """A connector that is on, the account it is used with, its tools and everybody's settings for them."""

    connector: Connector
    connection: Connection | None
    tools: tuple[ToolDefinition, ...]
    policies: tuple[ToolPolicy, ...]


@lru_cache(maxsize=MOST_MEMBERS)
def member_of(organization_id: uuid.UUID, member_id: uuid.UUID, version: str) -> Membership:
    """The person who asks, with their organization."""
    with tenant(organization_id):
        return Membership.objects.select_related("organization", "user").get(pk=member_id)


@lru_cache(maxsize=MOST_MEMBERS)
def project_of(organization_id: uuid.UUID, project_id: str, version: str) -> tuple[Project, frozenset[uuid.UUID]]:
    """The conversation's project, and the members who are in it."""
    with tenant(organization_id):
        places = ProjectMember.objects.filter(project__id=project_id, member__removed_at=None)
        return Project.objects.get(pk=project_id), frozenset(places.values_list("member_id", flat=True))


@lru_cache(maxsize=MOST_SOURCES)
def source_of(organization_id: uuid.UUID, connector_id: str, connection_id: str | None, version: str) -> Source:
    """What one toggle switches on."""
    with tenant(organization_id):
        connector = Connector.objects.select_related("listing").get(pk=connector_id)
        connection = _connection(connector, connection_id) if connection_id else None
        return Source(
            connector, connection, _tools(connector, connection), tuple(ToolPolicy.objects.filter(connector=connector))
        )


def _connection(connector: Connector, connection_id: str) -> Connection:
    connection = Connection.objects.select_related("client").get(pk=connection_id)
    connection.connector = connector
    return connection


def _tools(connector: Connector, connection: Connection | None) -> tuple[ToolDefinition, ...]:
    if connection is None:
        return ()
    offered = OfferedTool.objects.select_related("tool").filter(connection=connection)
    tools = tuple(sorted((as_reviewed(row.tool, connector) for row in offered), key=lambda tool: tool.name))
    for tool in tools:
        # Written here, in the thread that reads the rows, and never on the loop.
        _ = tool.for_model
    return tools
