"""Gmail: threads, drafts and labels over the Gmail API v1 (developers.google.com/workspace/gmail/api)."""

from connectors.servers.gmail import labels, reading, writing
from connectors.servers.gmail.api import SERVER, account
from connectors.servers.service import Service

__all__ = ["SERVICE", "labels", "reading", "writing"]

SERVICE = Service(server=SERVER, account=account)
