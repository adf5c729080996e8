"""Slack: channels, threads, search and people over its Web API, with the member's own token (docs.slack.dev)."""

from connectors.servers.service import Service
from connectors.servers.slack import people, posting, reading  # noqa: F401  (register their tools)
from connectors.servers.slack.api import slack
from connectors.servers.slack.server import SERVER

SERVICE = Service(server=SERVER, account=slack.account)
