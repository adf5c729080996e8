"""Linear: issues, projects, teams and cycles over its GraphQL API (developers: linear.app/developers)."""

from connectors.servers.linear import changes, issues, teams
from connectors.servers.linear.api import linear
from connectors.servers.linear.server import SERVER
from connectors.servers.service import Service

SERVICE = Service(server=SERVER, account=linear.account)

__all__ = ["SERVICE", "changes", "issues", "teams"]
