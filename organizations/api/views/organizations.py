"""Organizations of the person, and one of them."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from organizations.api.closed import valid
from organizations.api.listing import PagedView
from organizations.api.scoping import OrganizationView, PersonView
from organizations.api.serializers.organizations import (
    NewOrganization,
    OrganizationChanges,
    OrganizationSerializer,
)
from organizations.api.serializers.people import OrganizationBrief
from organizations.selectors import organizations_of
from organizations.services.organizations import create_organization, update_organization


class OrganizationsView(PersonView, PagedView):
    """The organizations that the person is in."""

    @extend_schema(operation_id="organizations_list", responses=OrganizationBrief(many=True))
    def get(self, request: Request) -> Response:
        """One's own organizations by name."""
        return self.page(organizations_of(self.person), OrganizationBrief, ordering=("name", "slug"))

    @extend_schema(operation_id="organizations_create", request=NewOrganization, responses={201: OrganizationBrief})
    def post(self, request: Request) -> Response:
        """A personal space on plan free, for somebody who has none."""
        wanted = valid(NewOrganization, request.data)
        membership = create_organization(user=self.person, **wanted)
        return Response(OrganizationBrief(membership.organization).data, status=201)


class OneOrganizationView(OrganizationView):
    """One organization with its settings and the person's permissions."""

    @extend_schema(operation_id="organizations_retrieve", responses=OrganizationSerializer)
    def get(self, request: Request, org: str) -> Response:
        """The organization as this member sees it."""
        return self._shown()

    @extend_schema(operation_id="organizations_update", request=OrganizationChanges, responses=OrganizationSerializer)
    def patch(self, request: Request, org: str) -> Response:
        """Owners change the name and settings."""
        wanted = valid(OrganizationChanges, request.data)
        update_organization(organization=self.organization, actor=self.actor, **wanted)
        return self._shown()

    def _shown(self) -> Response:
        return Response(OrganizationSerializer(self.organization, context={"view": self}).data)
