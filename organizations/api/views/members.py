"""Members of an organization."""

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from organizations.api.closed import valid
from organizations.api.finding import found
from organizations.api.listing import PagedView
from organizations.api.scoping import OrganizationView
from organizations.api.serializers.members import MemberChanges, MemberSerializer
from organizations.models import Membership, Role
from organizations.selectors import members_visible_to
from organizations.services.memberships import change_role, remove_member, transfer_ownership


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
