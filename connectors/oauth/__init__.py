"""Signing in to a service (OAuth 2.1 as MCP uses it), split over two HTTP requests, one step per file."""

from connectors.oauth.authorization import check_callback, start_authorization, union_scopes
from connectors.oauth.challenge import challenged_scope
from connectors.oauth.discovery import discover
from connectors.oauth.errors import (
    AnswerUnusable,
    AuthorizationFailed,
    AuthorizationServerUnavailable,
    ClientRejected,
    ConsentDenied,
    DiscoveryFailed,
    EndpointRefused,
    GrantInvalid,
    IssuerChanged,
    IssuerMismatch,
    MetadataUnavailable,
    OAuthFailed,
    PkceUnsupported,
    RegistrationFailed,
    RegistrationUnsupported,
    ResourceMismatch,
    StateMismatch,
    TokenRefused,
    WrongCallback,
)
from connectors.oauth.exchange import exchange_code
from connectors.oauth.records import (
    AuthorizationServer,
    ClientIdentity,
    PendingAuthorization,
    RegisteredClient,
    TokenSet,
)
from connectors.oauth.refresh import refresh
from connectors.oauth.registration import client_metadata_document, preregistered_client, register
from connectors.oauth.revocation import revoke
from connectors.oauth.userinfo import account_name

__all__ = [
    "AnswerUnusable",
    "AuthorizationFailed",
    "AuthorizationServer",
    "AuthorizationServerUnavailable",
    "ClientIdentity",
    "ClientRejected",
    "ConsentDenied",
    "DiscoveryFailed",
    "EndpointRefused",
    "GrantInvalid",
    "IssuerChanged",
    "IssuerMismatch",
    "MetadataUnavailable",
    "OAuthFailed",
    "PendingAuthorization",
    "PkceUnsupported",
    "RegisteredClient",
    "RegistrationFailed",
    "RegistrationUnsupported",
    "ResourceMismatch",
    "StateMismatch",
    "TokenRefused",
    "TokenSet",
    "WrongCallback",
    "account_name",
    "challenged_scope",
    "check_callback",
    "client_metadata_document",
    "discover",
    "exchange_code",
    "preregistered_client",
    "refresh",
    "register",
    "revoke",
    "start_authorization",
    "union_scopes",
]
