"""Rules about a person's account and their tokens (rules.md section 10)."""

from organizations.decisions import ALLOWED, Decision, refuse
from organizations.models import AccessToken, Membership, Scope, User

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
    """Whether anything is done in this member's name: they are in, not shut out, and their organization is open."""
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
    """The same for deciding what tools may do; without a token a person sits in front of it."""
    return may_use_token_to(Scope.APPROVE, token) if token is not None else ALLOWED
