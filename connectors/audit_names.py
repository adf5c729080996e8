"""Names of connectors and connections in the audit log. A connection's account is its member's own affair."""

from connectors.models import Connection, Connector
from organizations.audit_names import About, Names, member_named, members_by_id, names
from organizations.models import Membership


def connector_named(connector: Connector) -> About:
    """A connector; a disabled one is still named, and said to be off."""
    name = connector.name if connector.is_enabled else f"{connector.name} (disabled)"
    return About("connector", name, str(connector.pk))


@names("connector")
def _connectors(ids: set[str], reader: Membership) -> Names:
    rows = Connector.objects.filter(organization=reader.organization_id, pk__in=list(ids))
    return {str(row.pk): [connector_named(row)] for row in rows}


@names("connection")
def _connections(ids: set[str], reader: Membership) -> Names:
    rows = Connection.objects.filter(organization=reader.organization_id, pk__in=list(ids)).select_related("connector")
    members = members_by_id({str(row.member_id) for row in rows})
    return {
        str(row.pk): [connector_named(row.connector), member_named(members[str(row.member_id)])]
        for row in rows
        if str(row.member_id) in members
    }
