"""Rows without a database, for the pure rules, and rows in it, for the rest."""

import uuid
from typing import Any

from connectors.models import Connection, Connector, Listing, OfferedTool, Review, ToolDefinition, ToolPolicy
from organizations.models import Membership, Organization, Role, User
from organizations.plans import Plan
from organizations.tenancy import as_operator, tenant


def a_listing(**changes: Any) -> Listing:
    """A listed one, unless changed."""
    given = {
        "slug": "acme-tracker",
        "name": "Acme Tracker",
        "publisher": "Switchboard demo",
        "category": "project_management",
        "summary": "Issues of the teams.",
        "review_status": Review.LISTED,
        "server_url": "https://tracker.example/mcp",
        "read_tools": ["list_issues", "get_issue"],
        "write_tools": ["create_issue"],
        "destructive_tools": ["delete_issue"],
    }
    return Listing(**given | changes)


def a_member(plan: str = Plan.TEAM, role: str = Role.MEMBER, country: str = "") -> Membership:
    """Somebody in an organization of this plan."""
    organization = Organization(slug=plan, name=plan.title(), plan=plan, country=country)
    return Membership(organization=organization, role=role, user=User(email="someone@example.com"))


def a_connector(member: Membership, **changes: Any) -> Connector:
    """The listing, enabled in the member's organization, unless changed."""
    given = {"organization": member.organization, "listing": a_listing(), "name": "Acme Tracker"}
    return Connector(**given | changes)


def a_tool(connector: Connector, name: str = "create_issue", effect: str = "write") -> ToolDefinition:
    """One definition of the connector's."""
    return ToolDefinition(
        organization=connector.organization,
        connector=connector,
        name=name,
        effect=effect,
        digest=uuid.uuid4().hex,
    )


def a_policy(connector: Connector, tool: str, level: str, member: Membership | None = None) -> ToolPolicy:
    """A ceiling, or with a member that member's own choice."""
    return ToolPolicy(organization=connector.organization, connector=connector, tool=tool, level=level, member=member)


def store_connector(owner: Membership, **listing: Any) -> Connector:
    """A listed and enabled connector; call inside the tenant."""
    entry = store_listing(**{"slug": f"service-{uuid.uuid4().hex[:8]}"} | listing)
    return Connector.objects.create(organization=owner.organization, listing=entry, name=entry.name, enabled_by=owner)


def store_listing(**changes: Any) -> Listing:
    """The same in the database, where only operators write it."""
    row = a_listing(**changes)
    with as_operator("a test"):
        row.save()
    return row


def change_listings(slug: str = "", **values: Any) -> None:
    """Write columns of one listing, or of all, as an operator would."""
    with as_operator("a test"):
        (Listing.objects.filter(slug=slug) if slug else Listing.objects.all()).update(**values)


def store_connection(connector: Connector, member: Membership, **values: Any) -> Connection:
    """A connected account of the member; call inside the tenant."""
    given = {"status": "connected", "label": ""}
    return Connection.objects.create(
        organization_id=connector.organization_id, connector=connector, member=member, **given | values
    )


def offer(connection: Connection, name: str, effect: str, **values: Any) -> ToolDefinition:
    """An accepted tool that the connection's account was offered; call inside the tenant."""
    tool = a_tool(connection.connector, name, effect)
    for field, value in values.items():
        setattr(tool, field, value)
    tool.save()
    tool.accept()
    tool.refresh_from_db()
    OfferedTool.objects.create(organization_id=connection.organization_id, connection=connection, tool=tool)
    return tool


def statuses(organization: Organization) -> list[str]:
    """Of all connections in the organization, in the order of the alphabet."""
    with tenant(organization.id):
        return sorted(Connection.objects.values_list("status", flat=True))
