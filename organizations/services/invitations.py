"""Ask people to join, and let them (PL1)."""

from dataclasses import replace

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from organizations import policy
from organizations.actors import Actor
from organizations.addresses import typed_address
from organizations.exceptions import AuditNote, Conflict, Missing, TooMany, insist
from organizations.models import Invitation, Membership, Organization, User
from organizations.opaque_tokens import new_token, token_hash
from organizations.origin import Origin
from organizations.selectors import invitations_sent_today, invitations_visible_to, member_count
from organizations.services.audit import record
from organizations.services.mail import send_invitation_mail
from organizations.tenancy import tenant


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
def accept_invitation(*, invitation: Invitation, user: User, origin: Origin) -> Membership:
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
        actor = replace(Actor.of(membership), kind=origin.kind, address=origin.address, user_agent=origin.user_agent)
        record(actor=actor, action="member.joined", subject=membership, role=invitation.role)
    return membership


def _insist_on_limits(organization: Organization, email: str, member: Membership, note: AuditNote) -> None:
    # One at a time in an organization: two must not both fit into the last place.
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
