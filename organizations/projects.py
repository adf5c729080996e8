"""Projects: make, describe, open and close, choose who is in, delete (rules.md section 4)."""

from typing import Any

from django.db import transaction

from organizations import policy
from organizations.audit import Actor, record
from organizations.models import Membership, Organization, Project, ProjectMember, Visibility, forget_answers
from organizations.refusals import AuditNote, insist
from organizations.signals import project_closed, project_deleted, project_member_removed, project_opened
from organizations.text import NAME_CHARACTERS, typed_name


@transaction.atomic
def create_project(
    *,
    organization: Organization,
    actor: Actor,
    name: str,
    instructions: str = "",
    visibility: str = Visibility.PRIVATE,
) -> Project:
    """A project, private unless asked otherwise, with its maker in it. Raises Refused (PL8, A1)."""
    note = AuditNote("project.create_denied", organization)
    insist(policy.may_keep_things(actor.member.user), note)
    insist(policy.may_create_project(organization, visibility), note)
    project = Project.objects.create(
        organization=organization,
        name=typed_name(name, NAME_CHARACTERS),
        instructions=instructions,
        visibility=visibility,
        created_by=actor.member,
    )
    ProjectMember.objects.create(organization=organization, project=project, member=actor.member)
    record(actor=actor, action="project.created", subject=project, visibility=visibility)
    return project


@transaction.atomic
def update_project(*, project: Project, actor: Actor, **changes: Any) -> Project:
    """Change name, instructions and visibility together. Raises Refused (also email_not_verified)."""
    note = AuditNote("project.update_denied", project)
    insist(policy.may_manage_project(actor.member, project), note)
    insist(policy.may_keep_things(actor.member.user), note)
    visibility = changes.pop("visibility", project.visibility)
    if "name" in changes:
        changes["name"] = typed_name(changes["name"], NAME_CHARACTERS)
    changed = [field for field, value in changes.items() if getattr(project, field) != value]
    if changed:
        for field in changed:
            setattr(project, field, changes[field])
        project.save(update_fields=changed)
        record(actor=actor, action="project.updated", subject=project, changed=changed)
    return change_visibility(project=project, actor=actor, visibility=visibility)


@transaction.atomic
def change_visibility(*, project: Project, actor: Actor, visibility: str) -> Project:
    """Make public (P6: toggles go off, turns stop, in this transaction) or private. Raises Refused."""
    project = _locked(project)
    if project.visibility == visibility:
        return project
    if visibility == Visibility.PUBLIC:
        decision = policy.may_publish_project(actor.member, project, project.organization)
    else:
        decision = policy.may_manage_project(actor.member, project)
    insist(decision, AuditNote("project.visibility_denied", project))
    _set_visibility(project, actor, visibility)
    if visibility == Visibility.PUBLIC:
        project_opened.send(Project, project=project, actor=actor)
    return project


@transaction.atomic
def make_all_private(*, organization: Organization, actor: Actor) -> None:
    """Close every public project: an owner or the plan forbids them now (P8)."""
    public = Project.objects.filter(organization=organization, visibility=Visibility.PUBLIC, deleted_at=None)
    for project in public.select_for_update(no_key=True):
        _set_visibility(project, actor, Visibility.PRIVATE)


@transaction.atomic
def add_project_member(*, project: Project, member: Membership, actor: Actor) -> ProjectMember:
    """Invite a member into a project (P5: its toggles go off unless P3 is allowed). Raises Refused (also A1)."""
    project = _locked(project)
    note = AuditNote("project.member_denied", project)
    insist(policy.may_add_project_member(actor.member, project, member), note)
    insist(policy.may_keep_things(actor.member.user), note)
    row, added = ProjectMember.objects.get_or_create(
        organization_id=project.organization_id, project=project, member=member
    )
    if added:
        record(actor=actor, action="project.member_added", subject=project, member=str(member.id))
        project_opened.send(Project, project=project, actor=actor)
    return row


@transaction.atomic
def remove_project_member(*, project: Project, member: Membership, actor: Actor) -> None:
    """Take a member out of a project, and their chats with them (A6); twice changes nothing. Raises Refused."""
    project = _locked(project)
    decision = policy.may_remove_project_member(actor.member, project, member)
    insist(decision, AuditNote("project.member_denied", project))
    if ProjectMember.objects.filter(project=project, member=member).delete()[0]:
        forget_answers(organization_id=project.organization_id, subject_id=project.id, to=member)
        record(actor=actor, action="project.member_removed", subject=project, member=str(member.id))
        project_member_removed.send(Project, project=project, member=member, actor=actor)


@transaction.atomic
def delete_project(*, project: Project, actor: Actor) -> None:
    """Hide a project; the chats in it stay with their authors (A6). Raises Refused."""
    insist(policy.may_manage_project(actor.member, project), AuditNote("project.delete_denied", project))
    if project.delete_softly():
        forget_answers(organization_id=project.organization_id, subject_id=project.id)
        record(actor=actor, action="project.deleted", subject=project)
        project_deleted.send(Project, project=project, actor=actor)


def _set_visibility(project: Project, actor: Actor, visibility: str) -> None:
    project.visibility = visibility
    project.save(update_fields=["visibility"])
    record(actor=actor, action="project.visibility_changed", subject=project, visibility=visibility)
    if visibility == Visibility.PRIVATE:
        forget_answers(organization_id=project.organization_id, subject_id=project.id)
        project_closed.send(Project, project=project, actor=actor)


def _locked(project: Project) -> Project:
    """The project, locked: its content and members must not change between the check and the change."""
    return Project.objects.select_for_update(no_key=True).select_related("organization").get(pk=project.pk)
