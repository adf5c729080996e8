"""Stores started sign-ins and our registrations, with their secrets sealed."""

import json
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.utils import timezone

from connectors.accounts.clients import entered_client, typed_in
from connectors.models import ClientKind, Connection, Connector, OAuthAttempt, OAuthClient, state_hash
from connectors.oauth import (
    AuthorizationServer,
    ClientIdentity,
    PendingAuthorization,
    RegisteredClient,
    TokenSet,
)
from organizations.sealing import SecretUnreadable, open_secret, seal

PREREGISTERED = ClientKind.PREREGISTERED
MOST_REFUSED_SCOPES = 8


def preregistered_for(connector: Connector, identity: ClientIdentity) -> RegisteredClient | None:
    """The client id that an owner or an operator typed in, if one is used there, with what its server is known for."""
    entered = typed_in(connector, identity)
    return _with_habits(entered, connector) if entered else None


def _with_habits(entered: RegisteredClient, connector: Connector) -> RegisteredClient:
    """With what this client's sign-in server accepted and refused before."""
    rows = OAuthClient.objects.filter(connector=connector, kind=PREREGISTERED, details__client_id=entered.client_id)
    row = rows.filter(issuer=entered.issuer or "").first()
    if row is None:
        return entered
    known = RegisteredClient.from_json(row.details)
    entered = replace(entered, refused_scopes=known.refused_scopes)
    if known.method_is_proven and entered.client_secret:
        return replace(entered, token_auth_method=known.token_auth_method, method_is_proven=True)
    return entered


def stored_clients(connector: Connector) -> list[RegisteredClient]:
    """Our own registrations for this connector, one per issuer and address to return to."""
    rows = OAuthClient.objects.filter(connector=connector)
    found = []
    for row in rows.filter(kind__in=[ClientKind.DYNAMIC, ClientKind.METADATA_DOCUMENT]):
        # A registration whose secret no longer opens is made again.
        with suppress(SecretUnreadable):
            found.append(registered_client(row, connector))
    return found


def store_client(connector: Connector, registered: RegisteredClient) -> OAuthClient:
    """Store the registration; returns its row.

    A new registration replaces one that no longer works. One that still works stays, for the accounts that signed in
    with it: their refresh tokens belong to it.
    """
    key = {
        "organization_id": connector.organization_id,
        "connector": connector,
        "issuer": registered.issuer or "",
        "redirect_uri": registered.redirect_uri,
    }
    row = OAuthClient.objects.filter(**key).exclude(kind=ClientKind.REPLACED).first()
    if row is not None and _is_another_that_works(row, connector, registered):
        OAuthClient.objects.filter(pk=row.pk).update(kind=ClientKind.REPLACED)
        row = None
    row = row or OAuthClient(**key)
    if row.details and row.details["client_id"] != registered.client_id:
        row.registered_at = timezone.now()
    row.kind = registered.source
    row.details = {**registered.to_json(), "client_secret": None}
    # An entered secret is kept only on the listing or connector, so that it is changed in one row.
    kept = registered.client_secret if registered.source != PREREGISTERED else None
    seal(row, "client_secret", kept or "")
    row.save()
    return row


def _is_another_that_works(row: OAuthClient, connector: Connector, registered: RegisteredClient) -> bool:
    if row.kind not in (ClientKind.DYNAMIC, PREREGISTERED) or row.details["client_id"] == registered.client_id:
        return False
    try:
        registered_client(row, connector)
    except SecretUnreadable:
        return False
    return True


def reject_client(row: OAuthClient) -> None:
    """The issuer no longer knows this registration: the next sign-in registers again."""
    OAuthClient.objects.filter(pk=row.pk, kind=ClientKind.DYNAMIC).update(kind=ClientKind.REJECTED)


def note_refused_scope(row: OAuthClient, scope: str) -> None:
    """Note that the issuer refused this scope, so that the next sign-in does not ask for it."""
    with_it = [*dict.fromkeys([*row.details.get("refused_scopes", ()), scope])]
    row.details = {**row.details, "refused_scopes": with_it[-MOST_REFUSED_SCOPES:]}
    OAuthClient.objects.filter(pk=row.pk).update(details=row.details)


def note_method(row: OAuthClient, method: str | None) -> None:
    """Note the way in which the issuer accepted our client authentication; without a secret there is none."""
    if method is None or (row.details.get("token_auth_method"), row.details.get("method_is_proven")) == (method, True):
        return
    row.details = {**row.details, "token_auth_method": method, "method_is_proven": True}
    OAuthClient.objects.filter(pk=row.pk).update(details=row.details)


def registered_client(row: OAuthClient, connector: Connector) -> RegisteredClient:
    """The registration with its secret; raises SecretUnreadable, or ClientElsewhere for an entered one."""
    # Also of a replaced row: an operator's client id, after an owner entered one of their own.
    if row.details["source"] == PREREGISTERED:
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
    reuses: bool = False,
    keys: Mapping[str, str] | None = None,
) -> OAuthAttempt:
    """Remember the sign-in: the state as a hash, the verifier sealed, no secret in the JSON.

    `origin` is the server's, for which alone the tokens will be good (credentials-C2). `reuses`: it goes with a
    registration from before, which the service may have forgotten since.
    """
    attempt = OAuthAttempt(
        organization_id=connection.organization_id,
        connection=connection,
        member_id=connection.member_id,
        client=client,
        state_hash=state_hash(pending.state),
        browser_hash=state_hash(browser_nonce) if browser_nonce else "",
        pending={**_without_secrets(pending.to_json()), "origin": origin, "reuses": reuses},
        return_to=return_to,
    )
    seal(attempt, "verifier", pending.code_verifier)
    seal(attempt, "header_values", json.dumps(keys) if keys else "")
    attempt.save()
    return attempt


def doubted_clients(connector: Connector, member_id: uuid.UUID) -> frozenset[str]:
    """Client ids from before with which this member left for the service and did not come back.

    A service that forgot our registration shows its own error page and sends nobody back: there is no other sign of it.
    """
    unfinished = OAuthAttempt.objects.filter(
        connection__connector=connector, member_id=member_id, client__kind=ClientKind.DYNAMIC, pending__reuses=True
    )
    return frozenset(unfinished.values_list("client__details__client_id", flat=True))


def pending_of(attempt: OAuthAttempt, state: str) -> PendingAuthorization:
    """The started sign-in of a state that the browser brought back. Raises SecretUnreadable."""
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


def server_facts(server: AuthorizationServer, origin: str, tokens: TokenSet) -> dict[str, Any]:
    """What a connection keeps: the sign-in server of its tokens, the one origin and the person that they are for."""
    return {"server": server.to_json(), "origin": origin, "subject": tokens.subject}


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
        subject=connection.authorization_server.get("subject"),
    )


def _without_secrets(pending: dict[str, Any]) -> dict[str, Any]:
    return {name: pending[name] for name in ("server", "redirect_uri", "scope")}
