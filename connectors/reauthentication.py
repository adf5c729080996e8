"""An account that its service no longer accepts goes back to its member to sign in."""

from django.db import transaction

from connectors.models import Connection, ConnectionStatus
from organizations.actors import Actor
from organizations.services.audit import record


@transaction.atomic
def require_sign_in(*, actor: Actor, connection: Connection, why: str = "refused") -> bool:
    """The service no longer accepts the credential; True when this call marked it (tools-T3)."""
    marked = connection.need(ConnectionStatus.NEEDS_REAUTH)
    if marked:
        record(
            actor=actor,
            action="connection.needs_reauth",
            subject=connection,
            connector=str(connection.connector_id),
            why=why,
        )
    return marked
