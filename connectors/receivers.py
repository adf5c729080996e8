"""Receivers of the signals of `organizations`, and of this app's own."""

from typing import Any

from django.dispatch import receiver

from connectors.accounts.disconnect import end_connection
from connectors.enabling import disable_connector, fit_to_plan
from connectors.models import Connection, ConnectionStatus, Connector, ConnectorRequest, ToolPolicy
from connectors.requests.asking import drop_open_requests
from connectors.requests.deciding import approve_open_requests
from connectors.signals import connector_enabled
from organizations.audit import Actor
from organizations.audit_names import About, Names, member_named, members_by_id, names
from organizations.models import Membership, Organization
from organizations.signals import member_removed, organization_changed, space_claimed


@receiver(member_removed, dispatch_uid="connectors.end_connections_of_removed_member")
def end_connections(sender: object, membership: Membership, **_: Any) -> None:
    """Whoever leaves takes their accounts with them: revoked and deleted, running calls stopped (rules.md 2)."""
    live = Connection.objects.filter(member=membership).exclude(status=ConnectionStatus.REVOKED)
    for connection in live:
        end_connection(actor=Actor.system(membership.organization_id), connection=connection, why="member_removed")


@receiver(member_removed, dispatch_uid="connectors.drop_requests_of_removed_member")
def drop_requests(sender: object, membership: Membership, **_: Any) -> None:
    """Nobody decides on what a member who left has asked for."""
    drop_open_requests(membership)


@receiver(connector_enabled, dispatch_uid="connectors.approve_requests_for_enabled_connector")
def approve_requests(sender: object, connector: Connector, actor: Actor, **_: Any) -> None:
    """Whoever asks for it has it, however an owner enabled it."""
    approve_open_requests(actor=actor, connector=connector)


@receiver(organization_changed, dispatch_uid="connectors.fit_to_changed_plan")
def fit_to_changed_plan(sender: object, organization: Organization, **_: Any) -> None:
    """The plan's number of custom connectors may have changed (plans-PL3)."""
    fit_to_plan(organization)


@receiver(space_claimed, dispatch_uid="connectors.end_all_in_claimed_space")
def end_all_in_claimed(sender: object, membership: Membership, **_: Any) -> None:
    """End everything that was set up before the address's owner confirmed it: somebody else may have (accounts-A2)."""
    for connector in Connector.objects.filter(organization=membership.organization_id, disabled_at=None):
        disable_connector(actor=Actor.of(membership), connector=connector)
    ToolPolicy.objects.filter(organization=membership.organization_id).delete()


# Names of connectors, connections and requests in the audit log. Only its member sees a connection's account.


def connector_named(connector: Connector) -> About:
    """A connector's name; of a disabled one, the detail says so."""
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


@names("connectorrequest")
def _requests(ids: set[str], reader: Membership) -> Names:
    """What was asked for, and by whom; the reason is between the member and the owners."""
    rows = ConnectorRequest.objects.filter(organization=reader.organization_id, pk__in=list(ids))
    members = members_by_id({str(member) for member in rows.values_list("member_id", flat=True)})
    return {
        str(row.pk): [About("request", row.listing.name), member_named(members[str(row.member_id)])]
        for row in rows.select_related("listing")
    }
