"""What a person types into a card is nested no deeper than anything can read again."""

import json

import pytest

from conversations.models import CallStatus, TurnStatus
from tests.conversations.conftest import Desk
from tests.conversations.test_bound_approvals import _waiting
from tests.fakes.messages_api import text

ACME = "/api/v1/organizations/acme"


@pytest.mark.parametrize(("levels", "leaves"), [(1, True), (126, True), (127, False), (400, False), (900, False)])
def test_edited_arguments_leave_or_are_refused_at_once(levels: int, leaves: bool, desk: Desk) -> None:
    turn, call = _waiting(desk)
    deep = "[" * levels + "]" * levels
    body = f'{{"decision": "allow_once", "arguments": {{"text": "x", "more": {deep}}}}}'
    mia = desk.cast.client(desk.cast.mia)
    answer = mia.generic("POST", f"{ACME}/tool-calls/{call.id}/decision", body, "application/json")
    assert answer.status_code == (200 if leaves else 400)
    if leaves:
        desk.model.says([text("Done.")])
        assert desk.run(turn).status == TurnStatus.COMPLETED
    else:
        assert "nested too deeply" in json.loads(answer.content)["detail"]
        assert [each.status for each in desk.calls(turn)] == [CallStatus.AWAITING_APPROVAL]
