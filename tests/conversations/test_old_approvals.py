"""An approval is for now: what could not leave in time is asked again."""

from datetime import timedelta

from django.utils import timezone

from conversations.models import Approval, CallStatus, ToolCall
from conversations.turns import settle_outcome
from tests.conversations.conftest import Desk
from tests.conversations.test_bound_approvals import _decided
from tests.fakes.messages_api import text, tool


def test_what_was_approved_days_ago_does_not_leave_when_another_calls_outcome_is_settled(desk: Desk) -> None:
    """The turn waits for the other call without an end, and the approved one lies ready all the time."""
    writes = [tool("notebook__create_note", text="a"), tool("notebook__create_note", text="b")]
    desk.model.says(writes, [text("Done.")])
    turn = desk.run(desk.ask())
    broken_off, approved = desk.calls(turn)
    desk.inside(lambda: ToolCall.objects.filter(pk=broken_off.pk).update(status=CallStatus.UNKNOWN))
    _decided(desk, approved)
    then = timezone.now() - timedelta(days=3)
    desk.inside(lambda: Approval.objects.update(requested_at=then, expires_at=then, decided_at=then))
    mia = desk.cast.actor(desk.cast.mia)
    desk.inside(lambda: settle_outcome(actor=mia, call=broken_off, outcome="happened"))
    desk.run(turn)
    assert desk.notebook.runs == []
