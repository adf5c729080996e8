"""The turns that answer messages: reading, stopping and resuming one."""

import uuid
from typing import Any, ClassVar, TypedDict

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.models import ToolPolicy
from connectors.shapes import ConnectorMarkShape, connector_mark_shape
from connectors.tools.policies import ask_again
from conversations.call_shapes import ToolCallShape, tool_call_shape
from conversations.inputs import answer_input
from conversations.models import CallStatus, ToolCall, Turn
from conversations.selectors import tool_calls_visible_to, turn_visible_to, with_card
from conversations.shapes import TurnShape, turn_shape
from conversations.turns import cancel_turn, decide_tool_call, resume_turn, settle_outcome
from conversations.waits import go_on_without
from organizations.api.base import Nothing, OrganizationView, PagedView, found, valid
from organizations.models import Membership, Scope
from organizations.shapes import Id, Time


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


# Tool calls, and what a person decides about them.


class ToolCallsQuery(serializers.Serializer[Any]):
    """Which of one's calls are listed."""

    status = serializers.ChoiceField(CallStatus.choices, required=False)


class ToolCallDecision(serializers.Serializer[Any]):
    """What the member says of a call that waits."""

    decision = serializers.ChoiceField(["allow_once", "always_allow", "deny"])
    arguments = serializers.DictField(child=serializers.JSONField(allow_null=True), required=False)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=500)


class ToolCallOutcome(serializers.Serializer[Any]):
    """What became of a write, as the member found it."""

    outcome = serializers.ChoiceField(["happened", "retry", "skip"])


class QuestionAnswer(serializers.Serializer[Any]):
    """To one question."""

    action = serializers.ChoiceField(["accept", "decline", "cancel"])
    content = serializers.DictField(child=serializers.JSONField(allow_null=True), required=False)


class ToolCallAnswers(serializers.Serializer[Any]):
    """To all questions of the call, by key."""

    answers = serializers.DictField(child=QuestionAnswer())


class ToolCallWithout(serializers.Serializer[Any]):
    """That nobody signs in for it."""

    decision = serializers.ChoiceField(["go_on_without"])


class ToolCallsOfMember(OrganizationView):
    """Finds the call through its turn's member."""

    def call(self, tool_call_id: uuid.UUID) -> ToolCall:
        """The call; raises Missing for everybody else."""
        return found(tool_calls_visible_to(self.membership), tool_call_id)

    def shown(self, tool_call_id: uuid.UUID) -> Response:
        """The call as it is now."""
        return Response(tool_call_shape(self.call(tool_call_id)))


class ToolCallList(OrganizationView, PagedView):
    """Tool calls over all one's conversations."""

    queries: ClassVar = {"GET": ToolCallsQuery}

    @extend_schema(operation_id="tool_calls_list", parameters=[ToolCallsQuery], responses=list[ToolCallShape])
    def get(self, request: Request, org: str) -> Response:
        """List calls, newest first; `status=awaiting_approval` are those that wait for a decision."""
        rows = tool_calls_visible_to(self.membership).filter(**self.asked)
        return self.page(rows, tool_call_shape, ordering=("-created_at", "-id"))


class ToolCallDetail(ToolCallsOfMember):
    """One call."""

    @extend_schema(operation_id="tool_calls_retrieve", responses=ToolCallShape)
    def get(self, request: Request, org: str, tool_call_id: uuid.UUID) -> Response:
        """Read it."""
        return self.shown(tool_call_id)


class ToolCallDecide(ToolCallsOfMember):
    """The member's decision on a call that waits."""

    changes_need = Scope.APPROVE

    @extend_schema(operation_id="tool_calls_decide", request=ToolCallDecision, responses=ToolCallShape)
    def post(self, request: Request, org: str, tool_call_id: uuid.UUID) -> Response:
        """Allow once, always allow, or deny; `arguments` replaces what would be sent."""
        data = valid(ToolCallDecision, request.data)
        decide_tool_call(
            actor=self.actor,
            call=self.call(tool_call_id),
            decision=data["decision"],
            arguments=data.get("arguments"),
            reason=data.get("reason", ""),
        )
        return self.shown(tool_call_id)


class ToolCallSettle(ToolCallsOfMember):
    """What became of a write whose outcome is unknown."""

    changes_need = Scope.APPROVE

    @extend_schema(operation_id="tool_calls_settle", request=ToolCallOutcome, responses=ToolCallShape)
    def post(self, request: Request, org: str, tool_call_id: uuid.UUID) -> Response:
        """It happened, try again, or skip it."""
        data = valid(ToolCallOutcome, request.data)
        settle_outcome(actor=self.actor, call=self.call(tool_call_id), outcome=data["outcome"])
        return self.shown(tool_call_id)


class ToolCallAnswer(ToolCallsOfMember):
    """The member's answer to what the service asks in the middle of a call."""

    changes_need = Scope.APPROVE

    @extend_schema(operation_id="tool_calls_answer", request=ToolCallAnswers, responses=ToolCallShape)
    def post(self, request: Request, org: str, tool_call_id: uuid.UUID) -> Response:
        """Answer each question by its key: accept (a form with its `content`), decline or cancel."""
        data = valid(ToolCallAnswers, request.data)
        answer_input(actor=self.actor, call=self.call(tool_call_id), answers=data["answers"])
        return self.shown(tool_call_id)


class ToolCallConnection(ToolCallsOfMember):
    """The member's word on a call that waits for their account; a sign-in lets it go on without one."""

    changes_need = Scope.APPROVE

    @extend_schema(operation_id="tool_calls_connection", request=ToolCallWithout, responses=ToolCallShape)
    def post(self, request: Request, org: str, tool_call_id: uuid.UUID) -> Response:
        """Go on without it: the call fails, and the turn goes on."""
        valid(ToolCallWithout, request.data)
        go_on_without(actor=self.actor, call=self.call(tool_call_id))
        return self.shown(tool_call_id)


# Standing approvals: what a member always allows, listed and revocable.


class StandingApprovalShape(TypedDict):
    """A tool, or a kind of tool, that the member always allows."""

    id: Id
    connector: ConnectorMarkShape
    tool: str
    granted_in: Id | None
    updated_at: Time


def standing_approval_shape(row: ToolPolicy) -> StandingApprovalShape:
    """A row of the member's policy that allows."""
    return {
        "id": str(row.id),
        "connector": connector_mark_shape(row.connector),
        "tool": row.tool,
        "granted_in": str(row.granted_in) if row.granted_in else None,
        "updated_at": row.updated_at.isoformat(),
    }


def _allowed_by(member: Membership) -> QuerySet[ToolPolicy]:
    return ToolPolicy.objects.select_related("connector__listing").filter(member=member, level="allow")


class StandingApprovalList(OrganizationView, PagedView):
    """Rows of the member's own policy that allow (rules.md section 3: there is no second mechanism)."""

    @extend_schema(operation_id="standing_approvals_list", responses=list[StandingApprovalShape])
    def get(self, request: Request, org: str) -> Response:
        """List one's own."""
        rows = _allowed_by(self.membership).filter(organization=self.organization)
        return self.page(rows, standing_approval_shape, ordering=("-updated_at",))


class StandingApprovalDetail(OrganizationView):
    """One of them."""

    changes_need = Scope.APPROVE

    @extend_schema(operation_id="standing_approvals_destroy", responses={204: None})
    def delete(self, request: Request, org: str, standing_approval_id: uuid.UUID) -> Response:
        """Ask again from now on."""
        ask_again(actor=self.actor, row=found(_allowed_by(self.membership), standing_approval_id))
        return Response(status=204)
