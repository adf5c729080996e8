"""Routes of people, organizations, members, projects and the audit log, below /api/v1/."""

from django.urls import path

from organizations.api.audit import AuditEventsView
from organizations.api.members import InvitationsView, InvitationView, MembersView, MemberView, ReceivedInvitationView
from organizations.api.organizations import OneOrganizationView, OrganizationsView
from organizations.api.people import MeView, TokensView, TokenView
from organizations.api.projects import ProjectMembersView, ProjectsView, ProjectView

ORG = "organizations/<slug:org>"

urlpatterns = [
    path("me", MeView.as_view()),
    path("me/tokens", TokensView.as_view()),
    path("me/tokens/<uuid:token_id>", TokenView.as_view()),
    path("invitations/<str:token>", ReceivedInvitationView.as_view()),
    path("organizations", OrganizationsView.as_view()),
    path(ORG, OneOrganizationView.as_view()),
    path(f"{ORG}/members", MembersView.as_view()),
    path(f"{ORG}/members/<uuid:member_id>", MemberView.as_view()),
    path(f"{ORG}/invitations", InvitationsView.as_view()),
    path(f"{ORG}/invitations/<uuid:invitation_id>", InvitationView.as_view()),
    path(f"{ORG}/projects", ProjectsView.as_view()),
    path(f"{ORG}/projects/<uuid:project_id>", ProjectView.as_view()),
    path(f"{ORG}/projects/<uuid:project_id>/members", ProjectMembersView.as_view()),
    path(f"{ORG}/audit-events", AuditEventsView.as_view()),
]
