"""Decides every rule of this app: pure functions of loaded rows, each answering with a Decision."""

from organizations.policy.connectors import may_use_connectors_in
from organizations.policy.members import (
    may_accept_invitation,
    may_change_role,
    may_invite,
    may_manage_members,
    may_remove_member,
    may_send_another_invitation,
    may_transfer_ownership,
)
from organizations.policy.organization import (
    may_change_setting,
    may_create_organization,
    may_enable_connectors,
    may_manage_organization,
    may_read_audit,
)
from organizations.policy.people import may_act, may_approve, may_keep_things, may_use_token_to
from organizations.policy.projects import (
    may_add_project_member,
    may_create_project,
    may_have_public_projects,
    may_manage_project,
    may_manage_projects,
    may_publish_project,
    may_remove_project_member,
    may_see_project,
)

__all__ = [
    "may_accept_invitation",
    "may_act",
    "may_add_project_member",
    "may_approve",
    "may_change_role",
    "may_change_setting",
    "may_create_organization",
    "may_create_project",
    "may_enable_connectors",
    "may_have_public_projects",
    "may_invite",
    "may_keep_things",
    "may_manage_members",
    "may_manage_organization",
    "may_manage_project",
    "may_manage_projects",
    "may_publish_project",
    "may_read_audit",
    "may_remove_member",
    "may_remove_project_member",
    "may_see_project",
    "may_send_another_invitation",
    "may_transfer_ownership",
    "may_use_connectors_in",
    "may_use_token_to",
]
