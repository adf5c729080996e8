"""The database part of renewing a token. Each function opens its own tenant and waits for no network."""

import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from connectors.accounts.attempts import note_method, registered_client, reject_client, server_of, tokens_of
from connectors.accounts.clients import ClientElsewhere
from connectors.accounts.keys import opened_keys
from connectors.accounts.sign_in import revoke_unused
from connectors.models import Connection, ConnectionStatus, OAuthAttempt
from connectors.oauth import AuthorizationServer, RegisteredClient, TokenSet
from connectors.outbound import ask_outside, origin_of
from organizations.audit import Actor, record
from organizations.sealing import SecretUnreadable
from organizations.tenancy import everywhere, tenant

# An account that its service no longer accepts goes back to its member to sign in.


@transaction.atomic
def require_sign_in(*, actor: Actor, connection: Connection, why: str = "refused") -> bool:
    """The service no longer accepts the credential; True when this call marked it (tools-T3)."""
    marked = connection.need(ConnectionStatus.NEEDS_REAUTH)
    if marked:
        record(
            actor=actor,
            action="connection.needs_reauth",
            subject=connection,
            connector=str(connection.connector_id),
            why=why,
        )
    return marked


class CredentialUnavailable(Exception):
    """The account can't be called with now.

    connection_required, connection_needs_reauth; client_not_accepted, until somebody sets the client id right;
    credential_unavailable, the only `transient` one: the service could not be asked just now.
    """

    def __init__(self, code: str, person_message: str, *, transient: bool = False) -> None:
        super().__init__(person_message)
        self.code = code
        self.person_message = person_message
        self.transient = transient


@dataclass(frozen=True, slots=True)
class StoredCredential:
    """An opened credential as it was read; `version` ties every change to this reading."""

    organization_id: uuid.UUID
    connection_id: uuid.UUID
    version: int
    origin: str
    tokens: TokenSet = field(repr=False)
    server: AuthorizationServer | None = None
    registered: RegisteredClient | None = field(default=None, repr=False)
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def is_renewable(self) -> bool:
        """The service gave a way to renew it."""
        return bool(self.server and self.registered and self.tokens.refresh_token)


def needs_sign_in(*, by_key: bool = False) -> CredentialUnavailable:
    """The member has to sign in again, or to enter the key again where there is no sign-in."""
    if by_key:
        return CredentialUnavailable("connection_needs_reauth", "The service refused the key. Enter it again.")
    return CredentialUnavailable("connection_needs_reauth", "Sign in to this connector again.")


def read_credential(organization_id: uuid.UUID, connection_id: uuid.UUID, *, is_use: bool = True) -> StoredCredential:
    """The usable credential, for the origin that it was issued for (C2). Raises CredentialUnavailable."""
    with tenant(organization_id):
        row = _rows().filter(pk=connection_id).first()
        if row is None or row.status in (ConnectionStatus.REVOKED, ConnectionStatus.PENDING):
            raise CredentialUnavailable("connection_required", "Connect your own account first.")
        if not row.is_usable:
            raise needs_sign_in(by_key=row.uses_keys_only)
        if row.authorization_server.get("origin") == origin_of(row.connector.url):
            try:
                stored = opened(row)
            except SecretUnreadable:
                pass
            else:
                if is_use:
                    row.note_use()
                return stored
        # The service moved or the sealing key is gone: the credential cannot be used any more.
        require_sign_in(actor=Actor.system(organization_id), connection=row, why="credential_unusable")
    raise needs_sign_in()


def claim(stored: StoredCredential) -> bool:
    """Claim the renewal of this version; False when somebody else has claimed or renewed it."""
    with tenant(stored.organization_id):
        row = Connection.objects.filter(pk=stored.connection_id, version=stored.version).first()
        return row is not None and row.claim_refresh(timezone.now())


def release(stored: StoredCredential) -> None:
    """Release the claim after a transient failure, so that others may try again."""
    with tenant(stored.organization_id):
        row = Connection.objects.filter(pk=stored.connection_id, version=stored.version).first()
        if row is not None:
            row.release_refresh()


def store_renewed(stored: StoredCredential, tokens: TokenSet) -> StoredCredential | None:
    """Store the new tokens; None when the connection was ended or signed in again meanwhile."""
    with tenant(stored.organization_id):
        row = _rows().filter(pk=stored.connection_id, version=stored.version).first()
        if row is None or not row.store_tokens(
            access_token=tokens.access_token,
            refresh_token=tokens.refresh_token or "",
            expires_at=tokens.expires_at,
            scopes=(tokens.scope or "").split(),
            # A renewed token has no more access than it had.
            status=F("status"),
        ):
            return None
        if row.client:
            note_method(row.client, tokens.client_method)
        return opened(row)


def give_up(stored: StoredCredential, why: str) -> bool:
    """The service no longer accepts this version; False when another version is there already."""
    with tenant(stored.organization_id):
        row = _rows().filter(pk=stored.connection_id, version=stored.version).first()
        if row is None:
            return False
        if why == "invalid_client" and row.client:
            reject_client(row.client)
        return require_sign_in(actor=Actor.system(stored.organization_id), connection=row, why=why)


def _rows() -> QuerySet[Connection]:
    return Connection.objects.select_related("connector__listing", "client")


def opened(row: Connection) -> StoredCredential:
    """A row read with its connector, listing and client, as a credential. Raises SecretUnreadable."""
    return StoredCredential(
        organization_id=row.organization_id,
        connection_id=row.pk,
        version=row.version,
        origin=row.authorization_server["origin"],
        tokens=tokens_of(row),
        server=server_of(row.authorization_server),
        registered=_client_of(row),
        keys=opened_keys(row),
    )


def _client_of(row: Connection) -> RegisteredClient | None:
    """Our client at the token's server; None when the entered client id is for another server now."""
    try:
        return registered_client(row.client, row.connector) if row.client else None
    except ClientElsewhere:
        return None


# Ended connections lose their secrets: revoked at the service, deleted here in any case (C5).

log = logging.getLogger(__name__)
# The sweep runs every minute, so the secrets are deleted within ten minutes.
KEEP_TRYING = timedelta(minutes=8)
UNFINISHED = timedelta(hours=1)
WITH_SECRETS = ~Q(access_token="") | ~Q(refresh_token="") | ~Q(header_values="")
NO_SECRETS: dict[str, Any] = {
    "access_token": "",
    "refresh_token": "",
    "header_values": "",
    "header_ends": {},
    "expires_at": None,
}


@dataclass(frozen=True, slots=True)
class _Revocation:
    server: AuthorizationServer
    registered: RegisteredClient
    tokens: TokenSet


def purge(organization_id: uuid.UUID, connection_id: uuid.UUID) -> bool:
    """Revoke at the service and delete the secrets of an ended connection; False when it has to be tried again."""
    with tenant(organization_id):
        connection = _ended().filter(pk=connection_id).first()
        if connection is None:
            return True
        revocation = _revocation(connection)
    if revocation and not ask_outside(
        partial(revoke_unused, revocation.server, revocation.registered, revocation.tokens)
    ):
        ended_at = connection.revoked_at or connection.created_at
        if timezone.now() < ended_at + KEEP_TRYING:
            return False
        log.warning("connection %s: the service was not told that it ended", connection_id)
    with tenant(organization_id):
        _ended().filter(pk=connection_id).update(**NO_SECRETS)
    return True


def ended_with_secrets() -> Sequence[tuple[uuid.UUID, uuid.UUID]]:
    """(organization, connection) of everything that still has to be purged."""
    with everywhere("the sweeper"):
        return list(_ended().values_list("organization_id", "id")[:1000])


def drop_unfinished() -> int:
    """Delete sign-ins that ran out, and connections that were never made. Returns how many rows went."""
    now = timezone.now()
    never_made = Q(status=ConnectionStatus.PENDING, attempts=None, created_at__lt=now - UNFINISHED)
    with everywhere("the sweeper"):
        organizations = set(
            OAuthAttempt.objects.filter(expires_at__lt=now).values_list("organization_id", flat=True)
        ) | set(Connection.objects.filter(never_made).values_list("organization_id", flat=True))
    dropped = 0
    for organization_id in organizations:
        with tenant(organization_id):
            dropped += OAuthAttempt.objects.filter(expires_at__lt=now).delete()[0]
            dropped += Connection.objects.filter(never_made).delete()[0]
    return dropped


def _ended() -> QuerySet[Connection]:
    rows = Connection.objects.select_related("connector__listing", "client")
    return rows.filter(WITH_SECRETS, status=ConnectionStatus.REVOKED)


def _revocation(connection: Connection) -> _Revocation | None:
    server = server_of(connection.authorization_server)
    if server is None or connection.client is None:
        return None
    try:
        registered = registered_client(connection.client, connection.connector)
        return _Revocation(server, registered, tokens_of(connection))
    except SecretUnreadable:
        log.warning("connection %s: its secrets do not open and are deleted unread", connection.pk)
        return None
