"""Canva: designs, folders, comments, exports and imports over the Connect API (canva.dev/docs/connect)."""

from connectors.servers.canva import comments, designs, exports, imports
from connectors.servers.canva.api import SERVER, canva
from connectors.servers.service import Service

# Importing them registers their tools.
_TOOLS = (designs, exports, imports, comments)

SERVICE = Service(server=SERVER, account=canva.account)
