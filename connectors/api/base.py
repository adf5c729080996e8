"""What the views of this app find for the member who asks."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from connectors import shapes
from connectors.actions import Asking
from connectors.api.answers import ConnectorSerializer, ToolSerializer
from connectors.models import Connection, Connector, ToolDefinition
from connectors.selectors import connections_of, connectors_visible_to, policies_of, waiting_tools
from connectors.tools.left_out import left_out_of
from organizations.api.base import OrganizationView, found


class ConnectorsOfMember(OrganizationView):
    """Rows are found through the member; all else is one and the same 404 (credentials-C6)."""

    def connector(self, connector_id: uuid.UUID) -> Connector:
        """An enabled connector of the organization; raises Missing."""
        return found(connectors_visible_to(self.membership), connector_id)

    def connection(self, connector_id: uuid.UUID, connection_id: uuid.UUID) -> Connection:
        """One's own account there; raises Missing."""
        return found(connections_of(self.membership, connector=self.connector(connector_id)), connection_id)

    def shaped(self, rows: Sequence[Connector]) -> list[dict[str, Any]]:
        """Connectors with one's own accounts and what waits for a review, in a few queries for all of them."""
        mine: dict[uuid.UUID, list[Connection]] = defaultdict(list)
        for account in connections_of(self.membership).filter(connector__in=rows):
            mine[account.connector_id].append(account)
        waiting = waiting_tools(rows)
        asking = Asking.of(self.membership, mobile=self.is_mobile)
        left_out = left_out_of(rows, mine)
        shown = (shapes.connector(row, mine[row.pk], asking, waiting[row.pk], left_out[row.pk]) for row in rows)
        return [dict(ConnectorSerializer(one).data) for one in shown]

    def shaped_tools(self, connector: Connector, rows: Sequence[ToolDefinition]) -> list[dict[str, Any]]:
        """Tools with the levels that decide for the asking member."""
        policies = policies_of([connector], self.membership)
        return [dict(ToolSerializer(shapes.tool(row, policies, self.membership, connector)).data) for row in rows]
