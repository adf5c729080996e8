"""Notion: pages, data sources and comments over its REST API (developers.notion.com/reference)."""

from connectors.servers.notion import changes, data_sources, pages
from connectors.servers.notion.api import notion
from connectors.servers.notion.server import SERVER
from connectors.servers.service import Service

SERVICE = Service(server=SERVER, account=notion.account)

__all__ = ["SERVICE", "changes", "data_sources", "pages"]
