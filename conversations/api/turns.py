"""The turns that answer messages: reading, stopping and resuming one."""

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from conversations.models import ToolCall, Turn
from conversations.selectors import turn_visible_to, with_card
from conversations.shapes import TurnShape, turn_shape
from conversations.turns.start import cancel_turn, resume_turn
from organizations.api.base import Nothing, OrganizationView, valid


def turn_with_calls(row: Turn) -> TurnShape:
    """A turn with its calls as they are stored."""
    return turn_shape(row, with_card(ToolCall.objects.filter(turn=row)))


class TurnDetail(OrganizationView):
    """One turn of one's own."""

    @extend_schema(operation_id="turns_retrieve", responses=TurnShape)
    def get(self, request: Request, org: str, turn_id: uuid.UUID) -> Response:
        """Where it stands, with all its calls."""
        return Response(turn_with_calls(turn_visible_to(self.membership, turn_id)))


class TurnCancel(OrganizationView):
    """Stop."""

    @extend_schema(operation_id="turns_cancel", request=None, responses={202: TurnShape})
    def post(self, request: Request, org: str, turn_id: uuid.UUID) -> Response:
        """Stop the turn; stopping one that is over changes nothing."""
        row = turn_visible_to(self.membership, turn_id)
        valid(Nothing, request.data)
        cancel_turn(actor=self.actor, turn=row)
        row.refresh_from_db()
        return Response(turn_with_calls(row), status=202)


class TurnResume(OrganizationView):
    """Try again, and Continue."""

    @extend_schema(operation_id="turns_resume", request=None, responses={202: TurnShape})
    def post(self, request: Request, org: str, turn_id: uuid.UUID) -> Response:
        """Let a turn that failed, or whose answer was cut, go on from its last kept step; watch its events."""
        row = turn_visible_to(self.membership, turn_id)
        valid(Nothing, request.data)
        resume_turn(actor=self.actor, turn=row)
        return Response(turn_with_calls(row), status=202)
