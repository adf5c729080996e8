"""Checks that a callback answers a sign-in that this person started in this browser (credentials-C3)."""

import logging
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.utils import timezone

from connectors.accounts.attempts import note_method, note_refused_scope, pending_of, reject_client, server_facts
from connectors.accounts.clients import ClientElsewhere
from connectors.accounts.keys import Keys, opened_keys
from connectors.accounts.sign_in import SignedIn, finish, named_by, revoke_unused
from connectors.models import Connection, ConnectionStatus, Connector, OAuthAttempt, ToolPolicy, state_hash
from connectors.oauth import ClientRejected, PendingAuthorization, ScopeRefused, TokenSet, check_callback
from connectors.outbound import OutsideFailed, address_of, ask_outside, origin_of
from connectors.policy.rules import may_use
from connectors.signals import account_changed, account_connected
from connectors.tools.sync import Offer, sync_tools
from organizations.audit import Actor, own_path, record
from organizations.models import User
from organizations.policy import may_keep_things
from organizations.sealing import SecretUnreadable
from organizations.tenancy import everywhere, tenant

START_AGAIN = "Start the connection again."


class CallbackFailed(Exception):
    """The sign-in ended without a connection. `return_to` is None where even that is in doubt."""

    def __init__(self, code: str, person_message: str, return_to: str | None = None) -> None:
        super().__init__(person_message)
        self.code = code
        self.person_message = person_message
        self.return_to = return_to


def browser_cookie(state: str) -> str:
    """The name of the cookie that ties one sign-in to the browser that started it."""
    return f"connecting_{state_hash(state)[:16]}"


def open_attempt(user: User, state: str, cookies: Mapping[str, str]) -> tuple[OAuthAttempt, PendingAuthorization]:
    """The attempt behind a state, used up by this call. Raises CallbackFailed."""
    organization_id, attempt_id = _find(state)
    with tenant(organization_id):
        attempt = (
            OAuthAttempt.objects.select_related(
                "connection__connector__listing", "client", "member__user", "member__organization"
            )
            .filter(pk=attempt_id)
            .first()
        )
        if attempt is None:
            raise _unknown()
        _check_person(attempt, user)
        _check_browser(attempt, cookies.get(browser_cookie(state), ""))
        if not attempt.consume():
            raise CallbackFailed(
                "state_expired", f"The sign-in took longer than ten minutes. {START_AGAIN}", attempt.return_to
            )
    # Outside the transaction, so that a later failure does not make the state valid again.
    return attempt, _pending(attempt, state)


def _find(state: str) -> tuple[uuid.UUID, uuid.UUID]:
    with everywhere("an OAuth state by its token"):
        found = OAuthAttempt.objects.filter(state_hash=state_hash(state)).values_list("organization_id", "id").first()
    if found is None:
        raise _unknown()
    return found


def _unknown() -> CallbackFailed:
    return CallbackFailed("state_unknown", f"This sign-in was not started here, or was used already. {START_AGAIN}")


def _check_person(attempt: OAuthAttempt, user: User) -> None:
    if attempt.member.user_id != user.pk or attempt.member.removed_at is not None:
        raise CallbackFailed(
            "state_foreign", "Somebody else started this sign-in. Nothing was connected to your account."
        )


def _check_browser(attempt: OAuthAttempt, nonce: str) -> None:
    # Sign-ins that an API client started are bound to the person alone.
    if attempt.browser_hash and not secrets.compare_digest(state_hash(nonce), attempt.browser_hash):
        raise CallbackFailed(
            "state_foreign_browser",
            f"This sign-in was started in another browser. Nothing was connected. {START_AGAIN}",
        )


def _pending(attempt: OAuthAttempt, state: str) -> PendingAuthorization:
    connector = attempt.connection.connector
    if origin_of(connector.url) != attempt.pending.get("origin"):
        raise CallbackFailed(
            "connection_changed",
            f"The service's address has changed meanwhile. {START_AGAIN}",
            attempt.return_to,
        )
    try:
        opened_keys(attempt)
        return pending_of(attempt, state)
    except ClientElsewhere as error:
        raise CallbackFailed(
            "issuer_changed", f"The client id of this service was changed meanwhile. {START_AGAIN}", attempt.return_to
        ) from error
    except SecretUnreadable as error:
        raise CallbackFailed(
            "secret_unreadable", f"The sign-in could not be read. {START_AGAIN}", attempt.return_to
        ) from error


# The second request of connecting: the browser is back with a code, or with a refusal.

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
        signed_in = ask_outside(partial(finish, pending, code, address_of(connector), opened_keys(attempt)))
    except OutsideFailed as error:
        _forget_unfinished(attempt, pending, error)
        raise CallbackFailed(error.code, error.person_message, attempt.return_to) from error
    with tenant(attempt.organization_id):
        stored = _store(_actor(attempt, arrival), attempt, pending, signed_in)
    if not stored:
        ask_outside(partial(revoke_unused, pending.server, pending.registered, signed_in.tokens))
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
    keys: Keys | None = None,
    **facts: object,
) -> bool:
    """Store the credential (none for an open server) and the tools; False when it was ended meanwhile."""
    before = connection.account
    granted = (tokens.scope or "").split() if tokens else []
    stored = connection.store_tokens(
        access_token=tokens.access_token if tokens else "",
        refresh_token=(tokens.refresh_token or "") if tokens else "",
        expires_at=tokens.expires_at if tokens else None,
        keys=keys,
        scopes=granted,
        # A scope that was not granted is asked for again only when the service demands it again.
        wanted_scopes=[name for name in connection.wanted_scopes if name in granted],
        connected_at=timezone.now(),
        confirmations={},
        **{"account": "", "authorization_server": {"origin": origin_of(connector.url)}, **facts},
    )
    if stored:
        # Approvals were given for the earlier account. Without a name it may be another one; an open server has no
        # accounts.
        if connection.account != before or ((tokens or keys) and not before):
            ToolPolicy.objects.filter(connection=connection).delete()
        if before and connection.account != before:
            account_changed.send(sender=Connection, connection=connection, actor=actor)
        sync_tools(actor=actor, connector=connector, connection=connection, offer=offer)
        record(actor=actor, action="connection.connected", subject=connection, connector=str(connector.pk))
        account_connected.send(sender=Connection, connection=connection, actor=actor)
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
        keys=opened_keys(attempt),
        account=signed_in.account,
        client=attempt.client,
        authorization_server=server_facts(pending.server, attempt.pending["origin"], signed_in.tokens),
    )


def _forget_unfinished(attempt: OAuthAttempt, pending: PendingAuthorization, error: Exception) -> None:
    with tenant(attempt.organization_id):
        if isinstance(error, ClientRejected):
            reject_client(attempt.client)
        if isinstance(error, ScopeRefused):
            note_refused_scope(attempt.client, pending.scope or "")
        if wanted := named_by(error):
            attempt.connection.want(wanted)
        # A connection with wanted scopes is kept, so that its next sign-in asks for them.
        never_connected = Connection.objects.filter(
            pk=attempt.connection_id, status=ConnectionStatus.PENDING, attempts=None, wanted_scopes=[]
        )
        never_connected.delete()


def _actor(attempt: OAuthAttempt, arrival: Arrival) -> Actor:
    return Actor("member", attempt.organization_id, attempt.member, arrival.address, arrival.user_agent[:200])


# Where a browser goes after a sign-in at a service: only ever to a page of ours.

PATH_CHARACTERS = 500


def with_query(path: str, **added: str) -> str:
    """The path with these parameters set in its query."""
    parts = urlsplit(own_path(path))
    kept = [pair for pair in parse_qsl(parts.query) if pair[0] not in added]
    return urlunsplit(("", "", parts.path, urlencode([*kept, *added.items()]), parts.fragment))
