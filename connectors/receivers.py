"""Listens to organizations.signals."""

from typing import Any

from django.dispatch import receiver

from connectors.models import Connection, ConnectionStatus, Connector, ToolPolicy
from connectors.services.connections import end_connection
from connectors.services.enabling import disable_connector, fit_to_plan
from organizations.actors import Actor
from organizations.models import Membership, Organization
from organizations.signals import member_removed, organization_changed, space_claimed


@receiver(member_removed, dispatch_uid="connectors.end_connections_of_removed_member")
def end_connections(sender: object, membership: Membership, **_: Any) -> None:
    """Whoever leaves takes their accounts with them: revoked and deleted, running calls stopped (rules.md 2)."""
    live = Connection.objects.filter(member=membership).exclude(status=ConnectionStatus.REVOKED)
    for connection in live:
        end_connection(actor=Actor.system(membership.organization_id), connection=connection, why="member_removed")


@receiver(organization_changed, dispatch_uid="connectors.fit_to_changed_plan")
def fit_to_changed_plan(sender: object, organization: Organization, **_: Any) -> None:
    """Another plan has more or less room for custom connectors (plans-PL3)."""
    fit_to_plan(organization)


@receiver(space_claimed, dispatch_uid="connectors.end_all_in_claimed_space")
def end_all_in_claimed(sender: object, membership: Membership, **_: Any) -> None:
    """Servers, accounts and levels were of whoever typed the address before its owner came (accounts-A2)."""
    for connector in Connector.objects.filter(organization=membership.organization_id, disabled_at=None):
        disable_connector(actor=Actor.of(membership), connector=connector)
    ToolPolicy.objects.filter(organization=membership.organization_id).delete()
