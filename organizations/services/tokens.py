"""Personal access tokens: made and revoked by their person, told to each of their organizations."""

from django.db import transaction

from organizations.exceptions import Conflict, Missing
from organizations.models import AccessToken, User
from organizations.opaque_tokens import ACCESS_TOKEN_PREFIX, new_token, token_hash
from organizations.origin import Origin
from organizations.services.audit import record_for_person

SHOWN_CHARACTERS = 4
MOST_TOKENS = 50


@transaction.atomic
def create_token(*, user: User, name: str, origin: Origin) -> tuple[AccessToken, str]:
    """A new token and its secret, which is never readable again. Raises Conflict (too_many_tokens)."""
    if AccessToken.usable().filter(user=user).count() >= MOST_TOKENS:
        raise Conflict("too_many_tokens", f"You have {MOST_TOKENS} tokens. Revoke one that you no longer use.")
    secret = new_token(ACCESS_TOKEN_PREFIX)
    token = AccessToken.objects.create(
        user=user,
        name=name,
        prefix=secret[: len(ACCESS_TOKEN_PREFIX) + SHOWN_CHARACTERS],
        token_hash=token_hash(secret),
    )
    record_for_person(user=user, origin=origin, action="token.created", subject=token)
    return token, secret


@transaction.atomic
def revoke_token(*, token: AccessToken, origin: Origin) -> None:
    """End a token at once. Raises Missing when it has ended already."""
    if not token.revoke():
        raise Missing
    record_for_person(user=token.user, origin=origin, action="token.revoked", subject=token)
