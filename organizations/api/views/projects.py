"""Projects and who is in them."""

import uuid
from typing import ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from organizations.api.closed import Nothing, valid
from organizations.api.finding import found
from organizations.api.listing import PagedView
from organizations.api.scoping import OrganizationView
from organizations.api.serializers.projects import (
    NewProject,
    ProjectChanges,
    ProjectMemberChoice,
    ProjectMemberSerializer,
    ProjectSerializer,
)
from organizations.models import Membership, Project
from organizations.selectors import members_visible_to, project_members, projects_visible_to
from organizations.services import projects


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
