"""Signing in to a service (OAuth 2.1 as MCP uses it), split over two HTTP requests, one step per file."""

from connectors.oauth.authorization import check_callback, start_authorization, union_scopes
from connectors.oauth.challenge import asks_to_sign_in, challenge_parameters, challenged_scope
from connectors.oauth.discovery import describes_sign_in, discover
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
    PkceUndeclared,
    PkceUnsupported,
    RegistrationFailed,
    RegistrationRefused,
    RegistrationUnsupported,
    ResourceMismatch,
    ScopeRefused,
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
from connectors.oauth.scopes import missing_from, named_scopes, scope_to_ask
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
    "PkceUndeclared",
    "PkceUnsupported",
    "RegisteredClient",
    "RegistrationFailed",
    "RegistrationRefused",
    "RegistrationUnsupported",
    "ResourceMismatch",
    "ScopeRefused",
    "StateMismatch",
    "TokenRefused",
    "TokenSet",
    "WrongCallback",
    "account_name",
    "asks_to_sign_in",
    "challenge_parameters",
    "challenged_scope",
    "check_callback",
    "client_metadata_document",
    "describes_sign_in",
    "discover",
    "exchange_code",
    "missing_from",
    "named_scopes",
    "preregistered_client",
    "refresh",
    "register",
    "revoke",
    "scope_to_ask",
    "start_authorization",
    "union_scopes",
]
