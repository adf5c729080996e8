"""Routes of people, organizations, members, projects and the audit log, below /api/v1/."""

from django.urls import path

from organizations.api import audit, members, organizations, people, projects

ORG = "organizations/<slug:org>"

urlpatterns = [
    path("me", people.MeDetail.as_view()),
    path("me/tokens", people.TokenList.as_view()),
    path("me/tokens/<uuid:token_id>", people.TokenDetail.as_view()),
    path("invitations/<str:token>", members.ReceivedInvitationDetail.as_view()),
    path("organizations", organizations.OrganizationList.as_view()),
    path(ORG, organizations.OrganizationDetail.as_view()),
    path(f"{ORG}/members", members.MemberList.as_view()),
    path(f"{ORG}/members/<uuid:member_id>", members.MemberDetail.as_view()),
    path(f"{ORG}/invitations", members.InvitationList.as_view()),
    path(f"{ORG}/invitations/<uuid:invitation_id>", members.InvitationDetail.as_view()),
    path(f"{ORG}/projects", projects.ProjectList.as_view()),
    path(f"{ORG}/projects/<uuid:project_id>", projects.ProjectDetail.as_view()),
    path(f"{ORG}/projects/<uuid:project_id>/members", projects.ProjectMemberList.as_view()),
    path(f"{ORG}/audit-events", audit.AuditEventList.as_view()),
]
