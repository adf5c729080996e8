"""People: their own space at sign-up, and what they may change about themselves."""

import re
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from organizations.actors import Actor
from organizations.models import Membership, Organization, Role, User
from organizations.names import NAME_CHARACTERS, typed_name
from organizations.plans import Plan
from organizations.services.audit import record
from organizations.tenancy import tenant
from organizations.text import clean_text

SLUG_LENGTH = 40
SUFFIX_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
# Addresses that read like a part of the product.
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
