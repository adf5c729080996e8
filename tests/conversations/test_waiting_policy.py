"""When a call waits for its account, goes on, and ends: the table behind rules.md section 3, Sign-ins."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.models import Connection, ConnectionStatus
from conversations.models import ToolCall
from conversations.policy.waiting import (
    MOST_ASKED,
    REASONS,
    ConnectionWanted,
    WantedReason,
    after_wait,
    must_be_asked_again,
    wait_for,
)
from organizations.refusals import ALLOWED, refuse
from tests.connectors.rows import a_connector, a_member
from tests.conversations.rows import a_connection

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
BEFORE, SINCE = NOW - timedelta(hours=2), NOW - timedelta(minutes=1)
MEMBER = a_member()
CONNECTOR = a_connector(MEMBER)
ACCOUNT = a_connection(CONNECTOR, MEMBER, account="mia@ours", connected_at=BEFORE)
ANOTHER = a_connection(CONNECTOR, MEMBER, account="mia@ours", connected_at=SINCE)
SAME_MOMENT = a_connection(CONNECTOR, MEMBER, account="mia@ours", connected_at=BEFORE)


def signed_in_again(**changes: Any) -> Any:
    """The same row after another sign-in."""
    return a_connection(CONNECTOR, MEMBER, id=ACCOUNT.id, **{"account": "mia@ours", "connected_at": SINCE, **changes})


def a_call(reason: WantedReason = WantedReason.SIGN_IN_AGAIN, **changes: Any) -> ToolCall:
    """One that waits since the account did not do."""
    call = ToolCall(connector=CONNECTOR, connection=ACCOUNT, waits_until=NOW + timedelta(minutes=5))
    wanted = wait_for(call, reason, ACCOUNT)
    assert wanted is not None
    call.connection_wanted = replace(wanted, **changes).as_json()
    return call


def test_only_what_a_sign_in_may_mend_waits() -> None:
    assert set(REASONS) == {"connection_required", "connection_needs_reauth", "insufficient_scope"}
    assert wait_for(ToolCall(connector=CONNECTOR), None, ACCOUNT) is None
    assert wait_for(ToolCall(), WantedReason.CONNECT, ACCOUNT) is None


def test_clients_and_the_database_know_what_is_wanted_by_these_words() -> None:
    assert list(WantedReason) == ["connect", "sign_in_again", "more_access"]
    assert {code: str(reason) for code, reason in REASONS.items()} == {
        "connection_required": "connect",
        "connection_needs_reauth": "sign_in_again",
        "insufficient_scope": "more_access",
    }
    said = {"scopes": [], "since": "", "account": "", "asked": 1, "approval_is_over": False}
    assert ConnectionWanted("connect").as_json() == {"reason": "connect", **said}


@pytest.mark.parametrize("account", [None, a_connection(CONNECTOR, MEMBER, ConnectionStatus.PENDING)])
def test_who_never_signed_in_has_no_sign_in_that_did_not_do(account: Connection | None) -> None:
    assert wait_for(ToolCall(connector=CONNECTOR), WantedReason.CONNECT, account) == ConnectionWanted("connect")


def test_a_call_that_never_waited_is_decided_as_any_other() -> None:
    assert after_wait(ToolCall(connector=CONNECTOR), ALLOWED, ACCOUNT, is_on=True, now=NOW) == ALLOWED
    assert not must_be_asked_again(ToolCall(connector=CONNECTOR, connection=ACCOUNT), ANOTHER, None, NOW)


def test_a_wait_without_an_end_is_over() -> None:
    call = a_call()
    call.waits_until = None
    assert after_wait(call, ALLOWED, signed_in_again(), is_on=True, now=NOW).code == "not_connected"


def test_a_call_whose_connector_is_gone_still_says_what_was_wanted() -> None:
    call = a_call()
    call.connector, call.waits_until = None, NOW
    assert after_wait(call, ALLOWED, None, is_on=False, now=NOW).reason.startswith("Nobody signed in to The service")


def test_a_call_asks_twice_and_no_more() -> None:
    call = ToolCall(connector=CONNECTOR)
    for asked in range(1, MOST_ASKED + 1):
        wanted = wait_for(call, WantedReason.MORE_ACCESS, ACCOUNT, ["admin"])
        assert wanted is not None and (wanted.asked, list(wanted.scopes)) == (asked, ["admin"])
        call.connection_wanted = wanted.as_json()
        assert ConnectionWanted.of(call) == replace(wanted, scopes=["admin"])
    assert MOST_ASKED == 2
    assert all(wait_for(call, reason, ACCOUNT) is None for reason in WantedReason)


NEEDS_REAUTH, REQUIRED = refuse("connection_needs_reauth", "."), refuse("connection_required", ".")
ASKS, DISABLED = refuse("default_asks", "."), refuse("connector_not_enabled", ".")
WAITS, GOES_ON, ENDS = "still_waits", "goes on", "not_connected"
CONNECT, AGAIN, MORE = WantedReason
ROWS: dict[str, tuple[WantedReason, Any, Any, bool, str]] = {
    "the sign-in is still over": (AGAIN, NEEDS_REAUTH, ACCOUNT, True, WAITS),
    "nobody gave more": (MORE, ALLOWED, ACCOUNT, True, WAITS),
    "nobody gave more, and it asks": (MORE, ASKS, ACCOUNT, True, WAITS),
    "nobody connected": (CONNECT, REQUIRED, None, True, WAITS),
    "nobody connected, and the switch went with the account": (CONNECT, REQUIRED, None, False, WAITS),
    "connected, but the switch is still off": (CONNECT, REQUIRED, None, False, WAITS),
    "signed in again": (AGAIN, ALLOWED, signed_in_again(), True, GOES_ON),
    "signed in again, and it asks": (AGAIN, ASKS, signed_in_again(), True, GOES_ON),
    "gave more": (MORE, ALLOWED, signed_in_again(), True, GOES_ON),
    "connected": (CONNECT, ALLOWED, ANOTHER, True, GOES_ON),
    "chose another account": (AGAIN, ALLOWED, ANOTHER, True, GOES_ON),
    "chose another that signed in at the same moment": (AGAIN, ALLOWED, SAME_MOMENT, True, GOES_ON),
    "an owner disabled it: the rules say so": (AGAIN, DISABLED, None, False, GOES_ON),
    "disconnected": (AGAIN, REQUIRED, None, False, ENDS),
    "disconnected instead of giving more": (MORE, REQUIRED, None, True, ENDS),
    "switched off": (AGAIN, NEEDS_REAUTH, None, False, ENDS),
    "switched off instead of giving more": (MORE, refuse("connection_needs_reauth", "."), None, False, ENDS),
}


@pytest.mark.parametrize("row", ROWS)
def test_a_wait_goes_on_ends_or_stays_as_the_table_says(row: str) -> None:
    reason, why, connection, is_on, expected = ROWS[row]
    found = after_wait(a_call(reason), why, connection, is_on=is_on, now=NOW)
    assert (GOES_ON if found.allowed else found.code) == expected
    assert found.allowed or isinstance(found.deciding_row, ToolCall)
    assert found.code != ENDS or found.reason.endswith("waited.")


@pytest.mark.parametrize("row", ROWS)
def test_a_wait_that_is_over_ends_whatever_became_of_the_account(row: str) -> None:
    reason, why, connection, is_on, _ = ROWS[row]
    call = a_call(reason)
    call.waits_until = NOW
    found = after_wait(call, why, connection, is_on=is_on, now=NOW)
    assert (found.code, found.deciding_row) == ("not_connected", call)
    assert found.reason == f"Nobody signed in to {CONNECTOR.name} in time."


def test_an_approval_from_before_counts_for_the_same_account_and_in_its_time() -> None:
    call, said = a_call(), NOW - timedelta(minutes=14)
    assert not must_be_asked_again(call, signed_in_again(), said, NOW)
    assert not must_be_asked_again(call, ACCOUNT, said, NOW)
    assert must_be_asked_again(call, ANOTHER, said, NOW)
    assert must_be_asked_again(call, signed_in_again(account="boss@ours"), said, NOW)
    assert not must_be_asked_again(call, signed_in_again(access_token="a-token"), said, NOW)
    # The sign-in that did not do is the one that was approved for, whatever the service calls it now.
    assert not must_be_asked_again(call, signed_in_again(account="boss@ours", connected_at=BEFORE), said, NOW)
    assert must_be_asked_again(call, SAME_MOMENT, said, NOW)
    assert must_be_asked_again(call, signed_in_again(), NOW - timedelta(minutes=15), NOW)
    assert not must_be_asked_again(call, signed_in_again(), None, NOW)


@pytest.mark.parametrize(("token", "asks"), [("a-token", True), ("", False)])
def test_an_account_without_a_name_may_be_another_unless_the_server_has_none(token: str, asks: bool) -> None:
    call = a_call(account="")
    assert must_be_asked_again(call, signed_in_again(account="", access_token=token), NOW, NOW) is asks


def test_what_is_over_stays_over_at_the_next_wait() -> None:
    call = a_call(approval_is_over=True)
    wanted = wait_for(call, WantedReason.MORE_ACCESS, ACCOUNT)
    assert wanted is not None and wanted.approval_is_over
    wanted = wait_for(a_call(), WantedReason.MORE_ACCESS, ACCOUNT)
    assert wanted is not None and not wanted.approval_is_over


def test_an_account_that_lacks_something_is_usable() -> None:
    usable = {status for status in ConnectionStatus if a_connection(CONNECTOR, MEMBER, status).is_usable}
    assert usable == {ConnectionStatus.CONNECTED, ConnectionStatus.NEEDS_SCOPE}
