"""Figma: files, layers, rendered pictures, comments and dev resources over its REST API (developers.figma.com)."""

from connectors.servers.figma import comments, files, layers
from connectors.servers.figma.api import SERVER, figma
from connectors.servers.service import Service

# Importing them registers their tools.
_TOOLS = (files, layers, comments)

SERVICE = Service(server=SERVER, account=figma.account)
