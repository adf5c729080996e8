"""What the views of this app find for the member who asks."""

import uuid

from connectors.models import Connection, Connector
from connectors.selectors import connections_of, connectors_visible_to
from organizations.api.base import OrganizationView, found


class ConnectorsOfMember(OrganizationView):
    """Rows are found through the member; all else is one and the same 404 (credentials-C6)."""

    def connector(self, connector_id: uuid.UUID) -> Connector:
        """An enabled connector of the organization; raises Missing."""
        return found(connectors_visible_to(self.membership), connector_id)

    def connection(self, connector_id: uuid.UUID, connection_id: uuid.UUID) -> Connection:
        """One's own account there; raises Missing."""
        return found(connections_of(self.membership, connector=self.connector(connector_id)), connection_id)
