"""Rules about the organization itself: its connectors, its settings, its audit log."""

from collections.abc import Iterable

from organizations.decisions import ALLOWED, Decision, refuse
from organizations.models import Membership, Organization
from organizations.plans import Plan
from organizations.roles import Permission, has

OWNER_REQUIRED = "Only an owner of this organization can do this."


def may_enable_connectors(member: Membership) -> Decision:
    """Owners enable connectors and set policies; in a personal organization that is its one person (PL2)."""
    return _needs(member, Permission.ENABLE_CONNECTORS, "owner_required", "Only an owner can enable connectors.")


def may_manage_organization(member: Membership) -> Decision:
    """Owners change the organization's name and settings."""
    return _needs(member, Permission.MANAGE_ORGANIZATION, "owner_required", OWNER_REQUIRED)


def may_read_audit(member: Membership) -> Decision:
    """Owners and auditors read the audit log (rules.md section 2)."""
    reason = "Only owners and auditors can read the audit log."
    return _needs(member, Permission.READ_AUDIT, "auditor_required", reason)


def may_create_organization(own: Iterable[Organization]) -> Decision:
    """A person has one personal space; teams are made from it by an operator, who sets the plan."""
    personal = next((organization for organization in own if organization.is_personal), None)
    if personal is None:
        return ALLOWED
    reason = f"You already have a personal space, {personal.name}. An operator can turn it into a team."
    return refuse("personal_organization_exists", reason, personal)


def may_change_setting(member: Membership, organization: Organization, setting: str, value: bool) -> Decision:
    """Owners change settings, where the plan has them (PL6, PL7, PL8)."""
    if not (decision := may_manage_organization(member)).allowed:
        return decision
    if organization.is_personal:
        return refuse("plan_not_eligible", "This setting is for the team and enterprise plans.", organization)
    if setting == "public_projects" and not value and organization.plan != Plan.ENTERPRISE:
        reason = "Forbidding public projects is part of the enterprise plan."
        return refuse("plan_not_eligible", reason, organization)
    return ALLOWED


def _needs(member: Membership, permission: Permission, code: str, reason: str) -> Decision:
    return ALLOWED if has(member.role, permission) else refuse(code, reason, member)
