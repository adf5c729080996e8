"""The rows of this app."""

from organizations.models.audit import ANSWERS_KEPT, AuditEvent, IdempotentAnswer, forget_answers, forget_answers_to
from organizations.models.membership import OWNERS, Invitation, Membership, Role
from organizations.models.organization import Organization, TenantModel
from organizations.models.project import Project, ProjectMember, Visibility
from organizations.models.rules_version import RulesVersion
from organizations.models.user import DEFAULT_DAYS, MOST_DAYS, AccessToken, Scope, User

__all__ = [
    "ANSWERS_KEPT",
    "DEFAULT_DAYS",
    "MOST_DAYS",
    "OWNERS",
    "AccessToken",
    "AuditEvent",
    "IdempotentAnswer",
    "Invitation",
    "Membership",
    "Organization",
    "Project",
    "ProjectMember",
    "Role",
    "RulesVersion",
    "Scope",
    "TenantModel",
    "User",
    "Visibility",
    "forget_answers",
    "forget_answers_to",
]
