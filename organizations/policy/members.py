"""Rules about who belongs to an organization, and as what (rules.md section 2, PL1)."""

from enum import StrEnum, auto

from organizations.models import AccessToken, Membership, Organization, Role, Scope, User
from organizations.refusals import ALLOWED, Decision, refuse

# What each role may do (rules.md section 2), as one table.


class Permission(StrEnum):
    """What a role may allow."""

    ENABLE_CONNECTORS = auto()
    MANAGE_MEMBERS = auto()
    MANAGE_PROJECTS = auto()
    READ_AUDIT = auto()
    MANAGE_ORGANIZATION = auto()


_OWNER = frozenset(Permission)

PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.PRIMARY_OWNER: _OWNER,
    Role.OWNER: _OWNER,
    Role.ADMIN: frozenset({Permission.MANAGE_MEMBERS, Permission.MANAGE_PROJECTS}),
    Role.AUDITOR: frozenset({Permission.READ_AUDIT}),
    Role.MEMBER: frozenset(),
}

# Only owners hand these out: they reach further than an admin does.
OWNERS_GRANT = frozenset({Role.OWNER, Role.AUDITOR})


def has(role: str, permission: Permission) -> bool:
    """Whether the role carries the permission."""
    return permission in PERMISSIONS[role]


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


# Rules about a person's account and their tokens (rules.md section 10).

TOKEN_WORDS = {
    Scope.READ: "read",
    Scope.WRITE: "change anything",
    Scope.APPROVE: "decide what tools may do",
}


def may_keep_things(user: User) -> Decision:
    """accounts-A1: what lasts waits for the confirmed address: tokens, memberships, connections, projects, settings.

    Until then the account may be of somebody who typed another person's address.
    """
    if user.has_verified_email:
        return ALLOWED
    reason = (
        f"Confirm your e-mail address first: open the link that was sent to {user.email}."
        " Under Profile it is sent again."
    )
    return refuse("email_not_verified", reason, user)


def may_act(member: Membership) -> Decision:
    """Whether anything may be done in this member's name: in, not locked out, and the organization is open."""
    if member.removed_at is not None or not member.user.is_active or member.organization.closed_at is not None:
        return refuse("membership_ended", "This membership has ended, so nothing goes on in its name.", member)
    return ALLOWED


def may_use_token_to(scope: Scope, token: AccessToken) -> Decision:
    """accounts-A4: a token does only what its scopes name, and only `approve` decides calls."""
    if scope in token.scopes:
        return ALLOWED
    reason = (
        f"This token may not {TOKEN_WORDS[scope]}: it lacks the scope “{scope}”."
        " Make a token with it under Profile, Personal access tokens."
    )
    return refuse("token_scope", reason, token)


def may_approve(token: AccessToken | None) -> Decision:
    """The same for deciding what tools may do; without a token, a person is at the browser."""
    return may_use_token_to(Scope.APPROVE, token) if token is not None else ALLOWED
