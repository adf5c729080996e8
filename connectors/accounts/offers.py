"""Asking an account's server for its tools, with that account's own credential and no transaction open."""

import logging
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TypeVar

from asgiref.sync import sync_to_async
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from connectors.accounts.doubt import refuses_key
from connectors.accounts.refresh import RENEWAL_PATIENCE_SECONDS, REQUEST_SECONDS, Token, current_access_token
from connectors.accounts.sign_in import look, named_by, renewal_helps, step_up
from connectors.accounts.stored_credential import CredentialUnavailable, require_sign_in
from connectors.mcp import AccessRefused, AuthorizationRequired, InsufficientScope
from connectors.models import USABLE, Connection, Connector, OfferedTool
from connectors.outbound import PATIENCE_SECONDS, OutsideFailed, ServiceTrouble, address_of, ask_outside
from connectors.policy.rules import may_refresh, may_use
from connectors.selectors import connections_of, waiting_tools
from connectors.tools.sync import Offer, sync_tools
from organizations.audit import Actor
from organizations.policy import may_act
from organizations.refusals import insist
from organizations.tenancy import everywhere, tenant

T = TypeVar("T")
# A renewal has its own deadlines: cut off here, it could lose the new refresh token.
RENEWAL_SECONDS = RENEWAL_PATIENCE_SECONDS + REQUEST_SECONDS + 5.0


def offer_to(connection: Connection, *, seconds: float, is_use: bool) -> Offer:
    """Ask the server of a row that was read with its connector and listing; it has so many seconds to answer.

    Raises CredentialUnavailable, OutsideFailed; AuthorizationRequired when it refuses a token that was just renewed,
    wants more access than this account has, or with status 403 this account.
    """
    token = _token(connection, is_use)
    ask = partial(look, address_of(connection.connector))
    try:
        return ask_outside(partial(ask, token.credential), seconds=seconds)
    except (AuthorizationRequired, AccessRefused) as refused:
        if not _ends_token(refused, token, connection):
            raise
        token = _token(connection, is_use, rejected=token.version)
        return ask_outside(partial(ask, token.credential), seconds=seconds)


def _ends_token(refused: AuthorizationRequired | AccessRefused, token: Token, connection: Connection) -> bool:
    """Whether the credential is no longer accepted; a new one does not help an account that may not do this."""
    if isinstance(refused, AccessRefused):
        return token.is_key and refuses_key(refused)
    return refused.status == 401 and (not token.value or renewal_helps(refused, connection))


def _token(connection: Connection, is_use: bool, rejected: int | None = None) -> Token:
    ids = connection.organization_id, connection.pk
    renew = partial(current_access_token, *ids, run_in_db=_here, rejected_version=rejected, is_use=is_use)
    return ask_outside(renew, seconds=RENEWAL_SECONDS)


async def _here(function: Callable[[], T], /) -> T:
    """Runs database work in the thread that waits for the answer."""
    return await sync_to_async(function)()


# Accounts whose servers are asked again what they offer, by their own members or now and then by the sweep.
#
# New and changed tools wait for an owner (tools-T6), what is gone is offered no longer. Each account is asked for
# itself, with its own credential (credentials-C1).

log = logging.getLogger(__name__)
EVERY = timedelta(days=1)
# So many accounts at most each sweep, which spreads them over the day, and leaves most of a worker's threads to turns.
MOST_AT_ONCE = 20
SWEEP_SECONDS = 300
# Short, because the sweep asks a slow server again the next day.
UNATTENDED_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class ToolChanges:
    """The names of the tools that an account is offered now and was not, in another version, or no longer."""

    added: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()

    def __or__(self, other: "ToolChanges") -> "ToolChanges":
        """Of either account."""
        return ToolChanges(self.added | other.added, self.changed | other.changed, self.gone | other.gone)


class NotAsked(Exception):
    """Why an account's server did not say what it offers, in words for its member."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


def changes_between(before: Mapping[str, str], after: Mapping[str, str]) -> ToolChanges:
    """Compare what was offered with what is, both digests by name."""
    kept = before.keys() & after.keys()
    return ToolChanges(
        added=frozenset(after.keys() - before.keys()),
        changed=frozenset(name for name in kept if before[name] != after[name]),
        gone=frozenset(before.keys() - after.keys()),
    )


def ask_account(actor: Actor, connection: Connection, *, seconds: float, is_use: bool = True) -> ToolChanges:
    """Ask and store, in tenants of its own with none open meanwhile. Raises NotAsked.

    `connection` comes with its connector and listing; who calls has made sure that it may be used.
    """
    try:
        offer = offer_to(connection, seconds=seconds, is_use=is_use)
    except CredentialUnavailable as error:
        raise NotAsked(error.code, error.person_message) from error
    except (AuthorizationRequired, InsufficientScope) as error:
        raise _refused(connection, error) from error
    except OutsideFailed as error:
        raise NotAsked(error.code, error.person_message) from error
    with tenant(connection.organization_id):
        return _store(actor, connection, offer)


def refresh_account(organization_id: uuid.UUID, connection_id: uuid.UUID) -> bool:
    """The sweep's share for one account; False when it was not asked, or could not be. Safe to run twice."""
    with tenant(organization_id):
        row = _rows().filter(pk=connection_id).first()
        # Claimed first: otherwise accounts that may not be used now would always be first in the queue.
        if row is None or not row.claim_asking(timezone.now() - EVERY) or not _is_for_sweep(row):
            return False
    try:
        ask_account(Actor.system(organization_id), row, seconds=UNATTENDED_SECONDS, is_use=False)
    except NotAsked as error:
        log.info("connection %s: its tools are not known: %s", connection_id, error.code)
        return False
    return True


def due_accounts() -> Sequence[tuple[uuid.UUID, uuid.UUID]]:
    """(organization, connection) of connected accounts that nobody asked for a day, the longest first."""
    due = Q(tools_asked_at=None) | Q(tools_asked_at__lt=timezone.now() - EVERY)
    with everywhere("accounts to ask for their tools"):
        rows = Connection.objects.filter(due, status__in=USABLE)
        oldest = rows.order_by(F("tools_asked_at").asc(nulls_first=True), "id")
        return list(oldest.values_list("organization_id", "id")[:MOST_AT_ONCE])


def _is_for_sweep(row: Connection) -> bool:
    usable = row.is_usable and may_use(row.connector, row.member.organization).allowed
    return usable and may_act(row.member).allowed


def _refused(connection: Connection, error: AuthorizationRequired | InsufficientScope) -> NotAsked:
    """Mark an account whose credential was refused; returns the error for its member."""
    with tenant(connection.organization_id):
        if wanted := named_by(error):
            connection.want(wanted)
        if more := step_up(error, connection.scopes):
            connection.need_scope()
            return NotAsked(more.code, more.person_message)
        if isinstance(error, AuthorizationRequired) and error.status == 401:
            _end_sign_in(connection)
            return NotAsked("connection_needs_reauth", "Sign in to this connector again.")
    return NotAsked("access_refused", "The service does not allow this account to do that.")


def _end_sign_in(asked: Connection) -> None:
    # For this sign-in only: its token was renewed a moment ago.
    row = _rows().filter(pk=asked.pk, connected_at=asked.connected_at).first()
    if row is not None:
        require_sign_in(actor=Actor.system(row.organization_id), connection=row)


def _store(actor: Actor, asked: Connection, offer: Offer) -> ToolChanges:
    # For this sign-in only: it may have ended meanwhile, or another account may have signed in.
    locked = _rows().select_for_update(of=("self",))
    row = locked.filter(pk=asked.pk, status__in=USABLE, connected_at=asked.connected_at).first()
    if row is None or not may_use(row.connector, row.member.organization).allowed:
        raise NotAsked("connection_changed", "The account was changed while the service was asked. Try again.")
    before = _offered(row)
    sync_tools(actor=actor, connector=row.connector, connection=row, offer=offer)
    return changes_between(before, _offered(row))


def _offered(connection: Connection) -> dict[str, str]:
    rows = OfferedTool.objects.filter(connection=connection)
    return dict(rows.values_list("tool__name", "tool__digest"))


def _rows() -> QuerySet[Connection]:
    return Connection.objects.select_related("connector__listing", "member__organization", "member__user")


# A member looks for new tools of a connector.


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one of the accounts could not be asked."""

    account: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What changed over all of the member's accounts, by tool name, and what waits for an owner now."""

    added: Sequence[str]
    changed: Sequence[str]
    gone: Sequence[str]
    waiting_tools: int
    problems: Sequence[Problem]


def refresh_tools(*, actor: Actor, connector: Connector) -> Refreshed:
    """Ask the server with each of the member's own accounts, and nobody else's (credentials-C1).

    Opens its own tenants, with none open while the server is asked; accounts that are left when its time is over are
    not asked. Raises Refused, and ServiceTrouble when no account could be asked.
    """
    with tenant(actor.organization_id):
        mine = list(connections_of(actor.member, connector=connector).select_related("connector__listing"))
        insist(may_refresh(connector, actor.member.organization, mine))
    found, problems = _ask([one for one in mine if one.is_usable], actor)
    if found is None:
        raise ServiceTrouble(problems[0].code, problems[0].reason)
    with tenant(actor.organization_id):
        waiting = waiting_tools([connector])[connector.pk]
    return Refreshed(sorted(found.added), sorted(found.changed), sorted(found.gone), waiting, problems)


def _ask(accounts: Sequence[Connection], actor: Actor) -> tuple[ToolChanges | None, list[Problem]]:
    found: ToolChanges | None = None
    problems = []
    ends_at = time.monotonic() + PATIENCE_SECONDS
    for account in accounts:
        try:
            changes = _in_time(actor, account, ends_at - time.monotonic())
            found = changes if found is None else found | changes
        except NotAsked as error:
            problems.append(Problem(account.account or account.label, error.code, error.reason))
    return found, problems


def _in_time(actor: Actor, account: Connection, seconds: float) -> ToolChanges:
    if seconds <= 0:
        raise NotAsked("server_unreachable", "There was no time left to ask with this account. Try again.")
    return ask_account(actor, account, seconds=seconds)
