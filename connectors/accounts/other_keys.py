"""An owner names other headers for members' keys: whoever has keys for others is asked anew (accounts-A7)."""

from connectors.accounts.keys import kept_keys
from connectors.accounts.stored_credential import require_sign_in
from connectors.models import Connection, ConnectionStatus, Connector
from connectors.policy.headers import keys_fit
from organizations.audit import Actor


def ask_for_other_keys(actor: Actor, connector: Connector) -> None:
    """Whoever has other keys than those that the connector wants now enters them anew; sign-ins under way end."""
    for connection in Connection.objects.filter(connector=connector).exclude(status=ConnectionStatus.REVOKED):
        connection.attempts.all().delete()
        if not keys_fit(connector.key_fields, kept_keys(connection)) and connection.forget_keys():
            require_sign_in(actor=actor, connection=connection, why="keys_changed")
