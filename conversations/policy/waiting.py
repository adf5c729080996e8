"""What a call that wants a sign-in waits for, and when it goes on (rules.md section 3). Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from connectors.models import Connection
from conversations.models import APPROVAL_LIFETIME, ToolCall
from organizations.refusals import ALLOWED, Decision, refuse

# How often one call asks a person for its account: a sign-in that did not help is asked for once more.
MOST_ASKED = 2
NOT_CONNECTED = "not_connected"
STILL_WAITS = "still_waits"


class WantedReason(StrEnum):
    """What the person has to do."""

    CONNECT = "connect"
    SIGN_IN_AGAIN = "sign_in_again"
    MORE_ACCESS = "more_access"


# The refusals that a sign-in may mend.
REASONS = {
    "connection_required": WantedReason.CONNECT,
    "connection_needs_reauth": WantedReason.SIGN_IN_AGAIN,
    "insufficient_scope": WantedReason.MORE_ACCESS,
}


@dataclass(frozen=True, slots=True)
class ConnectionWanted:
    """What a call waits for, or has waited for.

    `since` and `account` are those of the sign-in that did not do: another one has another time. `asked` is how often
    a person was asked. `approval_is_over`: what a person said to the call before was for another account, or too old.
    """

    reason: str
    scopes: Sequence[str] = ()
    since: str = ""
    account: str = ""
    asked: int = 1
    approval_is_over: bool = False

    @classmethod
    def of(cls, call: ToolCall) -> Self | None:
        """As it is stored; None for a call that never waited."""
        return cls(**call.connection_wanted) if call.connection_wanted else None

    def as_json(self) -> dict[str, Any]:
        """For the column."""
        return {**asdict(self), "scopes": list(self.scopes)}


def wait_for(
    call: ToolCall, reason: WantedReason | None, connection: Connection | None, scopes: Sequence[str] = ()
) -> ConnectionWanted | None:
    """The wait of a call that was refused for want of a sign-in; None where a person was asked often enough."""
    before = ConnectionWanted.of(call)
    asked = before.asked if before else 0
    if reason is None or call.connector is None or asked >= MOST_ASKED:
        return None
    account = connection.account if connection else ""
    over = before is not None and before.approval_is_over
    return ConnectionWanted(reason, tuple(scopes), _signed_in_at(connection), account, asked + 1, over)


def after_wait(call: ToolCall, why: Decision, connection: Connection | None, *, is_on: bool, now: datetime) -> Decision:
    """ALLOWED: it is decided anew. A refusal: it ends with these words; with the code STILL_WAITS it waits on.

    `why` is the rules' answer now, `connection` the account that the conversation would use now.
    """
    wanted = ConnectionWanted.of(call)
    if wanted is None:
        return ALLOWED
    name = call.connector.name if call.connector else "The service"
    if call.waits_until is None or call.waits_until <= now:
        return refuse(NOT_CONNECTED, f"Nobody signed in to {name} in time.", call)
    is_about_connecting = why.code in REASONS
    if connection is None and not is_about_connecting:
        return ALLOWED
    asks_to_connect = wanted.reason == WantedReason.CONNECT
    if why.code == "connection_required" and not asks_to_connect:
        return refuse(NOT_CONNECTED, f"The {name} account was disconnected while this waited.", call)
    if not is_on and not asks_to_connect:
        return refuse(NOT_CONNECTED, f"{name} was switched off in this chat while this waited.", call)
    if is_about_connecting or _is_the_same_sign_in(call, wanted, connection):
        return refuse(STILL_WAITS, f"It waits for a sign-in to {name}.", call)
    return ALLOWED


def must_be_asked_again(call: ToolCall, connection: Connection, said_at: datetime | None, now: datetime) -> bool:
    """Whether an approval from before the wait is over: another account signed in, or it was given too long ago.

    An account without a name may be another one; an open server has none.
    """
    wanted = ConnectionWanted.of(call)
    if wanted is not None and not _is_the_same_sign_in(call, wanted, connection):
        is_open = str(connection.access_token) == ""
        is_named_alike = connection.account == wanted.account and (connection.account != "" or is_open)
        if connection.id != call.connection_id or not is_named_alike:
            return True
    return said_at is not None and said_at + APPROVAL_LIFETIME <= now


def _is_the_same_sign_in(call: ToolCall, wanted: ConnectionWanted, connection: Connection | None) -> bool:
    if connection is None or connection.id != call.connection_id:
        return False
    return _signed_in_at(connection) == wanted.since


def _signed_in_at(connection: Connection | None) -> str:
    return connection.connected_at.isoformat() if connection and connection.connected_at else ""
