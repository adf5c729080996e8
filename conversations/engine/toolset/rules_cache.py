"""The rules cache: the rows that decide on tools, each read once per version.

`rules_version` (conversations/sql) returns the versions before each model step and each call. A version is part of the
cache's key, so changed rows are not found and drop out when the cache is full. Triggers raise a version with every
change of a row (`DecidesOnTools`); `reads_rules` names the models, and a system check finds one without the triggers.
Rows are read in their organization's tenant.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from connectors.models import (
    Connection,
    Connector,
    Listing,
    OAuthClient,
    OfferedTool,
    ToolDefinition,
    ToolPolicy,
)
from connectors.policy.tool_levels import as_reviewed
from conversations.policy.place import ContentOf
from organizations.models import Membership, Organization, Project, ProjectMember, User
from organizations.signals import reads_rules
from organizations.tenancy import tenant

# Enough for the people and projects of some hundred running turns; a source is larger, with all its tools' schemas.
MOST_MEMBERS = 512
MOST_SOURCES = 256
Versions = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RulesNow:
    """What the database said: whose content the conversation holds, which rows decide, in which version.

    `is_cancelled`: a person asked to stop the turn.
    """

    contents: tuple[ContentOf, ...]
    rules: dict[str, Any]
    is_cancelled: bool = False

    @classmethod
    def parse(cls, answer: str | dict[str, Any]) -> Self:
        """From the JSON of `rules_version` or `journal_may_write`, decoded or not."""
        said = json.loads(answer) if isinstance(answer, str) else answer
        return cls(ContentOf.parse(said["holds"]), said["rules"], said.get("cancelled", False))

    def as_json(self, calls: Mapping[uuid.UUID, str]) -> dict[str, Any]:
        """What `journal_may_write` compares, with these states of a step's calls."""
        states = {str(call): status for call, status in calls.items()}
        return {"holds": self.contents, "rules": self.rules, "cancelled": self.is_cancelled, "calls": states}

    def versions_of(self, *subjects: uuid.UUID | str | None) -> Versions:
        """The versions of these subjects; 0 where nothing was changed yet."""
        versions = self.rules["versions"]
        return tuple(versions.get(str(subject), 0) for subject in subjects if subject is not None)


@dataclass(frozen=True, slots=True)
class Source:
    """A connector that is on, the account it is used with, its tools and everybody's settings for them."""

    connector: Connector
    connection: Connection | None
    tools: tuple[ToolDefinition, ...]
    policies: tuple[ToolPolicy, ...]


@reads_rules(Membership, Organization, User)
@lru_cache(maxsize=MOST_MEMBERS)
def member_of(organization_id: uuid.UUID, member_id: uuid.UUID, version: Versions) -> Membership:
    """The person who asks, with their organization."""
    with tenant(organization_id):
        return Membership.objects.select_related("organization", "user").get(pk=member_id)


@reads_rules(Project, ProjectMember, Membership)
@lru_cache(maxsize=MOST_MEMBERS)
def project_of(organization_id: uuid.UUID, project_id: str, version: Versions) -> tuple[Project, frozenset[uuid.UUID]]:
    """The conversation's project, and the members who are in it."""
    with tenant(organization_id):
        rows = ProjectMember.objects.filter(project__id=project_id, member__removed_at=None)
        return Project.objects.get(pk=project_id), frozenset(rows.values_list("member_id", flat=True))


@reads_rules(Connector, Listing, Connection, OAuthClient, OfferedTool, ToolDefinition, ToolPolicy)
@lru_cache(maxsize=MOST_SOURCES)
def source_of(organization_id: uuid.UUID, connector_id: str, connection_id: str | None, version: Versions) -> Source:
    """The source that one toggle switches on."""
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
        # Computed here, in the database thread, and not on the loop.
        _ = tool.for_model
    return tools
