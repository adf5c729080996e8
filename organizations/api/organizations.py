"""Organizations of the person, and one of them."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from organizations import policy
from organizations.api.base import OrganizationView, PagedView, PersonView
from organizations.api.closed import DecisionSerializer, OneLineField, valid
from organizations.api.people import OrganizationBrief
from organizations.models import Organization
from organizations.organization import create_organization, update_organization
from organizations.selectors import organizations_of

# One organization with its settings and what the person may do there.


class SettingsSerializer(serializers.Serializer[Organization]):
    """What owners decide for everybody."""

    external_sharing = serializers.BooleanField(
        required=False,
        help_text="Whether owners may make links that anyone can open, of chats without connector content.",
    )
    public_projects = serializers.BooleanField(
        required=False, help_text="Whether there may be projects that are open to everyone in the organization."
    )
    organization_shares = serializers.BooleanField(
        required=False,
        help_text="Whether chats with connector content may be shared inside the organization, without tool data.",
    )
    connectors_in_shared_projects = serializers.BooleanField(
        required=False, help_text="Whether members may use connectors in private projects that they share."
    )


class PermissionsSerializer(serializers.Serializer[Any]):
    """What the asking member may do; each refusal with its reason."""

    enable_connectors = DecisionSerializer()
    manage_members = DecisionSerializer()
    manage_projects = DecisionSerializer()
    read_audit = DecisionSerializer()
    manage_organization = DecisionSerializer()


class OrganizationSerializer(OrganizationBrief):
    """The whole organization, as one of its members sees it."""

    country = serializers.CharField(help_text="ISO 3166 code, or empty.")
    settings = SettingsSerializer(source="*")
    permissions = serializers.SerializerMethodField()

    @extend_schema_field(PermissionsSerializer)
    def get_permissions(self, organization: Organization) -> dict[str, Any]:
        member = self.context["view"].membership
        return {
            "enable_connectors": policy.may_enable_connectors(member).as_json(),
            "manage_members": policy.may_manage_members(member).as_json(),
            "manage_projects": policy.may_manage_projects(member).as_json(),
            "read_audit": policy.may_read_audit(member).as_json(),
            "manage_organization": policy.may_manage_organization(member).as_json(),
        }


class OrganizationChanges(serializers.Serializer[Any]):
    """What owners change."""

    name = OneLineField(max_length=120, required=False)
    settings = SettingsSerializer(required=False)


class NewOrganization(serializers.Serializer[Any]):
    """A name for one's own space."""

    name = OneLineField(max_length=120)


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
