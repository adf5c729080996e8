"""The fixed cast: Acme (Ada primary owner, Omar owner, Mia and Max members), Globex (Gus), and Finn on his own.

`cast` is made in the database of each test that asks for it.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction
from rest_framework.test import APIClient

from organizations import tenancy
from organizations.audit import Actor
from organizations.models import Membership, Organization, Role, User
from organizations.plans import Plan
from organizations.tenancy import as_operator, tenant
from tests.owner import set_as_owner
from tests.signed_in import sign_in_as

PASSWORD = "switchboard-demo"


@dataclass
class Cast:
    """Everybody by name. People are memberships; `.user` is the person."""

    acme: Organization
    globex: Organization
    finns: Organization
    ada: Membership
    omar: Membership
    mia: Membership
    max: Membership
    gus: Membership
    finn: Membership

    def client(self, person: Membership, **headers: Any) -> APIClient:
        """An API client signed in as this person."""
        client = APIClient(headers=headers)
        sign_in_as(client, person.user)
        client.force_authenticate(person.user)
        return client

    def actor(self, person: Membership) -> Actor:
        """This person as the actor of a change."""
        return Actor.of(person)


def make_person(email: str, name: str) -> User:
    """A user with the cast's password and a confirmed address."""
    user = User.objects.create_user(email, PASSWORD, name=name)
    user.emailaddress_set.create(email=user.email, primary=True, verified=True)
    return user


def unconfirm(person: Membership) -> Membership:
    """The same person with an address that nobody has confirmed."""
    person.user.emailaddress_set.update(verified=False)
    return person


def make_organization(slug: str, name: str, plan: str) -> Organization:
    """An organization without anybody in it."""
    with as_operator("a test"):
        return Organization.objects.create(slug=slug, name=name, plan=plan)


def make_operator(email: str = "op@instance.example", name: str = "Opal") -> User:
    """Staff of the instance, a member of no organization."""
    user = make_person(email, name)
    set_as_owner(user, is_staff=True)
    return user


def make_superuser(email: str = "root@instance.example") -> User:
    """Who makes operators."""
    user = make_operator(email, "Root")
    set_as_owner(user, is_superuser=True)
    return user


def join(user: User, organization: Organization, role: str) -> Membership:
    """A membership, written inside its tenant."""
    with tenant(organization.id):
        return Membership.objects.create(user=user, organization=organization, role=role)


ORGANIZATIONS = {
    "acme": ("Acme", Plan.TEAM),
    "globex": ("Globex", Plan.TEAM),
    "finn": ("Finn's space", Plan.FREE),
}
PEOPLE = {
    "ada@acme.example": ("Ada Byron", "acme", Role.PRIMARY_OWNER),
    "omar@acme.example": ("Omar Ode", "acme", Role.OWNER),
    "mia@acme.example": ("Mia Kern", "acme", Role.MEMBER),
    "max@acme.example": ("Max Moor", "acme", Role.MEMBER),
    "gus@globex.example": ("Gus Gray", "globex", Role.PRIMARY_OWNER),
    "finn@example.com": ("Finn Frey", "finn", Role.PRIMARY_OWNER),
}


@pytest.fixture
def cast(db: None) -> Cast:
    """Two organizations and a person on his own. Thousands of tests pay for this: one statement for all alike."""
    organizations = _organizations()
    members = _members(organizations, _people())
    return Cast(
        acme=organizations["acme"],
        globex=organizations["globex"],
        finns=organizations["finn"],
        **{email.partition("@")[0]: member for email, member in members.items()},
    )


def _organizations() -> dict[str, Organization]:
    made = [Organization(slug=slug, name=name, plan=plan) for slug, (name, plan) in ORGANIZATIONS.items()]
    with as_operator("a test"):
        Organization.objects.bulk_create(made)
    return {organization.slug: organization for organization in made}


def _people() -> dict[str, User]:
    """As `make_person` makes each of them."""
    made = [User(email=email, name=name) for email, (name, _, _) in PEOPLE.items()]
    for user in made:
        user.set_password(PASSWORD)
    User.objects.bulk_create(made)
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in made]
    )
    # As they are read: users that were read know what of them has changed since.
    return {user.email: user for user in User.objects.filter(email__in=PEOPLE)}


def _members(organizations: dict[str, Organization], users: dict[str, User]) -> dict[str, Membership]:
    members = {
        email: Membership(user=users[email], organization=organizations[slug], role=role)
        for email, (_, slug, role) in PEOPLE.items()
    }
    with transaction.atomic():
        for organization in organizations.values():
            # As `tenant` does, which looks before and after for what else is open.
            tenancy._set_organization(str(organization.id))
            Membership.objects.bulk_create([m for m in members.values() if m.organization_id == organization.id])
        tenancy._set_organization("")
    return members
