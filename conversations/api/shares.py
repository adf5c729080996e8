"""Links to snapshots of a conversation."""

import uuid
from typing import Annotated, Any, TypedDict

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.shapes import ConnectorMarkShape, connector_mark_shape
from conversations.models import Audience, Author, Conversation, Share, ToolCall
from conversations.policy.sharing import may_share
from conversations.selectors import branch_of, conversation_visible_to, kinds_in, shares_visible_to
from conversations.sharing import open_share, revoke_share, share_conversation
from organizations.api.base import ClosedView, OrganizationView, PagedView, found, valid
from organizations.models import Membership, User
from organizations.policy import may_keep_things
from organizations.refusals import DecisionShape, Missing, first_refusal
from organizations.shapes import Id, Time, time_text


class ShareShape(TypedDict):
    """A link with its whole address."""

    id: Id
    audience: Annotated[str, Audience]
    url: str
    redacted: bool
    message_count: int
    created_at: Time


def share_shape(row: Share) -> ShareShape:
    """A link, for the author of the conversation."""
    return {
        "id": str(row.id),
        "audience": row.audience,
        "url": f"{settings.PUBLIC_URL}/shared/{row.token}",
        "redacted": row.redacted,
        "message_count": len(row.snapshot.get("messages", [])),
        "created_at": time_text(row.created_at),
    }


class NewShare(serializers.Serializer[Any]):
    """For whom the link is."""

    audience = serializers.ChoiceField(Audience.choices)
    confirm_redacted = serializers.BooleanField(required=False, default=False)


class ShareList(OrganizationView, PagedView):
    """The live links of a conversation."""

    @extend_schema(operation_id="shares_list", responses=list[ShareShape])
    def get(self, request: Request, org: str, conversation_id: uuid.UUID) -> Response:
        """List the links that work."""
        row = conversation_visible_to(self.membership, conversation_id)
        return self.whole([share_shape(share) for share in _live(row)])

    @extend_schema(operation_id="shares_create", request=NewShare, responses={201: ShareShape})
    def post(self, request: Request, org: str, conversation_id: uuid.UUID) -> Response:
        """Make a link for the organization or for anyone; refused as rules.md section 5 says."""
        row = conversation_visible_to(self.membership, conversation_id)
        data = valid(NewShare, request.data)
        share = share_conversation(
            actor=self.actor,
            conversation=row,
            audience=data["audience"],
            confirmed=data["confirm_redacted"],
        )
        return Response(share_shape(share), status=201)


class ShareDetail(OrganizationView):
    """One link."""

    @extend_schema(operation_id="shares_destroy", responses={204: None})
    def delete(self, request: Request, org: str, share_id: uuid.UUID) -> Response:
        """Kill the link."""
        revoke_share(actor=self.actor, share=found(shares_visible_to(self.membership), share_id))
        return Response(status=204)


# What the share dialog says.


class InsideDecisionShape(DecisionShape):
    """Whether it can be shared inside the organization; redacted: without tool data."""

    redacted: bool


class OutsideDecisionShape(DecisionShape):
    """Whether it can be shared with anyone; some have to be warned first."""

    needs_confirmation: bool


class HoldingShape(TypedDict):
    """An answer that holds a connector's content."""

    connector: ConnectorMarkShape
    tool_title: str
    answer_number: int


class SharingShape(TypedDict):
    """Who a conversation can be shared with, and what keeps it from more."""

    organization: InsideDecisionShape
    public: OutsideDecisionShape
    holds: list[HoldingShape]
    shares: list[ShareShape]


def sharing_shape(row: Conversation, member: Membership) -> SharingShape:
    """Who it can be shared with, and if not, which answers hold which connector's content."""
    kinds, lasts = kinds_in(row), may_keep_things(member.user)
    inside = first_refusal(may_share(member.organization, Audience.ORGANIZATION, kinds, False), lasts)
    outside = first_refusal(may_share(member.organization, Audience.PUBLIC, kinds, False), lasts)
    return {
        "organization": {**inside.as_json(), "redacted": bool(kinds)},
        "public": {**outside.as_json(), "needs_confirmation": outside.code == "confirmation_required"},
        "holds": _holding_shapes(row) if kinds else [],
        "shares": [share_shape(share) for share in _live(row)],
    }


def _live(row: Conversation) -> list[Share]:
    return [share for share in Share.objects.filter(conversation=row, revoked_at=None) if share.is_live]


def _holding_shapes(row: Conversation) -> list[HoldingShape]:
    answers = [m.turn_id for m in branch_of(row) if m.role == "assistant"]
    calls = ToolCall.objects.select_related("connector__listing").filter(
        turn__in=answers, connector__isnull=False, result__isnull=False
    )
    return [
        {
            "connector": connector_mark_shape(call.connector),
            "tool_title": call.title,
            "answer_number": answers.index(call.turn_id) + 1,
        }
        for call in calls
        if call.connector
    ]


class SharingDetail(OrganizationView):
    """What the share dialog says."""

    @extend_schema(operation_id="sharing_retrieve", responses=SharingShape)
    def get(self, request: Request, org: str, conversation_id: uuid.UUID) -> Response:
        """Who it can be shared with, and if not, which answers hold which connector's content."""
        return Response(sharing_shape(conversation_visible_to(self.membership, conversation_id), self.membership))


# What lies behind a link.


class SharedMessageShape(TypedDict):
    """A message's own words."""

    role: Annotated[str, Author]
    text: str
    demo: bool
    created_at: Time


class SharedConversationShape(TypedDict):
    """A snapshot of a conversation: no tool data, no files."""

    title: str
    author: str
    audience: Annotated[str, Audience]
    messages: list[SharedMessageShape]


def shared_conversation_shape(row: Share) -> SharedConversationShape:
    """The snapshot behind a link."""
    seen = row.snapshot
    return {
        "title": seen["title"],
        "author": seen["author"],
        "audience": row.audience,
        "messages": seen["messages"],
    }


class SharedConversationDetail(ClosedView):
    """What lies behind a link, for clients."""

    permission_classes = [AllowAny]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """As in DRF; a query that names anything is refused."""
        super().initial(request, *args, **kwargs)
        self.insist_on_known(request)

    @extend_schema(operation_id="shared_conversations_retrieve", responses=SharedConversationShape)
    def get(self, request: Request, token: str) -> Response:
        """Open a link; one and the same 404 when it does not work."""
        share = open_share(token, request.user if isinstance(request.user, User) else None)
        if share is None:
            raise Missing
        return Response(shared_conversation_shape(share), headers={"X-Robots-Tag": "noindex"})
