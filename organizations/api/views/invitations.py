"""Invitations: of an organization, and one as its addressee sees it."""

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from organizations import policy
from organizations.api.closed import Nothing, valid
from organizations.api.finding import found
from organizations.api.listing import PagedView
from organizations.api.scoping import OrganizationView, PersonView
from organizations.api.serializers.members import (
    InvitationSerializer,
    InvitationWithUrl,
    NewInvitation,
    ReceivedInvitation,
)
from organizations.api.serializers.people import MyMembershipSerializer
from organizations.exceptions import Missing, insist
from organizations.models import Invitation
from organizations.selectors import invitation_for, invitations_visible_to
from organizations.services.invitations import accept_invitation, invite, revoke_invitation


class InvitationsView(OrganizationView, PagedView):
    """Pending invitations of the organization."""

    @extend_schema(operation_id="invitations_list", responses=InvitationSerializer(many=True))
    def get(self, request: Request, org: str) -> Response:
        """Pending invitations, newest first, for those who manage members."""
        insist(policy.may_manage_members(self.membership))
        rows = invitations_visible_to(self.membership)
        return self.page(rows, InvitationSerializer, ordering=("-created_at", "id"))

    @extend_schema(operation_id="invitations_create", request=NewInvitation, responses={201: InvitationWithUrl})
    def post(self, request: Request, org: str) -> Response:
        """Invite a person by e-mail; the link is mailed, and in this answer only."""
        wanted = valid(NewInvitation, request.data)
        invitation, url = invite(organization=self.organization, actor=self.actor, **wanted)
        self.answer_is_secret = True
        return Response({**InvitationSerializer(invitation).data, "url": url}, status=201)


class InvitationView(OrganizationView):
    """One pending invitation."""

    @extend_schema(operation_id="invitations_destroy", responses={204: None})
    def delete(self, request: Request, org: str, invitation_id: uuid.UUID) -> Response:
        """Take an invitation back."""
        invitation = found(invitations_visible_to(self.membership), invitation_id)
        revoke_invitation(invitation=invitation, actor=self.actor)
        return Response(status=204)


class ReceivedInvitationView(PersonView):
    """An invitation behind its link, for the person to whom it is addressed."""

    @extend_schema(operation_id="received_invitation_retrieve", responses=ReceivedInvitation)
    def get(self, request: Request, token: str) -> Response:
        """Who invites, to where, and as what."""
        return Response(ReceivedInvitation(self._invitation(token)).data)

    @extend_schema(operation_id="received_invitation_accept", request=None, responses={201: MyMembershipSerializer})
    def post(self, request: Request, token: str) -> Response:
        """Join the organization."""
        valid(Nothing, request.data)
        invitation = self._invitation(token)
        membership = accept_invitation(invitation=invitation, user=self.person, origin=self.origin)
        return Response(MyMembershipSerializer(membership).data, status=201)

    def _invitation(self, token: str) -> Invitation:
        if (invitation := invitation_for(self.person, token=token)) is None:
            raise Missing
        return invitation
