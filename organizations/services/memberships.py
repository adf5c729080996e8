"""Roles and leaving (rules.md section 2); invitations are in invitations.py."""

from django.db import transaction
from django.utils import timezone

from organizations import policy
from organizations.actors import Actor
from organizations.exceptions import AuditNote, Missing, insist
from organizations.models import Invitation, Membership, ProjectMember, Role
from organizations.services.answers import forget_answers, forget_answers_to
from organizations.services.audit import record
from organizations.signals import member_removed


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
    # In this order: two primary owners are impossible even within the transaction.
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
