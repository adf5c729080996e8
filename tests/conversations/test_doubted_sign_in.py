"""A 401 inside a tool's result: the sign-in server says whether the sign-in is over, and no write is made twice."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.models import Connection, ConnectionStatus
from conversations.models import CallStatus, TurnStatus
from tests.cast import Cast
from tests.connectors.fake_sign_in import allow
from tests.conversations.sign_in_desk import CHANGE, LOOK, SignInDesk
from tests.fakes.authorization_server import authorization_server
from tests.fakes.messages_api import MessagesApi

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(transactional_db: None, cast: Cast, model: MessagesApi, engine: Any, settings: Any) -> Iterator[SignInDesk]:
    """Mia has signed in to a server that takes every token, and fails inside the result for those it does not know."""
    with authorization_server(says_401_inside="unknown") as fake:
        allow(settings, fake)
        yield SignInDesk.make(cast, model, fake, engine())


def test_a_read_is_made_once_more_with_a_renewed_token(desk: SignInDesk) -> None:
    desk.fake.access_tokens.clear()
    turn = desk.ask(LOOK)
    assert (turn.status, desk.statuses(turn)) == (TurnStatus.COMPLETED, [CallStatus.SUCCEEDED])
    assert desk.tried("look") == 2 and desk.account.status == ConnectionStatus.CONNECTED


def test_a_read_whose_sign_in_is_over_waits_for_another_and_goes_on(desk: SignInDesk) -> None:
    desk.forget_tokens()
    turn = desk.ask(LOOK)
    assert turn.status == TurnStatus.WAITING_CONNECTION
    (shown,) = desk.shown(turn)
    assert shown["connection_wanted"]["reason"] == "sign_in_again"
    assert desk.account.status == ConnectionStatus.NEEDS_REAUTH and desk.tried("look") == 1
    desk.sign_in()
    assert desk.run(turn).status == TurnStatus.COMPLETED
    assert desk.statuses(turn) == [CallStatus.SUCCEEDED]


def test_a_write_is_never_made_again_by_itself(desk: SignInDesk) -> None:
    desk.fake.access_tokens.clear()
    turn = desk.approved()
    (shown,) = desk.shown(turn)
    assert (shown["status"], shown["error"]["code"]) == ("failed", "tool_failed")
    assert desk.tried("change") == 1 and desk.account.status == ConnectionStatus.CONNECTED
    # The token was renewed, so that the next one goes through; the model is told.
    assert "the sign-in was renewed after this" in str(desk.model.requests[-1]["messages"][-1])
    assert desk.statuses(desk.approved()) == [CallStatus.SUCCEEDED]


def test_a_write_whose_sign_in_is_over_ends_and_the_next_one_waits_for_a_sign_in(desk: SignInDesk) -> None:
    desk.forget_tokens()
    turn = desk.approved()
    (shown,) = desk.shown(turn)
    assert (shown["status"], shown["error"]["code"]) == ("failed", "connection_needs_reauth")
    assert shown["error"]["message"] == (
        "Sign in to this connector again. This was not sent again: ask for it once more afterwards."
    )
    assert desk.account.status == ConnectionStatus.NEEDS_REAUTH
    assert desk.ask(CHANGE).status == TurnStatus.WAITING_CONNECTION
    assert desk.tried("change") == 1


def test_a_401_of_something_else_stays_the_tools_failure(desk: SignInDesk) -> None:
    desk.fake.behaviour.says_401_inside = "always"
    (shown,) = desk.shown(desk.ask(LOOK))
    assert (shown["status"], shown["error"]["code"]) == ("failed", "tool_failed")
    assert desk.account.status == ConnectionStatus.CONNECTED and desk.tried("look") == 2


@pytest.mark.parametrize("block", [LOOK, CHANGE])
def test_a_sign_in_server_that_cannot_be_asked_ends_no_sign_in(desk: SignInDesk, block: dict[str, Any]) -> None:
    desk.forget_tokens()
    desk.fake.behaviour.token = "down"
    turn = desk.approved() if block is CHANGE else desk.ask(block)
    (shown,) = desk.shown(turn)
    assert (shown["status"], shown["error"]["code"]) == ("failed", "tool_failed")
    assert desk.account.status == ConnectionStatus.CONNECTED


def test_without_a_way_to_renew_it_the_result_is_the_tools_failure(desk: SignInDesk) -> None:
    desk.forget_tokens()
    desk.inside(lambda: Connection.objects.update(refresh_token=""))
    (shown,) = desk.shown(desk.ask(LOOK))
    assert (shown["status"], shown["error"]["code"]) == ("failed", "tool_failed")
    assert desk.account.status == ConnectionStatus.CONNECTED
