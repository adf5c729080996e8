"""The rows of this app."""

from connectors.models.connection import Connection, ConnectionStatus
from connectors.models.connector import LONGEST_TOOL_SECONDS, SHORTEST_TOOL_SECONDS, Connector
from connectors.models.listing import Category, Listing, ListingIssuer, Registration, Review
from connectors.models.oauth import OAuthAttempt, OAuthClient, state_hash
from connectors.models.tool import Effect, EffectMark, Level, OfferedTool, ToolDefinition, ToolPolicy

__all__ = [
    "LONGEST_TOOL_SECONDS",
    "SHORTEST_TOOL_SECONDS",
    "Category",
    "Connection",
    "ConnectionStatus",
    "Connector",
    "Effect",
    "EffectMark",
    "Level",
    "Listing",
    "ListingIssuer",
    "OAuthAttempt",
    "OAuthClient",
    "OfferedTool",
    "Registration",
    "Review",
    "ToolDefinition",
    "ToolPolicy",
    "state_hash",
]
