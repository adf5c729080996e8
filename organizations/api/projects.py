"""Projects and who is in them."""

import uuid
from typing import Annotated, Any, ClassVar, TypedDict

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from organizations import policy, projects
from organizations.api.base import Nothing, OneLineField, OrganizationView, PagedView, found, valid
from organizations.models import Membership, Project, ProjectMember, Visibility
from organizations.refusals import DecisionShape
from organizations.selectors import members_visible_to, project_members, projects_visible_to
from organizations.shapes import Id, Time, time_text

INSTRUCTIONS_LIMIT = 20_000


class ProjectShape(TypedDict):
    """A project as the asking member sees it."""

    id: Id
    name: str
    visibility: Annotated[str, Visibility]
    instructions: str
    member_count: Annotated[int, "In a public project, everyone in the organization."]
    mine: Annotated[bool, "Whether the asking member made it."]
    connectors: Annotated[DecisionShape, "Whether its conversations may use connectors."]
    manage: Annotated[DecisionShape, "Whether the asking member may change it."]
    publish: Annotated[DecisionShape, "Whether the asking member may make it public."]
    created_at: Time


def project_shape(row: Project, member: Membership) -> ProjectShape:
    """`row` comes from `projects_visible_to`, which counts its members."""
    count: int = row.member_count  # type: ignore[attr-defined]  # annotated by the selector
    return {
        "id": str(row.id),
        "name": row.name,
        "visibility": row.visibility,
        "instructions": row.instructions,
        "member_count": count,
        "mine": row.created_by_id == member.id,
        "connectors": policy.may_use_connectors_in(row, count, member.organization).as_json(),
        "manage": policy.may_manage_project(member, row).as_json(),
        "publish": policy.may_publish_project(member, row, member.organization).as_json(),
        "created_at": time_text(row.created_at),
    }


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


class ProjectMemberShape(TypedDict):
    """Somebody who was invited into the project; `id` is the member's."""

    id: Id
    name: str
    email: str
    added_at: Time


def project_member_shape(row: ProjectMember) -> ProjectMemberShape:
    """A colleague in a project."""
    person = row.member.user
    return {
        "id": str(row.member_id),
        "name": person.shown_name,
        "email": person.shown_email,
        "added_at": time_text(row.added_at),
    }


class ProjectMemberChoice(serializers.Serializer[Any]):
    """A colleague, by the id of the membership."""

    member = serializers.UUIDField()


class _ProjectsOfMember(OrganizationView):
    """Finds what the member may see."""

    def _project(self, project_id: uuid.UUID) -> Project:
        return found(projects_visible_to(self.membership), project_id)

    def _shown(self, project_id: uuid.UUID, status: int = 200) -> Response:
        return Response(project_shape(self._project(project_id), self.membership), status=status)


class ProjectList(_ProjectsOfMember, PagedView):
    """Projects of the organization that the member may see."""

    @extend_schema(operation_id="projects_list", responses=list[ProjectShape])
    def get(self, request: Request, org: str) -> Response:
        """Public projects and those one was invited into, by name."""
        rows = projects_visible_to(self.membership)
        return self.page(rows, lambda row: project_shape(row, self.membership), ordering=("name", "id"))

    @extend_schema(operation_id="projects_create", request=NewProject, responses={201: ProjectShape})
    def post(self, request: Request, org: str) -> Response:
        """Make a project, private unless asked otherwise."""
        wanted = valid(NewProject, request.data)
        project = projects.create_project(organization=self.organization, actor=self.actor, **wanted)
        return self._shown(project.id, status=201)


class ProjectDetail(_ProjectsOfMember):
    """One project."""

    @extend_schema(operation_id="projects_retrieve", responses=ProjectShape)
    def get(self, request: Request, org: str, project_id: uuid.UUID) -> Response:
        """The project as this member sees it."""
        return self._shown(project_id)

    @extend_schema(operation_id="projects_update", request=ProjectChanges, responses=ProjectShape)
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


class ProjectMemberList(_ProjectsOfMember, PagedView):
    """Who was invited into a project."""

    queries: ClassVar = {"DELETE": ProjectMemberChoice}
    delete_takes_body = True

    @extend_schema(operation_id="project_members_list", responses=list[ProjectMemberShape])
    def get(self, request: Request, org: str, project_id: uuid.UUID) -> Response:
        """The invited members by the time they were added."""
        rows = project_members(self._project(project_id))
        return self.page(rows, project_member_shape, ordering=("added_at", "id"))

    @extend_schema(
        operation_id="project_members_create",
        request=ProjectMemberChoice,
        responses={201: ProjectMemberShape},
    )
    def post(self, request: Request, org: str, project_id: uuid.UUID) -> Response:
        """Invite a colleague into the project."""
        project = self._project(project_id)
        row = projects.add_project_member(project=project, member=self._colleague(request.data), actor=self.actor)
        return Response(project_member_shape(row), status=201)

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
