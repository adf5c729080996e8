"""People: their own space at sign-up, and what they may change about themselves."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from organizations import policy
from organizations.audit import Actor, RequestSource, record, record_for_person
from organizations.models import DEFAULT_DAYS, AccessToken, Membership, Organization, Project, Role, Scope, User
from organizations.plans import Plan
from organizations.projects import delete_project
from organizations.refusals import Conflict, Missing, Refused, insist
from organizations.sealing import ACCESS_TOKEN_PREFIX, new_token, token_hash
from organizations.selectors import ownerships_of
from organizations.signals import space_claimed
from organizations.tenancy import tenant
from organizations.text import NAME_CHARACTERS, clean_text, typed_name

SLUG_LENGTH = 40
SUFFIX_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
# Slugs that read like a part of the product.
RESERVED_SLUGS = frozenset({"admin", "api", "owner", "new", "shared", "static", "switchboard", "settings"})


@transaction.atomic
def create_personal_organization(*, user: User) -> Membership:
    """A person's own space on plan free, with them as its primary owner."""
    return create_organization(user=user, name=space_name(user), slug_from=_called(user))


def space_name(user: User) -> str:
    """What a person's own space is called until they say otherwise."""
    return clean_text(f"{_called(user)}'s space", NAME_CHARACTERS)


@transaction.atomic
def create_organization(*, user: User, name: str, slug_from: str = "") -> Membership:
    """An organization on plan free; an operator changes the plan."""
    organization = _make(clean_text(name, NAME_CHARACTERS), slug_for(slug_from or name))
    with tenant(organization.id):
        membership = Membership.objects.create(organization=organization, user=user, role=Role.PRIMARY_OWNER)
        record(actor=Actor.of(membership), action="organization.created", subject=organization, plan=Plan.FREE)
    return membership


@transaction.atomic
def update_person(*, user: User, **changes: Any) -> User:
    """Change a person's name or time zone; a zone that they chose stays, whatever their browser says."""
    if "time_zone" in changes:
        changes["time_zone_chosen"] = True
    if "name" in changes:
        changes["name"] = typed_name(changes["name"], NAME_CHARACTERS)
    for field, value in changes.items():
        setattr(user, field, value)
    user.save(update_fields=list(changes))
    return user


def _called(user: User) -> str:
    return user.name or user.email.split("@")[0]


def slug_for(wanted: str) -> str:
    """An address made from a name; it may be taken."""
    return re.sub(r"[^a-z0-9-]", "", slugify(wanted))[:SLUG_LENGTH].strip("-") or "space"


def _make(name: str, slug: str) -> Organization:
    if slug not in RESERVED_SLUGS and not Organization.objects.filter(slug=slug).exists():
        try:
            with transaction.atomic():
                return Organization.objects.create(slug=slug, name=name, plan=Plan.FREE)
        except IntegrityError:
            pass  # a namesake signed up at the same moment
    # Six random letters: the plain address is somebody else's, or reads like a part of the product.
    slug = f"{slug}-{get_random_string(6, SUFFIX_LETTERS)}"
    return Organization.objects.create(slug=slug, name=name, plan=Plan.FREE)


# Personal access tokens: made and revoked by their person, told to each of their organizations.

SHOWN_CHARACTERS = 4
MOST_TOKENS = 50


@transaction.atomic
def create_token(
    *,
    user: User,
    name: str,
    source: RequestSource,
    scopes: Sequence[str] = tuple(Scope),
    days: int = DEFAULT_DAYS,
) -> tuple[AccessToken, str]:
    """A new token and its secret, which is never readable again.

    Raises Conflict (too_many_tokens), Invalid (invisible_characters) or Refused (session_required, email_not_verified).
    """
    if source.kind == "token":
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
    record_for_person(user=user, source=source, action="token.created", subject=token, scopes=token.scopes)
    return token, secret


@transaction.atomic
def revoke_token(*, token: AccessToken, source: RequestSource) -> None:
    """End a token at once. Raises Missing when it has ended already."""
    if not token.revoke():
        raise Missing
    record_for_person(user=token.user, source=source, action="token.revoked", subject=token)


@transaction.atomic
def revoke_all_tokens(*, user: User, source: RequestSource) -> None:
    """End every token of a person at once; none is no error."""
    for token in AccessToken.objects.filter(user=user, revoked_at=None):
        if token.revoke():
            record_for_person(user=user, source=source, action="token.revoked", subject=token)


def _still_signed_in(user: User) -> User:
    """The person as they are now, held until the token is there.

    A password reset waits for this row or is seen here: no request of an ended session leaves a token behind.
    """
    now = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if now.get_session_auth_hash() != user.get_session_auth_hash():
        raise Refused("session_required", "Your session has ended meanwhile. Sign in again.")
    return now


# What follows when a person has proved that the mailbox of their account is theirs (accounts-A1, A2).


@transaction.atomic
def address_confirmed(*, user: User, source: RequestSource) -> None:
    """The address was confirmed: other sessions and all tokens end, because they may be somebody else's."""
    _end_what_was_before(user, source)
    record_for_person(user=user, source=source, action="email.confirmed", subject=user)


@transaction.atomic
def password_reset(*, user: User, source: RequestSource) -> None:
    """A new password was set by a link from the mailbox: this confirms the address and removes all others.

    An account without a confirmed address is emptied: somebody else may have typed the address.
    """
    first_time = not user.has_verified_email
    _confirm(user)
    if first_time:
        _begin_anew(user)
    _end_what_was_before(user, source)
    record_for_person(user=user, source=source, action="password.reset", subject=user)


def _begin_anew(user: User) -> None:
    user.name = ""
    user.save(update_fields=["name"])
    for membership in ownerships_of(user):
        if membership.organization.is_personal:
            with tenant(membership.organization_id):
                _claim(membership)


def _claim(membership: Membership) -> None:
    actor = Actor.system(membership.organization_id)
    space = membership.organization
    space.name = space_name(membership.user)
    space.save(update_fields=["name"])
    record(actor=actor, action="organization.updated", subject=space, changed=["name"])
    # Only projects from before A1 (things that last wait for the confirmed address).
    for project in Project.objects.filter(created_by=membership, deleted_at=None):
        delete_project(project=project, actor=Actor.of(membership))
    space_claimed.send(Membership, membership=membership)


def _end_what_was_before(user: User, source: RequestSource) -> None:
    # Sessions first: a request that makes a token at this moment has the person's row locked, or sees that they ended.
    user.end_sessions()
    revoke_all_tokens(user=user, source=source)


def _confirm(user: User) -> None:
    addresses = EmailAddress.objects.filter(user=user)
    # Otherwise another address could request the next reset.
    addresses.exclude(email=user.email.lower()).delete()
    address, _ = addresses.get_or_create(user=user, email=user.email.lower())
    if address.set_verified():
        address.set_as_primary()
