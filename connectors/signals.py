"""Signals of changes for the app above, and for what stands above in this one, sent inside the transaction."""

from django.dispatch import Signal

# sender: Connection class; kwargs: connection, actor. Revoked: its running calls stop (credentials-C5).
connection_ended = Signal()
# sender: Connection class; kwargs: connection, actor. The same label is signed in with another account now.
account_changed = Signal()
# sender: Connection class; kwargs: connection, actor. Its member has signed in, for the first time or anew.
account_connected = Signal()
# sender: Connector class; kwargs: connector, actor. Its connections end too, each with its own signal.
connector_disabled = Signal()
# sender: Connector class; kwargs: connector, actor. A listing was enabled, or enabled again.
connector_enabled = Signal()
