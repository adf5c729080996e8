"""The fixed cast: Acme (Ada primary owner, Omar owner, Mia and Max members), Globex (Gus), and Finn on his own.

`cast` is made in the database of each test that asks for it.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from rest_framework.test import APIClient

from organizations.audit import Actor
from organizations.models import Membership, Organization, Role, User
from organizations.plans import Plan
from organizations.tenancy import as_operator, tenant
from tests.owner import set_as_owner

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
        client.force_login(person.user, backend="allauth.account.auth_backends.AuthenticationBackend")
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


@pytest.fixture
def cast(db: None) -> Cast:
    """Two organizations and a person on his own."""
    acme = make_organization("acme", "Acme", Plan.TEAM)
    globex = make_organization("globex", "Globex", Plan.TEAM)
    finns = make_organization("finn", "Finn's space", Plan.FREE)
    return Cast(
        acme=acme,
        globex=globex,
        finns=finns,
        ada=join(make_person("ada@acme.example", "Ada Byron"), acme, Role.PRIMARY_OWNER),
        omar=join(make_person("omar@acme.example", "Omar Ode"), acme, Role.OWNER),
        mia=join(make_person("mia@acme.example", "Mia Kern"), acme, Role.MEMBER),
        max=join(make_person("max@acme.example", "Max Moor"), acme, Role.MEMBER),
        gus=join(make_person("gus@globex.example", "Gus Gray"), globex, Role.PRIMARY_OWNER),
        finn=join(make_person("finn@example.com", "Finn Frey"), finns, Role.PRIMARY_OWNER),
    )
