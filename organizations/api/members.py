"""Members of an organization, and invitations to become one."""

import uuid
from typing import Annotated, Any, TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from organizations import policy
from organizations.api.base import Nothing, OrganizationView, PagedView, PersonView, found, valid
from organizations.api.people import MyMembershipShape, my_membership_shape
from organizations.models import Invitation, Membership, Role
from organizations.organization import (
    accept_invitation,
    change_role,
    invite,
    remove_member,
    revoke_invitation,
    transfer_ownership,
)
from organizations.refusals import Missing, insist
from organizations.selectors import invitation_for, invitations_visible_to, members_visible_to
from organizations.shapes import Email, Format, Id, Time, time_text


class MemberShape(TypedDict):
    """A colleague."""

    id: Id
    name: Annotated[str, "“Unverified member” before the address is confirmed."]
    email: Annotated[str, "Masked before it is confirmed."]
    role: Annotated[str, Role]
    joined_at: Time


def member_shape(row: Membership) -> MemberShape:
    """As colleagues see each other."""
    return {
        "id": str(row.id),
        "name": row.user.shown_name,
        "email": row.user.shown_email,
        "role": row.role,
        "joined_at": time_text(row.joined_at),
    }


class MemberChanges(serializers.Serializer[Any]):
    """Another role. To hand over the primary ownership, the new one's e-mail is typed too."""

    role = serializers.ChoiceField(Role.choices)
    confirm_email = serializers.EmailField(required=False, help_text="Only with role primary_owner.")


class MemberList(OrganizationView, PagedView):
    """Everybody in the organization."""

    @extend_schema(operation_id="members_list", responses=list[MemberShape])
    def get(self, request: Request, org: str) -> Response:
        """The members by the time they joined."""
        return self.page(members_visible_to(self.membership), member_shape, ordering=("joined_at", "id"))


class MemberDetail(OrganizationView):
    """One member."""

    @extend_schema(operation_id="members_retrieve", responses=MemberShape)
    def get(self, request: Request, org: str, member_id: uuid.UUID) -> Response:
        """A colleague."""
        return Response(member_shape(self._member(member_id)))

    @extend_schema(operation_id="members_update", request=MemberChanges, responses=MemberShape)
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
        return Response(member_shape(member))

    @extend_schema(operation_id="members_destroy", responses={204: None})
    def delete(self, request: Request, org: str, member_id: uuid.UUID) -> Response:
        """Remove a member, or leave: connections are revoked, running turns stop, links die."""
        remove_member(member=self._member(member_id), actor=self.actor)
        return Response(status=204)

    def _member(self, member_id: uuid.UUID) -> Membership:
        return found(members_visible_to(self.membership), member_id)


# Invitations: of an organization, and one as its addressee sees it.


class InvitationShape(TypedDict):
    """A pending invitation."""

    id: Id
    email: Email
    role: Annotated[str, Role]
    created_at: Time
    expires_at: Time


class InvitationWithUrlShape(InvitationShape):
    """The answer to inviting: the address is shown this once, and mailed."""

    url: Annotated[str, Format("uri")]


def invitation_shape(row: Invitation) -> InvitationShape:
    """An invitation without its link."""
    return {
        "id": str(row.id),
        "email": row.email,
        "role": row.role,
        "created_at": time_text(row.created_at),
        "expires_at": time_text(row.expires_at),
    }


class NewInvitation(serializers.Serializer[Any]):
    """Whom to ask, and as what."""

    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(Role.choices, default=Role.MEMBER)


class InvitingOrganizationShape(TypedDict):
    """As much as an invited person may know."""

    name: str


class ReceivedInvitationShape(TypedDict):
    """What the invited person sees before accepting."""

    organization: InvitingOrganizationShape
    email: Email
    role: Annotated[str, Role]
    invited_by: Annotated[str, "The inviter's name."]


def received_invitation_shape(row: Invitation) -> ReceivedInvitationShape:
    """An invitation as its addressee sees it."""
    return {
        "organization": {"name": row.organization.name},
        "email": row.email,
        "role": row.role,
        "invited_by": row.invited_by.user.shown_name,
    }


class InvitationList(OrganizationView, PagedView):
    """Pending invitations of the organization."""

    @extend_schema(operation_id="invitations_list", responses=list[InvitationShape])
    def get(self, request: Request, org: str) -> Response:
        """Pending invitations, newest first, for those who manage members."""
        insist(policy.may_manage_members(self.membership))
        rows = invitations_visible_to(self.membership)
        return self.page(rows, invitation_shape, ordering=("-created_at", "id"))

    @extend_schema(operation_id="invitations_create", request=NewInvitation, responses={201: InvitationWithUrlShape})
    def post(self, request: Request, org: str) -> Response:
        """Invite a person by e-mail; the link is mailed, and in this answer only."""
        wanted = valid(NewInvitation, request.data)
        invitation, url = invite(organization=self.organization, actor=self.actor, **wanted)
        self.answer_is_secret = True
        shown: InvitationWithUrlShape = {**invitation_shape(invitation), "url": url}
        return Response(shown, status=201)


class InvitationDetail(OrganizationView):
    """One pending invitation."""

    @extend_schema(operation_id="invitations_destroy", responses={204: None})
    def delete(self, request: Request, org: str, invitation_id: uuid.UUID) -> Response:
        """Take an invitation back."""
        invitation = found(invitations_visible_to(self.membership), invitation_id)
        revoke_invitation(invitation=invitation, actor=self.actor)
        return Response(status=204)


class ReceivedInvitationDetail(PersonView):
    """An invitation behind its link, for the person to whom it is addressed."""

    @extend_schema(operation_id="received_invitations_retrieve", responses=ReceivedInvitationShape)
    def get(self, request: Request, token: str) -> Response:
        """Who invites, to where, and as what."""
        return Response(received_invitation_shape(self._invitation(token)))

    @extend_schema(operation_id="received_invitations_accept", request=None, responses={201: MyMembershipShape})
    def post(self, request: Request, token: str) -> Response:
        """Join the organization."""
        valid(Nothing, request.data)
        invitation = self._invitation(token)
        membership = accept_invitation(invitation=invitation, user=self.person, source=self.source)
        return Response(my_membership_shape(membership), status=201)

    def _invitation(self, token: str) -> Invitation:
        if (invitation := invitation_for(self.person, token=token)) is None:
            raise Missing
        return invitation
