"""Where a service does not say whose account it is, signing in again may be with another one."""

import pytest

from connectors.models import Connection, ToolPolicy
from tests.conversations.conftest import Desk
from tests.conversations.test_bound_approvals import _decided, _signed_in_as, _waiting


def test_a_standing_approval_ends_when_an_unnamed_account_becomes_a_named_one(desk: Desk) -> None:
    desk.inside(lambda: Connection.objects.update(account=""))
    turn, call = _waiting(desk)
    _decided(desk, call, "always_allow")
    desk.run(turn)
    _signed_in_as(desk, "boss@notes")
    assert desk.inside(ToolPolicy.objects.exclude(granted_in=None).count) == 0


@pytest.mark.parametrize("before", ["", "mia@notes"])
def test_a_standing_approval_ends_when_nobody_knows_whose_account_it_is_now(before: str, desk: Desk) -> None:
    desk.inside(lambda: Connection.objects.update(account=before))
    turn, call = _waiting(desk)
    _decided(desk, call, "always_allow")
    desk.run(turn)
    _signed_in_as(desk, "")
    assert desk.inside(ToolPolicy.objects.exclude(granted_in=None).count) == 0
