"""The rows of this app."""

from organizations.models.access_token import DEFAULT_DAYS, MOST_DAYS, AccessToken, Scope
from organizations.models.audit import AuditEvent
from organizations.models.idempotency import IdempotentAnswer
from organizations.models.invitation import Invitation
from organizations.models.membership import OWNERS, Membership, Role
from organizations.models.organization import Organization
from organizations.models.project import Project, ProjectMember, Visibility
from organizations.models.tenant import TenantModel
from organizations.models.user import User

__all__ = [
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
    "Scope",
    "TenantModel",
    "User",
    "Visibility",
]
