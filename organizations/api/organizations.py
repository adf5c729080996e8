"""Organizations of the person, and one of them."""

from typing import Annotated, Any, TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from organizations import policy
from organizations.api.base import OneLineField, OrganizationView, PagedView, PersonView, valid
from organizations.api.people import OrganizationBriefShape, organization_brief_shape
from organizations.models import Membership, Organization
from organizations.organization import create_organization, update_organization
from organizations.refusals import DecisionShape
from organizations.selectors import organizations_of

EXTERNAL_SHARING = "Whether owners may make links that anyone can open, of chats without connector content."
PUBLIC_PROJECTS = "Whether there may be projects that are open to everyone in the organization."
ORGANIZATION_SHARES = "Whether chats with connector content may be shared inside the organization, without tool data."
CONNECTORS_IN_SHARED_PROJECTS = "Whether members may use connectors in private projects that they share."


class SettingsShape(TypedDict):
    """What owners decide for everybody."""

    external_sharing: Annotated[bool, EXTERNAL_SHARING]
    public_projects: Annotated[bool, PUBLIC_PROJECTS]
    organization_shares: Annotated[bool, ORGANIZATION_SHARES]
    connectors_in_shared_projects: Annotated[bool, CONNECTORS_IN_SHARED_PROJECTS]


class PermissionsShape(TypedDict):
    """What the asking member may do; each refusal with its reason."""

    enable_connectors: DecisionShape
    manage_members: DecisionShape
    manage_projects: DecisionShape
    read_audit: DecisionShape
    manage_organization: DecisionShape


class OrganizationShape(OrganizationBriefShape):
    """The whole organization, as one of its members sees it."""

    country: Annotated[str, "ISO 3166 code, or empty."]
    settings: SettingsShape
    permissions: PermissionsShape


def organization_shape(row: Organization, member: Membership) -> OrganizationShape:
    """The organization with its settings and what the member may do there."""
    return {
        **organization_brief_shape(row),
        "country": row.country,
        "settings": {
            "external_sharing": row.external_sharing,
            "public_projects": row.public_projects,
            "organization_shares": row.organization_shares,
            "connectors_in_shared_projects": row.connectors_in_shared_projects,
        },
        "permissions": {
            "enable_connectors": policy.may_enable_connectors(member).as_json(),
            "manage_members": policy.may_manage_members(member).as_json(),
            "manage_projects": policy.may_manage_projects(member).as_json(),
            "read_audit": policy.may_read_audit(member).as_json(),
            "manage_organization": policy.may_manage_organization(member).as_json(),
        },
    }


class SettingsChanges(serializers.Serializer[Any]):
    """Those of the settings that change."""

    external_sharing = serializers.BooleanField(required=False, help_text=EXTERNAL_SHARING)
    public_projects = serializers.BooleanField(required=False, help_text=PUBLIC_PROJECTS)
    organization_shares = serializers.BooleanField(required=False, help_text=ORGANIZATION_SHARES)
    connectors_in_shared_projects = serializers.BooleanField(required=False, help_text=CONNECTORS_IN_SHARED_PROJECTS)


class OrganizationChanges(serializers.Serializer[Any]):
    """What owners change."""

    name = OneLineField(max_length=120, required=False)
    settings = SettingsChanges(required=False)


class NewOrganization(serializers.Serializer[Any]):
    """A name for one's own space."""

    name = OneLineField(max_length=120)


class OrganizationList(PersonView, PagedView):
    """The organizations that the person is in."""

    @extend_schema(operation_id="organizations_list", responses=list[OrganizationBriefShape])
    def get(self, request: Request) -> Response:
        """One's own organizations by name."""
        return self.page(organizations_of(self.person), organization_brief_shape, ordering=("name", "slug"))

    @extend_schema(
        operation_id="organizations_create", request=NewOrganization, responses={201: OrganizationBriefShape}
    )
    def post(self, request: Request) -> Response:
        """A personal space on plan free, for somebody who has none."""
        wanted = valid(NewOrganization, request.data)
        membership = create_organization(user=self.person, **wanted)
        return Response(organization_brief_shape(membership.organization), status=201)


class OrganizationDetail(OrganizationView):
    """One organization with its settings and the person's permissions."""

    @extend_schema(operation_id="organizations_retrieve", responses=OrganizationShape)
    def get(self, request: Request, org: str) -> Response:
        """The organization as this member sees it."""
        return self._shown()

    @extend_schema(operation_id="organizations_update", request=OrganizationChanges, responses=OrganizationShape)
    def patch(self, request: Request, org: str) -> Response:
        """Owners change the name and settings."""
        wanted = valid(OrganizationChanges, request.data)
        update_organization(organization=self.organization, actor=self.actor, **wanted)
        return self._shown()

    def _shown(self) -> Response:
        return Response(organization_shape(self.organization, self.membership))
