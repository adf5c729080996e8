"""Projects and who is in them."""

from typing import Any, cast

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from organizations import policy
from organizations.api.fields import OneLineField
from organizations.api.serializers.decisions import DecisionSerializer
from organizations.models import Membership, Project, ProjectMember, Visibility

INSTRUCTIONS_LIMIT = 20_000


class ProjectSerializer(serializers.Serializer[Project]):
    """A project as the asking member sees it."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    visibility = serializers.ChoiceField(Visibility.choices)
    instructions = serializers.CharField()
    member_count = serializers.IntegerField(help_text="In a public project, everyone in the organization.")
    mine = serializers.SerializerMethodField(help_text="Whether the asking member made it.")
    connectors = serializers.SerializerMethodField(help_text="Whether its conversations may use connectors.")
    manage = serializers.SerializerMethodField(help_text="Whether the asking member may change it.")
    publish = serializers.SerializerMethodField(help_text="Whether the asking member may make it public.")
    created_at = serializers.DateTimeField()

    def get_mine(self, project: Project) -> bool:
        return project.created_by_id == self._member.id

    @extend_schema_field(DecisionSerializer)
    def get_connectors(self, project: Project) -> dict[str, Any]:
        count: int = project.member_count  # type: ignore[attr-defined]  # annotated by the selector
        return policy.may_use_connectors_in(project, count, self._member.organization).as_json()

    @extend_schema_field(DecisionSerializer)
    def get_manage(self, project: Project) -> dict[str, Any]:
        return policy.may_manage_project(self._member, project).as_json()

    @extend_schema_field(DecisionSerializer)
    def get_publish(self, project: Project) -> dict[str, Any]:
        return policy.may_publish_project(self._member, project, self._member.organization).as_json()

    @property
    def _member(self) -> Membership:
        return cast(Membership, self.context["view"].membership)


class NewProject(serializers.Serializer[Any]):
    """A project to make; private unless asked otherwise."""

    name = OneLineField(max_length=120)
    instructions = serializers.CharField(max_length=INSTRUCTIONS_LIMIT, required=False, allow_blank=True)
    visibility = serializers.ChoiceField(Visibility.choices, default=Visibility.PRIVATE)


class ProjectChanges(serializers.Serializer[Any]):
    """What changes about a project."""

    name = OneLineField(max_length=120, required=False)
    instructions = serializers.CharField(max_length=INSTRUCTIONS_LIMIT, required=False, allow_blank=True)
    visibility = serializers.ChoiceField(Visibility.choices, required=False)


class ProjectMemberSerializer(serializers.Serializer[ProjectMember]):
    """Somebody who was invited into the project; `id` is the member's."""

    id = serializers.UUIDField(source="member_id")
    name = serializers.CharField(source="member.user.shown_name")
    email = serializers.CharField(source="member.user.shown_email")
    added_at = serializers.DateTimeField()


class ProjectMemberChoice(serializers.Serializer[Any]):
    """A colleague, by the id of the membership."""

    member = serializers.UUIDField()
