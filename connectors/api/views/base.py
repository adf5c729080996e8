"""What the views of this app find for the member who asks."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from connectors import shapes
from connectors.api.serializers.answers import ConnectorSerializer
from connectors.models import Connection, Connector
from connectors.selectors import connections_of, connectors_visible_to
from organizations.api.scoping import OrganizationView
from organizations.exceptions import Missing


class ConnectorsOfMember(OrganizationView):
    """Rows are found through the member; all else is one and the same 404 (credentials-C6)."""

    def connector(self, connector_id: uuid.UUID) -> Connector:
        """An enabled connector of the organization; raises Missing."""
        found = connectors_visible_to(self.membership).filter(pk=connector_id).first()
        if found is None:
            raise Missing
        return found

    def connection(self, connector_id: uuid.UUID, connection_id: uuid.UUID) -> Connection:
        """One's own account there; raises Missing."""
        rows = connections_of(self.membership, connector=self.connector(connector_id))
        found = rows.filter(pk=connection_id).first()
        if found is None:
            raise Missing
        return found

    def shaped(self, rows: Sequence[Connector]) -> list[dict[str, Any]]:
        """Connectors with one's own accounts, in two queries."""
        mine: dict[uuid.UUID, list[Connection]] = defaultdict(list)
        for account in connections_of(self.membership).filter(connector__in=rows):
            mine[account.connector_id].append(account)
        return [dict(ConnectorSerializer(shapes.connector(row, mine[row.pk], self.membership)).data) for row in rows]
