"""Servers of ours around a service's own API: MCP servers that are reached in memory, with the member's token.

One folder a service (docs/adding-a-service.md). Nothing above `connectors.mcp` knows that they are here.
"""

from connectors.servers.registry import service_named, service_names
from connectors.servers.service import Service
from connectors.servers.wire import Call, Wire

__all__ = ["Call", "Service", "Wire", "service_named", "service_names"]
