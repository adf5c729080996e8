"""Rules about projects: who manages them, and when one may be public (PL8, rules.md section 4)."""

from organizations.decisions import ALLOWED, Decision, refuse
from organizations.models import Membership, Organization, Project, Visibility
from organizations.registries import project_member_refusals, publish_refusals
from organizations.roles import Permission, has


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
    """Its name and instructions are for its members; everybody in the organization sees a public one (A6)."""
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
