"""Accounts whose servers are asked again what they offer, by their own members or now and then by the sweep.

New and changed tools wait for an owner (tools-T6), what is gone is offered no longer. Each account is asked for
itself, with its own credential (credentials-C1).
"""

import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from connectors.credential_rows import CredentialUnavailable
from connectors.exceptions import OutsideFailed
from connectors.mcp import AuthorizationRequired, InsufficientScope
from connectors.models import Connection, ConnectionStatus, OfferedTool
from connectors.offers import offer_to
from connectors.policy import may_use
from connectors.reauthentication import require_sign_in
from connectors.sign_in import Offer
from connectors.step_up import named_by, step_up
from connectors.tool_sync import sync_tools
from organizations.actors import Actor
from organizations.policy import may_act
from organizations.tenancy import everywhere, tenant

log = logging.getLogger(__name__)
EVERY = timedelta(days=1)
# So many accounts at most each sweep, which spreads them over the day, and leaves most of a worker's threads to turns.
MOST_AT_ONCE = 20
SWEEP_SECONDS = 300
# Nobody waits for the sweep's answer, and a server that is slow now is asked again tomorrow.
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
        # Claimed first: those that may not be used now would stay the longest unasked, and keep all others out.
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
        rows = Connection.objects.filter(due, status=ConnectionStatus.CONNECTED)
        oldest = rows.order_by(F("tools_asked_at").asc(nulls_first=True), "id")
        return list(oldest.values_list("organization_id", "id")[:MOST_AT_ONCE])


def _is_for_sweep(row: Connection) -> bool:
    usable = row.is_usable and may_use(row.connector, row.member.organization).allowed
    return usable and may_act(row.member).allowed


def _refused(connection: Connection, error: AuthorizationRequired | InsufficientScope) -> NotAsked:
    """What becomes of an account whose own sign-in did not do, and what its member is told."""
    with tenant(connection.organization_id):
        if wanted := named_by(error):
            connection.want(wanted)
        if more := step_up(error, connection.scopes):
            return NotAsked(more.code, more.person_message)
        if isinstance(error, AuthorizationRequired) and error.status == 401:
            _end_sign_in(connection)
            return NotAsked("connection_needs_reauth", "Sign in to this connector again.")
    return NotAsked("access_refused", "The service does not allow this account to do that.")


def _end_sign_in(asked: Connection) -> None:
    # Of this very sign-in, whose token was renewed a moment ago.
    row = _rows().filter(pk=asked.pk, connected_at=asked.connected_at).first()
    if row is not None:
        require_sign_in(actor=Actor.system(row.organization_id), connection=row)


def _store(actor: Actor, asked: Connection, offer: Offer) -> ToolChanges:
    # Of this very sign-in: meanwhile it may have ended, or another account may have signed in.
    locked = _rows().select_for_update(of=("self",))
    row = locked.filter(pk=asked.pk, status=ConnectionStatus.CONNECTED, connected_at=asked.connected_at).first()
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
