"""Whom an operator has shut out has no turn that goes on calling tools with their account."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from conversations.models import TurnStatus
from tests import factories
from tests.conversations.conftest import Desk
from tests.conversations.test_bound_approvals import WRITE, _decided, _waiting
from tests.fakes.messages_api import text
from tests.owner import set_as_owner

SHUT: dict[str, Callable[[Desk], None]] = {
    "a deactivated person": lambda desk: set_as_owner(desk.cast.mia.user, is_active=False),
    "a closed organization": lambda desk: set_as_owner(desk.cast.acme, closed_at=timezone.now()),
}


@pytest.mark.parametrize("way", SHUT)
def test_nothing_is_called_for_them(way: str, desk: Desk) -> None:
    factories.set_policy(desk.connector, "create_note", "allow", desk.cast.mia)
    desk.model.says([WRITE], [text("Done.")])
    turn = desk.ask()
    SHUT[way](desk)
    turn = desk.run(turn)
    assert (turn.status, turn.error_code) == (TurnStatus.FAILED, "membership_ended")
    assert (desk.notebook.runs, desk.model.requests) == ([], [])


@pytest.mark.parametrize("way", SHUT)
def test_what_was_approved_before_does_not_leave_either(way: str, desk: Desk) -> None:
    turn, call = _waiting(desk)
    _decided(desk, call)
    SHUT[way](desk)
    desk.run(turn)
    assert desk.notebook.runs == []
