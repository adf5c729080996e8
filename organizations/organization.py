"""Change an organization: by its owners, and its plan and country by an operator."""

from typing import Any

from django.db import transaction

from organizations import policy
from organizations.audit import Actor, record
from organizations.models import Membership, Organization, User
from organizations.people import accounts
from organizations.projects import make_all_private
from organizations.refusals import AuditNote, insist
from organizations.selectors import memberships_of
from organizations.signals import organization_changed
from organizations.tenancy import as_operator, back_inside
from organizations.text import NAME_CHARACTERS, typed_name

SETTINGS = ("external_sharing", "public_projects", "organization_shares", "connectors_in_shared_projects")


@transaction.atomic
def create_organization(*, user: User, name: str) -> Membership:
    """A person's own space, when they have none. Raises Refused (also email_not_verified)."""
    insist(policy.may_keep_things(user))
    own = [m.organization for m in memberships_of(user) if m.is_owner]
    insist(policy.may_create_organization(own))
    return accounts.create_organization(user=user, name=typed_name(name, NAME_CHARACTERS))


@transaction.atomic
def update_organization(
    *,
    organization: Organization,
    actor: Actor,
    name: str | None = None,
    settings: dict[str, bool] | None = None,
) -> Organization:
    """Change the name and the owners' settings. Raises Refused (plan_not_eligible, owner_required, A1)."""
    named = {} if name is None else {"name": typed_name(name, NAME_CHARACTERS)}
    wanted: dict[str, Any] = {**named, **(settings or {})}
    changes = {field: value for field, value in wanted.items() if getattr(organization, field) != value}
    note = AuditNote("organization.update_denied", organization)
    insist(policy.may_manage_organization(actor.member), note)
    insist(policy.may_keep_things(actor.member.user), note)
    for setting in changes.keys() & set(SETTINGS):
        insist(policy.may_change_setting(actor.member, organization, setting, changes[setting]), note)
    if changes:
        _write(organization, changes)
        _tell(organization, actor, changes)
    return organization


def change_by_operator(*, organization: Organization, actor: Actor, **changes: Any) -> Organization:
    """Change name, plan or country (rules.md section 1: never by a member); the apps above follow the plan.

    One transaction, of the operators'.
    """
    if changes:
        with as_operator("an organization's plan and country"):
            _write(organization, changes)
            with back_inside(organization.id):
                _tell(organization, actor, changes)
    return organization


def _write(organization: Organization, changes: dict[str, Any]) -> None:
    for field, value in changes.items():
        setattr(organization, field, value)
    organization.save(update_fields=list(changes))


def _tell(organization: Organization, actor: Actor, changes: dict[str, Any]) -> None:
    told = {field: value for field, value in changes.items() if field != "name"}
    record(actor=actor, action="organization.updated", subject=organization, changed=sorted(changes), **told)
    if not policy.may_have_public_projects(organization).allowed:
        make_all_private(organization=organization, actor=actor)
    organization_changed.send(Organization, organization=organization, actor=actor)
