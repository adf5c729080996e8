"""Change an organization: by its owners, and its plan and country by an operator."""

import logging
import smtplib
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from organizations import policy
from organizations.audit import Actor, RequestSource, record
from organizations.models import (
    Invitation,
    Membership,
    Organization,
    ProjectMember,
    Role,
    User,
    forget_answers,
    forget_answers_to,
)
from organizations.people import accounts
from organizations.projects import make_all_private
from organizations.refusals import AuditNote, Conflict, Missing, TooMany, insist
from organizations.sealing import new_token, token_hash
from organizations.selectors import invitations_sent_today, invitations_visible_to, member_count, memberships_of
from organizations.signals import member_removed, organization_changed
from organizations.tenancy import as_operator, back_inside, tenant
from organizations.text import NAME_CHARACTERS, in_mail, typed_address, typed_name

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


# Roles, leaving, and invitations (rules.md section 2).


@transaction.atomic
def change_role(*, member: Membership, role: str, actor: Actor) -> Membership:
    """Give a member another role. Raises Refused, or Missing when they have left meanwhile."""
    member = _locked(member)
    if member.role == role:
        return member
    insist(policy.may_change_role(actor.member, member, role), AuditNote("member.role_denied", member))
    before = member.role
    member.change_role(role)
    record(actor=actor, action="member.role_changed", subject=member, before=before, after=role)
    return member


@transaction.atomic
def transfer_ownership(*, member: Membership, typed_email: str, actor: Actor) -> Membership:
    """Make another member the primary owner; the old one stays an owner. Raises Refused or Missing."""
    old, member = _locked(actor.member), _locked(member)
    insist(policy.may_transfer_ownership(old, member, typed_email), AuditNote("owner.transfer_denied", member))
    # The old owner first: the database refuses a second primary owner even within the transaction.
    old.change_role(Role.OWNER)
    member.change_role(Role.PRIMARY_OWNER)
    record(actor=actor, action="owner.transferred", subject=member, before=str(old.id))
    return member


@transaction.atomic
def remove_member(*, member: Membership, actor: Actor) -> None:
    """End a membership with everything that hangs on it: the apps above hear `member_removed` and revoke
    connections, stop turns and end links in this transaction. Raises Refused or Missing."""
    member = _locked(member)
    insist(policy.may_remove_member(actor.member, member), AuditNote("member.remove_denied", member))
    member.remove()
    ProjectMember.objects.filter(member=member).delete()
    Invitation.objects.filter(invited_by=member, accepted_at=None, revoked_at=None).update(revoked_at=timezone.now())
    forget_answers_to(member)
    forget_answers(organization_id=member.organization_id, subject_id=member.pk)
    record(actor=actor, action="member.removed", subject=member)
    member_removed.send(Membership, membership=member)


def _locked(member: Membership) -> Membership:
    """The row as it is now, held so that the decision stays true; raises Missing when they have left."""
    rows = Membership.objects.select_for_update(no_key=True, of=("self",)).select_related("user")
    found = rows.filter(pk=member.pk, removed_at=None).first()
    if found is None:
        raise Missing
    return found


# Mail to people. A mail server that is down is logged and fails nothing: the link can be copied.

log = logging.getLogger(__name__)


def send_invitation_mail(email: str, organization: str, inviter: str, url: str) -> None:
    """Tell a person that they are invited; called after the invitation is committed."""
    # Both names were typed by people whom the reader may not know.
    text = (
        f"{in_mail(inviter)} invites you to {in_mail(organization)} on Switchboard.\n\n"
        f"Accept the invitation here:\n{url}\n\n"
        "The link works for seven days, once, and for this e-mail address.\n"
    )
    try:
        send_mail(f"Join {in_mail(organization)} on Switchboard", text, None, [email])
    except (OSError, smtplib.SMTPException) as error:
        log.warning("an invitation mail could not be sent: %s", type(error).__name__)


# Ask people to join, and let them (PL1).


@transaction.atomic
def invite(*, organization: Organization, email: str, role: str, actor: Actor) -> tuple[Invitation, str]:
    """An invitation and its address, shown once and mailed; an earlier one for this person ends.

    Raises Refused (admin_required, owner_required, plan_single_member, email_not_verified), Conflict
    (already_member, just_invited), TooMany (too_many_invitations) or Invalid (look_alike_address).
    """
    email = typed_address(email)
    note = AuditNote("member.invite_denied", organization)
    insist(policy.may_invite(actor.member, organization, role, member_count(organization)), note)
    insist(policy.may_keep_things(actor.member.user), note)
    if Membership.objects.filter(user__email=email, removed_at=None, organization=organization).exists():
        raise Conflict("already_member", "This person is a member already.")
    _insist_on_limits(organization, email, actor.member, note)
    token = new_token()
    invitation = _replace_pending(
        Invitation(
            organization=organization,
            email=email,
            role=role,
            token_hash=token_hash(token),
            invited_by=actor.member,
        )
    )
    record(actor=actor, action="member.invited", subject=invitation, role=role)
    url = invitation_url(token)
    transaction.on_commit(lambda: send_invitation_mail(email, organization.name, actor.name, url))
    return invitation, url


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, actor: Actor) -> None:
    """Take an invitation back. Raises Refused, or Missing when it has ended already."""
    insist(policy.may_manage_members(actor.member), AuditNote("member.invite_denied", invitation))
    if not invitation.revoke():
        raise Missing
    record(actor=actor, action="member.invitation_revoked", subject=invitation)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: User, source: RequestSource) -> Membership:
    """Join with the invited role. Raises Missing when it ended, Conflict (already_member), Refused (PL1, A1)."""
    insist(policy.may_keep_things(user))
    organization = invitation.organization
    with tenant(organization.id):
        if Membership.objects.filter(user=user, removed_at=None, organization=organization).exists():
            raise Conflict("already_member", "You are a member already.")
        insist(policy.may_accept_invitation(organization, member_count(organization)))
        if not invitation.accept():
            raise Missing
        membership = Membership.objects.create(organization=organization, user=user, role=invitation.role)
        actor = replace(Actor.of(membership), kind=source.kind, address=source.address, user_agent=source.user_agent)
        record(actor=actor, action="member.joined", subject=membership, role=invitation.role)
    return membership


def _insist_on_limits(organization: Organization, email: str, member: Membership, note: AuditNote) -> None:
    # One at a time in an organization, so that two do not both take the last seat.
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    pending = invitations_visible_to(member).exclude(email=email).count()
    decision = policy.may_send_another_invitation(pending, invitations_sent_today(member))
    if not decision.allowed:
        raise TooMany.by(decision, note)


def _replace_pending(invitation: Invitation) -> Invitation:
    same = Invitation.objects.filter(organization=invitation.organization, email=invitation.email)
    same.filter(accepted_at=None, revoked_at=None).update(revoked_at=timezone.now())
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("just_invited", "Somebody else is inviting this person at this moment.") from error
    return invitation


def invitation_url(token: str) -> str:
    """Where the invited person goes."""
    return f"{settings.PUBLIC_URL}/invitations/{token}"
