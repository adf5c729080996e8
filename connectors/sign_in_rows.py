"""A sign-in between its two requests, and our registrations: the wire's records as rows, secrets sealed."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from connectors.bound_clients import bound_to, entered_client
from connectors.models import Connection, Connector, OAuthAttempt, OAuthClient, Registration, state_hash
from connectors.oauth import (
    AuthorizationServer,
    ClientIdentity,
    PendingAuthorization,
    RegisteredClient,
    TokenSet,
    preregistered_client,
)
from organizations.sealing import SecretUnreadable, open_secret, seal

PREREGISTERED = "preregistered"
REJECTED = "rejected"


def preregistered_for(connector: Connector, identity: ClientIdentity) -> RegisteredClient | None:
    """The client id that an owner (custom) or the operator (listing) typed in, if one is used there."""
    holder = connector.listing or connector
    if not holder.oauth_client_id or connector.registration not in (Registration.AUTO, PREREGISTERED):
        return None
    secret = open_secret(holder, "oauth_client_secret") or None
    bound = bound_to(connector)
    return preregistered_client(
        holder.oauth_client_id,
        secret,
        identity.entered_redirect_uri,
        issuer=bound.issuer if bound else None,
        token_origin=bound.token_origin if bound else None,
    )


def stored_clients(connector: Connector) -> list[RegisteredClient]:
    """Our own registrations for this connector, one per issuer and address to return to."""
    rows = OAuthClient.objects.filter(connector=connector)
    found = []
    for row in rows.exclude(kind__in=[PREREGISTERED, REJECTED]):
        # A registration whose secret no longer opens is made again.
        with suppress(SecretUnreadable):
            found.append(registered_client(row, connector))
    return found


def store_client(connector: Connector, registered: RegisteredClient) -> OAuthClient:
    """The row of this registration; a new registration at the same issuer replaces the old one's details."""
    key = {
        "organization_id": connector.organization_id,
        "connector": connector,
        "issuer": registered.issuer or "",
        "redirect_uri": registered.redirect_uri,
    }
    row = OAuthClient.objects.filter(**key).first() or OAuthClient(**key)
    row.kind = registered.source
    row.details = {**registered.to_json(), "client_secret": None}
    # A preregistered secret stays with whoever typed it in, so that changing it there is enough.
    kept = registered.client_secret if registered.source != PREREGISTERED else None
    seal(row, "client_secret", kept or "")
    row.save()
    return row


def reject_client(row: OAuthClient) -> None:
    """The issuer no longer knows this registration: the next sign-in registers again."""
    OAuthClient.objects.filter(pk=row.pk).exclude(kind=PREREGISTERED).update(kind=REJECTED)


def registered_client(row: OAuthClient, connector: Connector) -> RegisteredClient:
    """The registration with its secret; raises SecretUnreadable, or ClientElsewhere for an entered one."""
    if row.kind == PREREGISTERED:
        return entered_client(connector, row)
    return RegisteredClient.from_json({**row.details, "client_secret": open_secret(row, "client_secret") or None})


def store_attempt(
    connection: Connection,
    client: OAuthClient,
    pending: PendingAuthorization,
    *,
    origin: str,
    browser_nonce: str,
    return_to: str,
) -> OAuthAttempt:
    """Remember the sign-in: the state as a hash, the verifier sealed, no secret in the JSON.

    `origin` is the server's, for which alone the tokens will be good (credentials-C2).
    """
    attempt = OAuthAttempt(
        organization_id=connection.organization_id,
        connection=connection,
        member_id=connection.member_id,
        client=client,
        state_hash=state_hash(pending.state),
        browser_hash=state_hash(browser_nonce) if browser_nonce else "",
        pending={**_without_secrets(pending.to_json()), "origin": origin},
        return_to=return_to,
    )
    seal(attempt, "verifier", pending.code_verifier)
    attempt.save()
    return attempt


def pending_of(attempt: OAuthAttempt, state: str) -> PendingAuthorization:
    """What was started, once the browser brought the state back; raises SecretUnreadable."""
    registered = registered_client(attempt.client, attempt.connection.connector)
    verifier = open_secret(attempt, "verifier")
    return PendingAuthorization.from_json(
        {
            **attempt.pending,
            "registered": registered.to_json(),
            "state": state,
            "code_verifier": verifier,
            "url": "",
        }
    )


def server_facts(server: AuthorizationServer, origin: str) -> dict[str, Any]:
    """What a connection keeps of where its tokens came from and the one origin they are for."""
    return {"server": server.to_json(), "origin": origin}


def server_of(facts: Mapping[str, Any]) -> AuthorizationServer | None:
    """Where tokens are renewed and revoked; None for a server that needed no sign-in."""
    return AuthorizationServer.from_json(facts["server"]) if facts.get("server") else None


def tokens_of(connection: Connection) -> TokenSet:
    """The opened credential; raises SecretUnreadable."""
    return TokenSet(
        access_token=open_secret(connection, "access_token"),
        refresh_token=open_secret(connection, "refresh_token") or None,
        scope=" ".join(connection.scopes) or None,
        expires_at=connection.expires_at,
    )


def _without_secrets(pending: dict[str, Any]) -> dict[str, Any]:
    return {name: pending[name] for name in ("server", "redirect_uri", "scope")}
