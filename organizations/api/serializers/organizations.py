"""One organization with its settings and what the person may do there."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from organizations import policy
from organizations.api.fields import OneLineField
from organizations.api.serializers.decisions import DecisionSerializer
from organizations.api.serializers.people import OrganizationBrief
from organizations.models import Organization


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
