"""A call that the service refuses although the account is connected: when the account has to sign in, and when not."""

from typing import Any

import pytest

from connectors.accounts.refresh import Token
from connectors.mcp import AccessRefused, AuthorizationRequired, InsufficientScope, McpFailed
from connectors.models import Connection, ConnectionStatus, Connector
from conversations.engine.calls import execute
from conversations.models import CallStatus, TurnStatus
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import text, tool

CHALLENGE = 'Bearer scope="user"'
READ = tool("notebook__list_notes")


@pytest.fixture
def refusing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The service refuses every call in this way; gives how often it was called."""

    def begin(error: McpFailed) -> list[Any]:
        tries: list[Any] = []

        async def call_tool(*args: Any, **_: Any) -> Any:
            tries.append(args)
            raise error

        monkeypatch.setattr(desk.engine._resources.pool, "call_tool", call_tool)
        return tries

    return begin


def rows(desk: Desk) -> tuple[Connection, Connector]:
    return desk.inside(
        lambda: (
            Connection.objects.get(pk=desk.connection.pk),
            Connector.objects.select_related("listing").get(pk=desk.connector.pk),
        )
    )


@pytest.mark.parametrize("error", [AuthorizationRequired((CHALLENGE,), 401), AccessRefused((CHALLENGE,))])
def test_a_stranger_who_is_turned_away_is_led_to_a_sign_in(desk: Desk, refusing: Any, error: McpFailed) -> None:
    tries = refusing(error)
    desk.model.says([READ], [text("Sorry.")])
    turn = desk.run(desk.ask())
    assert turn.status == TurnStatus.WAITING_CONNECTION
    (call,) = desk.calls(turn)
    assert (call.status, call.error_code) == (CallStatus.AWAITING_CONNECTION, "connection_needs_reauth")
    assert "wants a sign-in" in call.error_message
    connection, connector = rows(desk)
    assert connection.status == ConnectionStatus.NEEDS_REAUTH
    assert connector.late_challenges == (CHALLENGE,)
    assert len(tries) == 1


def signed_in(desk: Desk, monkeypatch: pytest.MonkeyPatch, *scopes: str) -> None:
    """With a token that is renewed at every asking, and these scopes."""

    async def renewed(*_: Any, **__: Any) -> Token:
        return Token("fresh", 1, "")

    monkeypatch.setattr(execute, "current_access_token", renewed)
    desk.inside(lambda: Connection.objects.filter(pk=desk.connection.pk).update(scopes=list(scopes)))


@pytest.mark.parametrize(
    ("granted", "challenge", "code", "status"),
    [
        (("user",), CHALLENGE, "connection_needs_reauth", ConnectionStatus.NEEDS_REAUTH),
        (("user",), "Bearer", "connection_needs_reauth", ConnectionStatus.NEEDS_REAUTH),
        (("user",), 'Bearer scope="user openid offline_access"', "connection_needs_reauth", "needs_reauth"),
        ((), 'Bearer scope="admin"', "connection_needs_reauth", ConnectionStatus.NEEDS_REAUTH),
        (("user",), 'Bearer scope="user admin"', "insufficient_scope", ConnectionStatus.NEEDS_SCOPE),
    ],
)
def test_a_second_401_with_a_fresh_token_asks_for_a_sign_in_unless_it_wants_more_access(
    desk: Desk,
    refusing: Any,
    monkeypatch: pytest.MonkeyPatch,
    granted: tuple[str, ...],
    challenge: str,
    code: str,
    status: str,
) -> None:
    signed_in(desk, monkeypatch, *granted)
    tries = refusing(AuthorizationRequired((challenge,), 401))
    desk.model.says([READ], [text("Sorry.")])
    (call,) = desk.calls(desk.run(desk.ask()))
    assert (call.error_code, len(tries)) == (code, 2)
    connection, connector = rows(desk)
    assert connection.status == status
    assert connector.late_challenges == ((challenge,) if status == ConnectionStatus.NEEDS_REAUTH else None)
    assert code != "insufficient_scope" or "(admin)" in call.error_message


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (AuthorizationRequired(('Basic realm="firewall"',), 403), "access_refused"),
        (AccessRefused(('Basic realm="firewall"',)), "access_refused"),
        (AccessRefused(), "access_refused"),
        (InsufficientScope(None, ('Bearer error="insufficient_scope"',)), "insufficient_scope"),
    ],
)
def test_a_403_to_one_tool_leaves_the_account_as_it_is(desk: Desk, refusing: Any, error: McpFailed, code: str) -> None:
    tries = refusing(error)
    desk.model.says([READ], [text("Sorry.")])
    turn = desk.run(desk.ask())
    (call,) = desk.calls(turn)
    assert (call.status, call.error_code) == (CallStatus.FAILED, code)
    connection, connector = rows(desk)
    assert (connection.status, connector.late_challenges) == (ConnectionStatus.CONNECTED, None)
    assert len(tries) == 1


@pytest.mark.parametrize("renewable", [True, False])
@pytest.mark.parametrize(
    ("error", "granted"),
    [
        (InsufficientScope("admin", ('Bearer error="insufficient_scope", scope="admin"',)), ["user"]),
        (InsufficientScope("admin", ('Bearer error="insufficient_scope", scope="admin"',)), []),
        (AuthorizationRequired(('Bearer error="insufficient_scope", scope="admin"',), 401), ["user"]),
        (AuthorizationRequired(('Bearer error="insufficient_scope", scope="admin"',), 401), []),
        (AuthorizationRequired(('Bearer error="invalid_token", scope="user admin"',), 401), ["user"]),
        (AuthorizationRequired(('Bearer scope="user admin"',), 403), ["user"]),
    ],
)
def test_a_refusal_that_wants_more_access_keeps_the_sign_in_and_is_asked_for_at_the_next(
    desk: Desk,
    refusing: Any,
    monkeypatch: pytest.MonkeyPatch,
    error: McpFailed,
    granted: list[str],
    renewable: bool,
) -> None:
    refusing(error)
    if renewable:
        signed_in(desk, monkeypatch)
    desk.inside(
        lambda: desk.connection.store_tokens(
            access_token="kept",
            refresh_token="r" if renewable else "",
            expires_at=None,
            authorization_server=desk.connection.authorization_server,
            scopes=granted,
        )
    )
    desk.model.says([READ], [text("Sorry.")])
    (call,) = desk.calls(desk.run(desk.ask()))
    assert (call.status, call.error_code) == (CallStatus.AWAITING_CONNECTION, "insufficient_scope")
    assert "(admin)" in call.error_message and "Sign in to this connector again" in call.error_message
    connection, connector = rows(desk)
    assert (connection.status, connection.missing_scopes) == (ConnectionStatus.NEEDS_SCOPE, ["admin"])
    assert connector.late_challenges is None


def test_an_ended_sign_in_remembers_what_the_service_named(desk: Desk, refusing: Any) -> None:
    refusing(AuthorizationRequired(('Bearer scope="user admin"',), 401))
    desk.model.says([READ], [text("Sorry.")])
    (call,) = desk.calls(desk.run(desk.ask()))
    assert call.error_code == "connection_needs_reauth"
    connection, _ = rows(desk)
    assert (connection.status, connection.wanted_scopes) == (ConnectionStatus.NEEDS_REAUTH, ["user", "admin"])
