"""Sign-in servers that a listing knows: services whose API speaks OAuth without describing itself as MCP asks."""

from collections.abc import Mapping
from typing import Any

from connectors.oauth.fetching import origin_of
from connectors.oauth.records import AuthorizationServer

_TEXTS = ("scope_parameter", "scope_separator", "scope_prefix", "tokens_in")


def known_server(facts: Mapping[str, Any]) -> AuthorizationServer:
    """The server of a listing's `sign_in`, after `filled_in`. Raises KeyError where an endpoint is missing.

    Its issuer is the authorization endpoint's origin where the facts name none: it only tells servers apart here.
    """
    authorize, token = facts["authorization_endpoint"], facts["token_endpoint"]
    return AuthorizationServer(
        issuer=facts.get("issuer") or origin_of(authorize),
        authorization_endpoint=authorize,
        token_endpoint=token,
        resource="",
        revocation_endpoint=facts.get("revocation_endpoint") or None,
        refresh_endpoint=facts.get("refresh_endpoint") or None,
        token_auth_methods=tuple(facts.get("token_auth_methods", ())),
        **{name: facts[name] for name in _TEXTS if name in facts},
    )
