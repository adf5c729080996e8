"""Asana: tasks, projects and people over its REST API (developers.asana.com/reference)."""

from connectors.servers.asana import changes, projects, tasks
from connectors.servers.asana.api import asana
from connectors.servers.asana.server import SERVER
from connectors.servers.service import Service

SERVICE = Service(server=SERVER, account=asana.account)

__all__ = ["SERVICE", "changes", "projects", "tasks"]
