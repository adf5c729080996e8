"""Ended connections lose their secrets: revoked at the service, deleted here in any case (C5)."""

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.db.models import Q, QuerySet
from django.utils import timezone

from connectors.accounts.attempts import registered_client, server_of, tokens_of
from connectors.accounts.sign_in import give_back
from connectors.models import Connection, ConnectionStatus, OAuthAttempt
from connectors.oauth import AuthorizationServer, RegisteredClient, TokenSet
from connectors.outbound import ask_outside
from organizations.sealing import SecretUnreadable
from organizations.tenancy import everywhere, tenant

log = logging.getLogger(__name__)
# The sweep comes every minute, so that the secrets are gone ten minutes after the end at the latest.
KEEP_TRYING = timedelta(minutes=8)
UNFINISHED = timedelta(hours=1)
HOLDS_SECRETS = ~Q(access_token="") | ~Q(refresh_token="")


@dataclass(frozen=True, slots=True)
class _Revocation:
    server: AuthorizationServer
    registered: RegisteredClient
    tokens: TokenSet


def purge(organization_id: uuid.UUID, connection_id: uuid.UUID) -> bool:
    """Revoke upstream and delete the secrets of an ended connection; False when it is to be tried again."""
    with tenant(organization_id):
        connection = _ended().filter(pk=connection_id).first()
        if connection is None:
            return True
        revocation = _revocation(connection)
    if revocation and not ask_outside(partial(give_back, revocation.server, revocation.registered, revocation.tokens)):
        ended_at = connection.revoked_at or connection.created_at
        if timezone.now() < ended_at + KEEP_TRYING:
            return False
        log.warning("connection %s: the service was not told that it ended", connection_id)
    with tenant(organization_id):
        _ended().filter(pk=connection_id).update(access_token="", refresh_token="", expires_at=None)
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
    return rows.filter(HOLDS_SECRETS, status=ConnectionStatus.REVOKED)


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
