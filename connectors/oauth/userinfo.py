"""Whose account was connected, in the provider's words (OpenID Connect userinfo)."""

from typing import Any

from connectors.network import GuardedClient
from connectors.oauth.errors import OAuthFailed
from connectors.oauth.fetching import json_object, send
from connectors.oauth.records import AuthorizationServer
from organizations.text import clean_text

MAX_NAME_CHARACTERS = 200
# The one that tells two accounts of a person apart comes first.
_CLAIMS = ("email", "preferred_username", "name")


async def account_name(client: GuardedClient, server: AuthorizationServer, access_token: str) -> str:
    """The account's e-mail address, user name or name, in one line of at most 200 characters.

    Empty when the service does not say, for whatever reason: a name is a nicety, so nothing is raised for it.
    """
    if server.userinfo_endpoint is None:
        return ""
    headers = {"accept": "application/json", "authorization": f"Bearer {access_token}"}
    try:
        response = await send(client, "GET", server.userinfo_endpoint, headers=headers)
    except OAuthFailed:
        return ""
    return _named_by(json_object(response)) if response.status_code == 200 else ""


def _named_by(claims: dict[str, Any]) -> str:
    names = (_one_line(claims.get(claim)) for claim in _CLAIMS)
    return next(filter(None, names), "")


def _one_line(claim: object) -> str:
    return " ".join(clean_text(claim, MAX_NAME_CHARACTERS).split()) if isinstance(claim, str) else ""
