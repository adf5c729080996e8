"""Members of an organization."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from organizations import policy
from organizations.api.base import OrganizationView, PagedView, PersonView, found
from organizations.api.closed import Nothing, valid
from organizations.api.people import MyMembershipSerializer
from organizations.members.memberships import (
    accept_invitation,
    change_role,
    invite,
    remove_member,
    revoke_invitation,
    transfer_ownership,
)
from organizations.models import Invitation, Membership, Role
from organizations.refusals import Missing, insist
from organizations.selectors import invitation_for, invitations_visible_to, members_visible_to

# Members and invitations.


class MemberSerializer(serializers.Serializer[Membership]):
    """A colleague."""

    id = serializers.UUIDField()
    name = serializers.CharField(
        source="user.shown_name", help_text="“Unverified member” before the address is confirmed."
    )
    email = serializers.CharField(source="user.shown_email", help_text="Masked before it is confirmed.")
    role = serializers.ChoiceField(Role.choices)
    joined_at = serializers.DateTimeField()


class MemberChanges(serializers.Serializer[Any]):
    """Another role. To hand over the primary ownership, the new one's e-mail is typed too."""

    role = serializers.ChoiceField(Role.choices)
    confirm_email = serializers.EmailField(required=False, help_text="Only with role primary_owner.")


class InvitationSerializer(serializers.Serializer[Invitation]):
    """A pending invitation."""

    id = serializers.UUIDField()
    email = serializers.EmailField()
    role = serializers.ChoiceField(Role.choices)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class InvitationWithUrl(InvitationSerializer):
    """The answer to inviting: the address is shown this once, and mailed."""

    url = serializers.URLField()


class NewInvitation(serializers.Serializer[Any]):
    """Whom to ask, and as what."""

    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(Role.choices, default=Role.MEMBER)


class InvitingOrganization(serializers.Serializer[Any]):
    """As much as an invited person may know."""

    name = serializers.CharField()


class ReceivedInvitation(serializers.Serializer[Invitation]):
    """What the invited person sees before accepting."""

    organization = InvitingOrganization()
    email = serializers.EmailField()
    role = serializers.ChoiceField(Role.choices)
    invited_by = serializers.CharField(source="invited_by.user.shown_name", help_text="The inviter's name.")


class MembersView(OrganizationView, PagedView):
    """Everybody in the organization."""

    @extend_schema(operation_id="members_list", responses=MemberSerializer(many=True))
    def get(self, request: Request, org: str) -> Response:
        """The members by the time they joined."""
        return self.page(members_visible_to(self.membership), MemberSerializer, ordering=("joined_at", "id"))


class MemberView(OrganizationView):
    """One member."""

    @extend_schema(operation_id="members_retrieve", responses=MemberSerializer)
    def get(self, request: Request, org: str, member_id: uuid.UUID) -> Response:
        """A colleague."""
        return Response(MemberSerializer(self._member(member_id)).data)

    @extend_schema(operation_id="members_update", request=MemberChanges, responses=MemberSerializer)
    def patch(self, request: Request, org: str, member_id: uuid.UUID) -> Response:
        """Give another role; `primary_owner` hands the role over and needs `confirm_email`."""
        member = self._member(member_id)
        wanted = valid(MemberChanges, request.data)
        role = wanted["role"]
        if role == Role.PRIMARY_OWNER:
            typed = wanted.get("confirm_email", "")
            member = transfer_ownership(member=member, typed_email=typed, actor=self.actor)
        else:
            member = change_role(member=member, role=role, actor=self.actor)
        return Response(MemberSerializer(member).data)

    @extend_schema(operation_id="members_destroy", responses={204: None})
    def delete(self, request: Request, org: str, member_id: uuid.UUID) -> Response:
        """Remove a member, or leave: connections are revoked, running turns stop, links die."""
        remove_member(member=self._member(member_id), actor=self.actor)
        return Response(status=204)

    def _member(self, member_id: uuid.UUID) -> Membership:
        return found(members_visible_to(self.membership), member_id)


# Invitations: of an organization, and one as its addressee sees it.


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
