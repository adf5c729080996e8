"""Google Drive: files and folders over the Drive API v3 (developers.google.com/workspace/drive/api)."""

from connectors.servers.google_drive import reading, writing
from connectors.servers.google_drive.api import SERVER, account
from connectors.servers.service import Service

__all__ = ["SERVICE", "reading", "writing"]

SERVICE = Service(server=SERVER, account=account)
