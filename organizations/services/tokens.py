"""Personal access tokens: made and revoked by their person, told to each of their organizations."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from organizations import policy
from organizations.exceptions import Conflict, Missing, Refused, insist
from organizations.models import DEFAULT_DAYS, AccessToken, Scope, User
from organizations.names import NAME_CHARACTERS, typed_name
from organizations.opaque_tokens import ACCESS_TOKEN_PREFIX, new_token, token_hash
from organizations.origin import Origin
from organizations.services.audit import record_for_person

SHOWN_CHARACTERS = 4
MOST_TOKENS = 50


@transaction.atomic
def create_token(
    *,
    user: User,
    name: str,
    origin: Origin,
    scopes: Sequence[str] = tuple(Scope),
    days: int = DEFAULT_DAYS,
) -> tuple[AccessToken, str]:
    """A new token and its secret, which is never readable again.

    Raises Conflict (too_many_tokens), Invalid (invisible_characters) or Refused (session_required, email_not_verified).
    """
    if origin.kind == "token":
        raise Refused("session_required", "Sign in with the browser to make a token.")
    insist(policy.may_keep_things(_still_signed_in(user)))
    if AccessToken.usable().filter(user=user).count() >= MOST_TOKENS:
        raise Conflict("too_many_tokens", f"You have {MOST_TOKENS} tokens. Revoke one that you no longer use.")
    secret = new_token(ACCESS_TOKEN_PREFIX)
    token = AccessToken.objects.create(
        user=user,
        name=typed_name(name, NAME_CHARACTERS),
        prefix=secret[: len(ACCESS_TOKEN_PREFIX) + SHOWN_CHARACTERS],
        token_hash=token_hash(secret),
        scopes=[scope for scope in Scope if scope in scopes],
        expires_at=timezone.now() + timedelta(days=days),
    )
    record_for_person(user=user, origin=origin, action="token.created", subject=token, scopes=token.scopes)
    return token, secret


@transaction.atomic
def revoke_token(*, token: AccessToken, origin: Origin) -> None:
    """End a token at once. Raises Missing when it has ended already."""
    if not token.revoke():
        raise Missing
    record_for_person(user=token.user, origin=origin, action="token.revoked", subject=token)


@transaction.atomic
def revoke_all_tokens(*, user: User, origin: Origin) -> None:
    """End every token of a person at once; none is no error."""
    for token in AccessToken.objects.filter(user=user, revoked_at=None):
        if token.revoke():
            record_for_person(user=user, origin=origin, action="token.revoked", subject=token)


def _still_signed_in(user: User) -> User:
    """The person as they are now, held until the token is there.

    A password reset waits for this row or is seen here: no request of an ended session leaves a token behind.
    """
    now = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if now.get_session_auth_hash() != user.get_session_auth_hash():
        raise Refused("session_required", "Your session has ended meanwhile. Sign in again.")
    return now
