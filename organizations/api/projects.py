"""Projects and who is in them."""

import uuid
from typing import Any, ClassVar, cast

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from organizations import policy, projects
from organizations.api.base import OrganizationView, PagedView, found
from organizations.api.closed import DecisionSerializer, Nothing, OneLineField, valid
from organizations.models import Membership, Project, ProjectMember, Visibility
from organizations.selectors import members_visible_to, project_members, projects_visible_to

# Projects and who is in them.

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


class _ProjectsOfMember(OrganizationView):
    """Finds what the member may see."""

    def _project(self, project_id: uuid.UUID) -> Project:
        return found(projects_visible_to(self.membership), project_id)

    def _shown(self, project_id: uuid.UUID, status: int = 200) -> Response:
        shaped = ProjectSerializer(self._project(project_id), context={"view": self})
        return Response(shaped.data, status=status)


class ProjectsView(_ProjectsOfMember, PagedView):
    """Projects of the organization that the member may see."""

    @extend_schema(operation_id="projects_list", responses=ProjectSerializer(many=True))
    def get(self, request: Request, org: str) -> Response:
        """Public projects and those one was invited into, by name."""
        return self.page(projects_visible_to(self.membership), ProjectSerializer, ordering=("name", "id"))

    @extend_schema(operation_id="projects_create", request=NewProject, responses={201: ProjectSerializer})
    def post(self, request: Request, org: str) -> Response:
        """Make a project, private unless asked otherwise."""
        wanted = valid(NewProject, request.data)
        project = projects.create_project(organization=self.organization, actor=self.actor, **wanted)
        return self._shown(project.id, status=201)


class ProjectView(_ProjectsOfMember):
    """One project."""

    @extend_schema(operation_id="projects_retrieve", responses=ProjectSerializer)
    def get(self, request: Request, org: str, project_id: uuid.UUID) -> Response:
        """The project as this member sees it."""
        return self._shown(project_id)

    @extend_schema(operation_id="projects_update", request=ProjectChanges, responses=ProjectSerializer)
    def patch(self, request: Request, org: str, project_id: uuid.UUID) -> Response:
        """Change name, instructions or visibility."""
        project = self._project(project_id)
        wanted = valid(ProjectChanges, request.data)
        projects.update_project(project=project, actor=self.actor, **wanted)
        return self._shown(project_id)

    @extend_schema(operation_id="projects_destroy", responses={204: None})
    def delete(self, request: Request, org: str, project_id: uuid.UUID) -> Response:
        """Delete the project with everything in it."""
        projects.delete_project(project=self._project(project_id), actor=self.actor)
        return Response(status=204)


class ProjectMembersView(_ProjectsOfMember, PagedView):
    """Who was invited into a project."""

    queries: ClassVar = {"DELETE": ProjectMemberChoice}
    delete_takes_body = True

    @extend_schema(operation_id="project_members_list", responses=ProjectMemberSerializer(many=True))
    def get(self, request: Request, org: str, project_id: uuid.UUID) -> Response:
        """The invited members by the time they were added."""
        rows = project_members(self._project(project_id))
        return self.page(rows, ProjectMemberSerializer, ordering=("added_at", "id"))

    @extend_schema(
        operation_id="project_members_create",
        request=ProjectMemberChoice,
        responses={201: ProjectMemberSerializer},
    )
    def post(self, request: Request, org: str, project_id: uuid.UUID) -> Response:
        """Invite a colleague into the project."""
        project = self._project(project_id)
        place = projects.add_project_member(project=project, member=self._colleague(request.data), actor=self.actor)
        return Response(ProjectMemberSerializer(place).data, status=201)

    @extend_schema(
        operation_id="project_members_destroy",
        parameters=[OpenApiParameter("member", uuid.UUID, required=True)],
        request=None,
        responses={204: None},
    )
    def delete(self, request: Request, org: str, project_id: uuid.UUID) -> Response:
        """Take a colleague out of the project, or leave it."""
        project = self._project(project_id)
        if self.asked:
            valid(Nothing, request.data)
        member = self._colleague(self.asked or request.data)
        projects.remove_project_member(project=project, member=member, actor=self.actor)
        return Response(status=204)

    def _colleague(self, data: object) -> Membership:
        wanted = valid(ProjectMemberChoice, data)
        return found(members_visible_to(self.membership), wanted["member"])
