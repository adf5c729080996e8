"""The rows of this app."""

from connectors.models.connection import (
    NEEDS_ATTENTION,
    USABLE,
    ClientKind,
    Connection,
    ConnectionStatus,
    OAuthAttempt,
    OAuthClient,
    state_hash,
)
from connectors.models.connector import LONGEST_TOOL_SECONDS, SHORTEST_TOOL_SECONDS, Connector
from connectors.models.consent import Consent
from connectors.models.listing import Category, Listing, ListingIssuer, Registration, Review
from connectors.models.request import LONGEST_ANSWER, LONGEST_REASON, ConnectorRequest, RequestStatus
from connectors.models.tool import Effect, EffectMark, Level, OfferedTool, ToolDefinition, ToolPolicy, Verdict

__all__ = [
    "LONGEST_ANSWER",
    "LONGEST_REASON",
    "LONGEST_TOOL_SECONDS",
    "NEEDS_ATTENTION",
    "SHORTEST_TOOL_SECONDS",
    "USABLE",
    "Category",
    "ClientKind",
    "Connection",
    "ConnectionStatus",
    "Connector",
    "ConnectorRequest",
    "Consent",
    "Effect",
    "EffectMark",
    "Level",
    "Listing",
    "ListingIssuer",
    "OAuthAttempt",
    "OAuthClient",
    "OfferedTool",
    "Registration",
    "RequestStatus",
    "Review",
    "ToolDefinition",
    "ToolPolicy",
    "Verdict",
    "state_hash",
]
