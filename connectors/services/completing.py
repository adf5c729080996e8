"""The second request of connecting: the browser is back with a code, or with a refusal."""

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from django.utils import timezone

from connectors.exceptions import OutsideFailed
from connectors.models import Connection, ConnectionStatus, Connector, OAuthAttempt, ToolPolicy
from connectors.oauth import ClientRejected, PendingAuthorization, ScopeRefused, TokenSet, check_callback
from connectors.outside import ask_outside, origin_of
from connectors.policy import may_use
from connectors.services.callback_checks import CallbackFailed, open_attempt
from connectors.sign_in import Offer, SignedIn, finish, give_back
from connectors.sign_in_rows import note_method, note_refused_scope, reject_client, server_facts
from connectors.signals import account_changed
from connectors.step_up import named_by
from connectors.tool_sync import sync_tools
from organizations.actors import Actor
from organizations.models import User
from organizations.policy import may_keep_things
from organizations.services.audit import record
from organizations.tenancy import tenant

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a browser brought to the callback, and who sits in front of it."""

    user: User
    path: str
    query: Mapping[str, str]
    cookies: Mapping[str, str]
    address: str | None = None
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class Completed:
    """A connection that is connected now, and the page that the member came from."""

    connector_id: uuid.UUID
    connection_id: uuid.UUID
    return_to: str


def complete_connection(arrival: Arrival) -> Completed:
    """Consume the state, trade the code for tokens, try them, store them sealed (credentials-C3).

    Opens its own tenants, with none open while the service is asked. Raises CallbackFailed.
    """
    attempt, pending = open_attempt(arrival.user, arrival.query.get("state", ""), arrival.cookies)
    connection, connector = attempt.connection, attempt.connection.connector
    if not (lasts := may_keep_things(arrival.user)).allowed:
        raise CallbackFailed(lasts.code, lasts.reason, attempt.return_to)
    try:
        code = check_callback(pending, arrival.query, path=arrival.path)
        signed_in = ask_outside(partial(finish, pending, code, connector.url))
    except OutsideFailed as error:
        _forget_unfinished(attempt, pending, error)
        raise CallbackFailed(error.code, error.person_message, attempt.return_to) from error
    with tenant(attempt.organization_id):
        stored = _store(_actor(attempt, arrival), attempt, pending, signed_in)
    if not stored:
        ask_outside(partial(give_back, pending.server, pending.registered, signed_in.tokens))
        raise CallbackFailed(
            "connection_changed",
            "The connection was ended or disabled while you signed in. Nothing was connected.",
            attempt.return_to,
        )
    return Completed(connector.pk, connection.pk, attempt.return_to)


def mark_connected(
    *,
    actor: Actor,
    connector: Connector,
    connection: Connection,
    offer: Offer,
    tokens: TokenSet | None = None,
    **facts: object,
) -> bool:
    """Store the credential (none for an open server) and the tools; False when it was ended meanwhile."""
    before = connection.account
    granted = (tokens.scope or "").split() if tokens else []
    stored = connection.store_tokens(
        access_token=tokens.access_token if tokens else "",
        refresh_token=(tokens.refresh_token or "") if tokens else "",
        expires_at=tokens.expires_at if tokens else None,
        scopes=granted,
        # What was asked for and not granted is asked for again once the service wants it again.
        wanted_scopes=[name for name in connection.wanted_scopes if name in granted],
        connected_at=timezone.now(),
        **{"account": "", "authorization_server": {"origin": origin_of(connector.url)}, **facts},
    )
    if stored:
        # What was allowed was allowed for the account that was there. Where nobody says whose it is, nobody knows
        # whether it is the same; an open server has no accounts.
        if connection.account != before or (tokens and not before):
            ToolPolicy.objects.filter(connection=connection).delete()
        if before and connection.account != before:
            account_changed.send(sender=Connection, connection=connection, actor=actor)
        sync_tools(actor=actor, connector=connector, connection=connection, offer=offer)
        record(actor=actor, action="connection.connected", subject=connection, connector=str(connector.pk))
    return stored


def _store(actor: Actor, attempt: OAuthAttempt, pending: PendingAuthorization, signed_in: SignedIn) -> bool:
    # Locked and read anew: a refresh may have changed the row of an account that signs in again.
    connection = Connection.objects.select_for_update(of=("self",)).select_related("connector__listing")
    row = connection.filter(pk=attempt.connection_id).first()
    if row is None or not may_use(row.connector, actor.member.organization).allowed:
        return False
    note_method(attempt.client, signed_in.tokens.client_method)
    return mark_connected(
        actor=actor,
        connector=row.connector,
        connection=row,
        offer=signed_in.offer,
        tokens=signed_in.tokens,
        account=signed_in.account,
        client=attempt.client,
        authorization_server=server_facts(pending.server, attempt.pending["origin"]),
    )


def _forget_unfinished(attempt: OAuthAttempt, pending: PendingAuthorization, error: Exception) -> None:
    with tenant(attempt.organization_id):
        if isinstance(error, ClientRejected):
            reject_client(attempt.client)
        if isinstance(error, ScopeRefused):
            note_refused_scope(attempt.client, pending.scope or "")
        if wanted := named_by(error):
            attempt.connection.want(wanted)
        # One that was told to ask for more is kept, with what it is to ask for.
        never_connected = Connection.objects.filter(
            pk=attempt.connection_id, status=ConnectionStatus.PENDING, attempts=None, wanted_scopes=[]
        )
        never_connected.delete()


def _actor(attempt: OAuthAttempt, arrival: Arrival) -> Actor:
    return Actor("member", attempt.organization_id, attempt.member, arrival.address, arrival.user_agent[:200])
