"""What members ask owners to enable."""

import uuid
from typing import Annotated, Any, ClassVar, TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.api.actions import Asking, may_enable_now
from connectors.models import LONGEST_ANSWER, LONGEST_REASON, Connector, ConnectorRequest, Listing, RequestStatus
from connectors.policy.requests import may_be_closed, may_decide_request, may_withdraw_request
from connectors.policy.rules import may_see_listing
from connectors.requests.asking import request_connector, withdraw_request
from connectors.requests.deciding import approve_request, dismiss_request
from connectors.selectors import requests_visible_to
from organizations.api.base import OrganizationView, PagedView, found, valid
from organizations.refusals import Decision, DecisionShape, Missing, first_refusal
from organizations.shapes import Id, Time, time_text

# How clients are told.


class RequestedListingShape(TypedDict):
    """What is asked for."""

    slug: str
    name: str
    color: str
    icon_url: str | None


class RequestingMemberShape(TypedDict):
    """Who asks."""

    id: Id
    name: str


class ConnectorRequestActionsShape(TypedDict):
    """What the asking member may do with it."""

    approve: Annotated[DecisionShape, "Which enables the connector for the organization."]
    dismiss: DecisionShape
    withdraw: DecisionShape


class ConnectorRequestShape(TypedDict):
    """A member asks for a connector that is not enabled."""

    id: Id
    listing: RequestedListingShape
    member: RequestingMemberShape
    reason: str
    status: Annotated[str, RequestStatus]
    created_at: Time
    decided_at: Time | None
    decided_by: Annotated[str | None, "The owner who approved or dismissed it."]
    answer: Annotated[str, "Their word to the member."]
    actions: ConnectorRequestActionsShape


def connector_request_shape(row: ConnectorRequest, asking: Asking) -> ConnectorRequestShape:
    """One request, as an owner or its member sees it."""
    listing = row.listing
    may = request_actions(row, asking)
    return {
        "id": str(row.pk),
        "listing": {
            "slug": listing.slug,
            "name": listing.name,
            "color": listing.color,
            "icon_url": listing.icon_url or None,
        },
        "member": {"id": str(row.member_id), "name": row.member.user.shown_name or row.member.user.shown_email},
        "reason": row.reason,
        "status": row.status,
        "created_at": time_text(row.created_at),
        "decided_at": time_text(row.decided_at),
        "decided_by": decided_by(row),
        "answer": row.answer,
        "actions": {
            "approve": may["approve"].as_json(),
            "dismiss": may["dismiss"].as_json(),
            "withdraw": may["withdraw"].as_json(),
        },
    }


def request_actions(row: ConnectorRequest, asking: Asking) -> dict[str, Decision]:
    """Approve, where enabling would not be refused; dismiss; take back."""
    closed, decide = may_be_closed(row), may_decide_request(asking.member)
    return {
        "approve": first_refusal(decide, closed, may_enable_now(row.listing, asking)),
        "dismiss": first_refusal(decide, closed),
        "withdraw": first_refusal(may_withdraw_request(row, asking.member), closed),
    }


def decided_by(row: ConnectorRequest) -> str | None:
    """The owner's name."""
    return (row.decided_by.user.shown_name or row.decided_by.user.shown_email) if row.decided_by else None


class OwnRequestShape(TypedDict):
    """What one asked for oneself, on the listing's card: open, or as an owner decided."""

    id: Id
    status: Annotated[str, RequestStatus]
    reason: str
    decided_by: str | None
    answer: str


def own_request_shape(row: ConnectorRequest | None, enabled: Connector | None) -> OwnRequestShape | None:
    """None where it says nothing any more: what was approved is off again, or what was dismissed is on."""
    if row is None or (enabled is None) == (row.status == RequestStatus.APPROVED):
        return None
    return {
        "id": str(row.pk),
        "status": row.status,
        "reason": row.reason,
        "decided_by": decided_by(row),
        "answer": row.answer,
    }


# What clients say.


class ConnectorRequestsQuery(serializers.Serializer[Any]):
    """Which of them."""

    status = serializers.ChoiceField(RequestStatus.choices, required=False)


class NewConnectorRequest(serializers.Serializer[Any]):
    """What is asked for, and what for; a line break in the reason becomes a blank."""

    listing = serializers.SlugField()
    reason = serializers.CharField(max_length=LONGEST_REASON)


class ConnectorRequestChanges(serializers.Serializer[Any]):
    """An owner's decision, with a word to the member if wanted; or its member takes it back."""

    status = serializers.ChoiceField([choice for choice in RequestStatus.choices if choice[0] != RequestStatus.OPEN])
    answer = serializers.CharField(required=False, max_length=LONGEST_ANSWER, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Nobody answers oneself."""
        if attrs["status"] == RequestStatus.WITHDRAWN and "answer" in attrs:
            raise serializers.ValidationError({"answer": "Leave this out: only a decision has an answer."})
        return attrs


class ConnectorRequestList(OrganizationView, PagedView):
    """What members ask for: all of it for owners, one's own for others."""

    queries: ClassVar = {"GET": ConnectorRequestsQuery}

    @extend_schema(
        operation_id="connector_requests_list",
        parameters=[ConnectorRequestsQuery],
        responses=list[ConnectorRequestShape],
    )
    def get(self, request: Request, org: str) -> Response:
        """The newest first."""
        asking = Asking.of(self.membership, mobile=self.is_mobile)
        rows = requests_visible_to(self.membership).filter(**self.asked)
        return self.page(rows, lambda row: connector_request_shape(row, asking), ordering=("-created_at", "-id"))

    @extend_schema(
        operation_id="connector_requests_create", request=NewConnectorRequest, responses={201: ConnectorRequestShape}
    )
    def post(self, request: Request, org: str) -> Response:
        """Ask for a listing; asking again while it is open changes the reason."""
        wanted = valid(NewConnectorRequest, request.data)
        listing = Listing.objects.filter(slug=wanted["listing"]).first()
        if listing is None or not may_see_listing(listing).allowed:
            raise Missing
        row = request_connector(actor=self.actor, listing=listing, reason=wanted["reason"])
        return Response(connector_request_shape(row, Asking.of(self.membership, mobile=self.is_mobile)), status=201)


class ConnectorRequestDetail(OrganizationView):
    """One request."""

    @extend_schema(
        operation_id="connector_requests_update", request=ConnectorRequestChanges, responses=ConnectorRequestShape
    )
    def patch(self, request: Request, org: str, connector_request_id: uuid.UUID) -> Response:
        """Approve it, which enables the connector, or dismiss it (owners); withdraw one's own."""
        row = found(requests_visible_to(self.membership), connector_request_id)
        row = self._changed(row, **valid(ConnectorRequestChanges, request.data))
        return Response(connector_request_shape(row, Asking.of(self.membership, mobile=self.is_mobile)))

    def _changed(self, row: ConnectorRequest, status: str, answer: str = "") -> ConnectorRequest:
        if status == RequestStatus.WITHDRAWN:
            return withdraw_request(actor=self.actor, request=row)
        if status == RequestStatus.DISMISSED:
            return dismiss_request(actor=self.actor, request=row, answer=answer)
        return approve_request(actor=self.actor, request=row, answer=answer, mobile=self.is_mobile)
