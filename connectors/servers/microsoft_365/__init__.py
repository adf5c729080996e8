"""Microsoft 365: mail, calendar, files and Teams chats over Microsoft Graph v1.0 (learn.microsoft.com/graph)."""

from connectors.servers.microsoft_365 import calendar, files, mail, teams, uploading, writing_mail  # noqa: F401  (register)
from connectors.servers.microsoft_365.api import account
from connectors.servers.microsoft_365.server import SERVER
from connectors.servers.service import Service

SERVICE = Service(server=SERVER, account=account)
