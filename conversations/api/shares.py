"""Links to snapshots of a conversation."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from conversations import shapes
from conversations.api.inputs import ShareInput
from conversations.api.shapes import SharedShape, ShareShape, SharingShape
from conversations.models import Audience, Conversation, Share, ToolCall
from conversations.policy.rules import may_share
from conversations.selectors import branch_of, conversation_visible_to, kinds_in, shares_visible_to
from conversations.sharing.links import open_share, revoke_share, share_conversation
from organizations.api.base import OrganizationView, PagedView, found
from organizations.api.closed import ClosedView, valid
from organizations.models import User
from organizations.policy import may_keep_things
from organizations.refusals import Missing, first_refusal


class Shares(PagedView, OrganizationView):
    """The live links of a conversation."""

    @extend_schema(operation_id="list_shares", responses=ShareShape(many=True))
    def get(self, request: Request, org: str, conversation: uuid.UUID) -> Response:
        """List the links that work."""
        row = conversation_visible_to(self.membership, conversation)
        return self.whole([shapes.share(share) for share in _live(row)])

    @extend_schema(operation_id="share_conversation", request=ShareInput, responses={201: ShareShape})
    def post(self, request: Request, org: str, conversation: uuid.UUID) -> Response:
        """Make a link for the organization or for anyone; refused as rules.md section 5 says."""
        row = conversation_visible_to(self.membership, conversation)
        data = valid(ShareInput, request.data)
        share = share_conversation(
            actor=self.actor,
            conversation=row,
            audience=data["audience"],
            confirmed=data["confirm_redacted"],
        )
        return Response(shapes.share(share), status=201)


class OneShare(OrganizationView):
    """One link."""

    @extend_schema(operation_id="revoke_share", responses={204: None})
    def delete(self, request: Request, org: str, share: uuid.UUID) -> Response:
        """Kill the link."""
        revoke_share(actor=self.actor, share=found(shares_visible_to(self.membership), share))
        return Response(status=204)


class Sharing(OrganizationView):
    """What the share dialog says."""

    @extend_schema(operation_id="explain_sharing", responses=SharingShape)
    def get(self, request: Request, org: str, conversation: uuid.UUID) -> Response:
        """Who it can be shared with, and if not, which answers hold which connector's content."""
        row = conversation_visible_to(self.membership, conversation)
        kinds = kinds_in(row)
        lasts = may_keep_things(self.membership.user)
        inside = first_refusal(may_share(self.organization, Audience.ORGANIZATION, kinds, False), lasts)
        outside = first_refusal(may_share(self.organization, Audience.PUBLIC, kinds, False), lasts)
        return Response(
            {
                "organization": {**inside.as_json(), "redacted": bool(kinds)},
                "public": {
                    **outside.as_json(),
                    "needs_confirmation": outside.code == "confirmation_required",
                },
                "holds": _holdings(row) if kinds else [],
                "shares": [shapes.share(share) for share in _live(row)],
            }
        )


class Shared(ClosedView):
    """What lies behind a link, for clients."""

    permission_classes = [AllowAny]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """As in DRF; a query that names anything is refused."""
        super().initial(request, *args, **kwargs)
        self.insist_on_known(request)

    @extend_schema(operation_id="open_share", responses=SharedShape)
    def get(self, request: Request, token: str) -> Response:
        """Open a link; one and the same 404 when it does not work."""
        share = open_share(token, request.user if isinstance(request.user, User) else None)
        if share is None:
            raise Missing
        data = {**share.snapshot, "audience": share.audience}
        return Response(data, headers={"X-Robots-Tag": "noindex"})


def _live(row: Conversation) -> list[Share]:
    return [share for share in Share.objects.filter(conversation=row, revoked_at=None) if share.is_live]


def _holdings(row: Conversation) -> list[dict[str, Any]]:
    answers = [m.turn_id for m in branch_of(row) if m.role == "assistant"]
    calls = ToolCall.objects.select_related("connector__listing").filter(
        turn__in=answers, connector__isnull=False, result__isnull=False
    )
    return [
        {
            "connector": shapes.connector(call.connector),
            "tool_title": call.title,
            "answer_number": answers.index(call.turn_id) + 1,
        }
        for call in calls
        if call.connector
    ]
