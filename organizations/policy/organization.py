"""Rules about the organization itself: its connectors, its settings, its audit log."""

from collections.abc import Iterable

from organizations.models import Membership, Organization, Project, Visibility
from organizations.plans import Plan
from organizations.policy.members import Permission, has
from organizations.refusals import ALLOWED, Decision, refuse
from organizations.signals import project_member_refusals, publish_refusals

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


# Whether the conversations of a project may use connectors (private projects P1 to P3).

CODE = "connectors_require_private_project"


def may_use_connectors_in(project: Project | None, members: int, organization: Organization) -> Decision:
    """`project` is None for a member's own conversations; `members` counts the people in the project."""
    if project is None:
        return ALLOWED
    if project.is_public:
        reason = f"“{project.name}” is public, and connectors only work in private projects. Begin a chat outside it."
        return refuse(CODE, reason, project)
    if members > 1 and not organization.connectors_in_shared_projects:
        reason = (
            f"Others are in “{project.name}” too: shared or public project chats cannot use connected service data."
        )
        return refuse(CODE, reason, project)
    return ALLOWED


# Rules about projects: who manages them, and when one may be public (PL8, rules.md section 4).


def may_manage_projects(member: Membership) -> Decision:
    """Owners and admins manage every project that they see."""
    if has(member.role, Permission.MANAGE_PROJECTS):
        return ALLOWED
    return refuse("admin_required", "Only owners and admins manage other people's projects.", member)


def may_have_public_projects(organization: Organization) -> Decision:
    """The plan has them and no owner forbids them (PL8)."""
    if organization.is_personal:
        reason = "Public projects are for the team and enterprise plans."
        return refuse("public_projects_forbidden", reason, organization)
    if not organization.public_projects:
        return refuse("public_projects_forbidden", "An owner has forbidden public projects.", organization)
    return ALLOWED


def may_create_project(organization: Organization, visibility: str) -> Decision:
    """Every member makes private projects; public ones where PL8 allows them."""
    return may_have_public_projects(organization) if visibility == Visibility.PUBLIC else ALLOWED


def may_see_project(project: Project, *, is_member: bool) -> Decision:
    """A private project is seen by its members only, a public one by everybody in the organization (A6)."""
    if project.deleted_at is None and (project.is_public or is_member):
        return ALLOWED
    return refuse("project_not_visible", "You are not in this project.", project)


def may_manage_project(member: Membership, project: Project) -> Decision:
    """Its maker, owners and admins rename, open, close and delete a project, and choose its members."""
    if project.created_by_id == member.id or has(member.role, Permission.MANAGE_PROJECTS):
        return ALLOWED
    return refuse("project_owner_required", "Only its maker, owners and admins can change this project.", project)


def may_publish_project(member: Membership, project: Project, organization: Organization) -> Decision:
    """Make a private project public; the apps above refuse while it holds connector content (P6)."""
    if not (decision := may_manage_project(member, project)).allowed:
        return decision
    if not (decision := may_have_public_projects(organization)).allowed:
        return decision
    return publish_refusals.ask(project=project)


def may_add_project_member(actor: Membership, project: Project, member: Membership) -> Decision:
    """Invite a member into a project; the apps above refuse while it holds synced files (P5)."""
    if not (decision := may_manage_project(actor, project)).allowed:
        return decision
    return project_member_refusals.ask(project=project, member=member)


def may_remove_project_member(actor: Membership, project: Project, member: Membership) -> Decision:
    """Whoever manages the project removes others; everybody else may leave. Its maker stays."""
    if project.created_by_id == member.id:
        return refuse("project_maker_stays", "The maker of a project cannot be removed from it.", project)
    return ALLOWED if actor.id == member.id else may_manage_project(actor, project)
