"""People: their own space at sign-up, and what they may change about themselves."""

import re
from typing import Any

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from organizations.actors import Actor
from organizations.models import Membership, Organization, Role, User
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
    name = f"{user.name or user.email.split('@')[0]}'s space"
    return create_organization(user=user, name=name, slug_from=user.name or user.email.split("@")[0])


@transaction.atomic
def create_organization(*, user: User, name: str, slug_from: str = "") -> Membership:
    """An organization on plan free; an operator changes the plan."""
    organization = Organization.objects.create(
        slug=free_slug(slug_from or name), name=clean_text(name, 120), plan=Plan.FREE
    )
    with tenant(organization.id):
        membership = Membership.objects.create(organization=organization, user=user, role=Role.PRIMARY_OWNER)
        record(actor=Actor.of(membership), action="organization.created", subject=organization, plan=Plan.FREE)
    return membership


@transaction.atomic
def update_person(*, user: User, **changes: Any) -> User:
    """Change a person's name or time zone."""
    for field, value in changes.items():
        setattr(user, field, value)
    user.save(update_fields=list(changes))
    return user


def free_slug(wanted: str) -> str:
    """A slug that nobody has; numbered by a few random letters when the plain one is taken."""
    base = re.sub(r"[^a-z0-9-]", "", slugify(wanted))[:SLUG_LENGTH].strip("-") or "space"
    if base not in RESERVED_SLUGS and not Organization.objects.filter(slug=base).exists():
        return base
    return f"{base}-{get_random_string(6, SUFFIX_LETTERS)}"
