"""Rules about who belongs to an organization, and as what (rules.md section 2, PL1)."""

from organizations.decisions import ALLOWED, Decision, refuse
from organizations.models import Membership, Organization, Role
from organizations.roles import OWNERS_GRANT, Permission, has

# Every invitation is a mail from our server to an address of somebody's choice: enough for a large team to begin
# with, too few to send spam through.
MOST_PENDING_INVITATIONS = 200
MOST_INVITATIONS_A_DAY = 50


def may_manage_members(member: Membership) -> Decision:
    """Owners and admins invite people, change roles and remove members."""
    if has(member.role, Permission.MANAGE_MEMBERS):
        return ALLOWED
    return refuse("admin_required", "Only owners and admins can manage members.", member)


def may_invite(member: Membership, organization: Organization, role: str, members: int) -> Decision:
    """Ask somebody to join with a role; `members` is how many there are now (PL1)."""
    if not (decision := may_manage_members(member)).allowed:
        return decision
    if not (decision := _may_grant(member, role)).allowed:
        return decision
    return may_accept_invitation(organization, members)


def may_accept_invitation(organization: Organization, members: int) -> Decision:
    """One more member fits into the plan (PL1); asked again when the invitation is accepted."""
    limit = organization.limits.members
    if limit is None or members < limit:
        return ALLOWED
    reason = f"The plan {organization.get_plan_display()} is for one person. Teams need the plan Team."
    return refuse("plan_single_member", reason, organization)


def may_send_another_invitation(pending: int, sent_today: int) -> Decision:
    """`pending` in the organization, `sent_today` by this member in the last 24 hours, withdrawn ones included."""
    if pending >= MOST_PENDING_INVITATIONS:
        reason = f"{pending} invitations are pending. Withdraw some, or wait until people accept."
        return refuse("too_many_invitations", reason)
    if sent_today >= MOST_INVITATIONS_A_DAY:
        reason = f"You have sent {sent_today} invitations in the last 24 hours. Go on tomorrow, or ask another owner."
        return refuse("too_many_invitations", reason)
    return ALLOWED


def may_change_role(actor: Membership, member: Membership, role: str) -> Decision:
    """Give a member another role; the primary owner's changes only by transfer."""
    if not (decision := may_manage_members(actor)).allowed:
        return decision
    if actor.id == member.id:
        return refuse("own_role", "You cannot change your own role.", member)
    if not (decision := _may_touch(actor, member)).allowed:
        return decision
    return _may_grant(actor, role)


def may_transfer_ownership(actor: Membership, member: Membership, typed_email: str) -> Decision:
    """The primary owner hands over, and types the new one's e-mail to be sure."""
    if actor.role != Role.PRIMARY_OWNER:
        return refuse("primary_owner_required", "Only the primary owner can hand over this role.", actor)
    if actor.id == member.id:
        return refuse("own_role", "You are the primary owner already.", member)
    if typed_email.strip().lower() != member.user.email.lower():
        return refuse("email_mismatch", "Type the e-mail address of the new primary owner to confirm.", member)
    return ALLOWED


def may_remove_member(actor: Membership, member: Membership) -> Decision:
    """Owners and admins remove others; anybody but an owner may leave."""
    if actor.id == member.id:
        if actor.is_owner:
            return refuse("owner_cannot_leave", "An owner cannot remove themself. Ask another owner.", member)
        return ALLOWED
    if not (decision := may_manage_members(actor)).allowed:
        return decision
    return _may_touch(actor, member)


def _may_touch(actor: Membership, member: Membership) -> Decision:
    if member.role == Role.PRIMARY_OWNER:
        return refuse("primary_owner_required", "The primary owner must hand over this role first.", member)
    if member.role in OWNERS_GRANT and not actor.is_owner:
        return refuse("owner_required", "Only an owner can change or remove owners and auditors.", member)
    return ALLOWED


def _may_grant(actor: Membership, role: str) -> Decision:
    if role == Role.PRIMARY_OWNER:
        return refuse("primary_owner_required", "There is one primary owner; the role is handed over.", actor)
    if role in OWNERS_GRANT and not actor.is_owner:
        return refuse("owner_required", "Only an owner can make somebody owner or auditor.", actor)
    return ALLOWED
