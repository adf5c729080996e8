"""The demo organizations: Acme (Ada, Mia), Globex (Gus), and Finn's own space."""

import logging
from dataclasses import dataclass, field

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from organizations.audit import Actor, record
from organizations.models import Membership, Organization, Project, Role, User, Visibility
from organizations.plans import Plan
from organizations.policy import may_keep_things
from organizations.projects import create_project
from organizations.refusals import Invalid, Refused
from organizations.tenancy import as_operator, tenant

PASSWORD = "switchboard-demo"


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the cast."""

    email: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Team:
    """One organization of the cast."""

    slug: str
    name: str
    plan: str
    people: tuple[Person, ...]


ADA = Person("ada@acme.example", "Ada Byron", Role.PRIMARY_OWNER)
MIA = Person("mia@acme.example", "Mia Kern", Role.MEMBER)
GUS = Person("gus@globex.example", "Gus Gray", Role.PRIMARY_OWNER)
FINN = Person("finn@example.com", "Finn Frey", Role.PRIMARY_OWNER)

TEAMS = (
    Team("acme", "Acme", Plan.TEAM, (ADA, MIA)),
    Team("globex", "Globex", Plan.TEAM, (GUS,)),
    Team("finn", "Finn's space", Plan.FREE, (FINN,)),
)
# In Acme: a private project of Mia's own, where connectors work, and a public one, where they do not (P1).
PROJECTS = (
    (MIA, "Mobile app", Visibility.PRIVATE, "We build Acme's app for iOS and Android."),
    (ADA, "Company handbook", Visibility.PUBLIC, "Answer from what everyone at Acme may know."),
)


def load_demo() -> None:
    """Make what is missing; people who changed their name or password keep what they chose.

    An organization is made by the operators, and what is in it by the application: two transactions, safe to repeat.
    """
    for team in TEAMS:
        with as_operator("the demo organizations"):
            organization, _ = Organization.objects.get_or_create(
                slug=team.slug, defaults={"name": team.name, "plan": team.plan}
            )
        with tenant(organization.id):
            found = {person: _member(organization, person) for person in team.people}
            members = {person: member for person, member in found.items() if member is not None}
            if team.slug == "acme":
                _projects(organization, members)


def _member(organization: Organization, person: Person) -> Membership | None:
    user = User.objects.filter(email=person.email).first() or User.objects.create_user(
        person.email, PASSWORD, name=person.name
    )
    EmailAddress.objects.get_or_create(user=user, email=person.email, defaults={"verified": True, "primary": True})
    if not may_keep_things(user).allowed:
        return None  # somebody signed up with this address and has not confirmed it: an account of theirs, not ours
    member = Membership.objects.filter(organization=organization, user=user).first()
    if member is None:
        member = Membership.objects.create(organization=organization, user=user, role=person.role)
        record(actor=Actor.of(member), action="member.joined", subject=member, role=person.role)
    return member


def _projects(organization: Organization, members: dict[Person, Membership]) -> None:
    for person, name, visibility, instructions in PROJECTS:
        if person not in members:
            continue
        # Deleted projects count too, so that they do not come back with the next start.
        if not Project.objects.filter(organization=organization, name=name).exists():
            create_project(
                organization=organization,
                actor=Actor.of(members[person]),
                name=name,
                visibility=visibility,
                instructions=instructions,
            )


# The first operator of the instance, made on the command line with the database owner's login.

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MadeOperator:
    """Who it is, whether they were one before, and where they choose a password if they have none."""

    email: str
    was_one: bool
    password_link: str = field(default="", repr=False)


@transaction.atomic
def make_operator(*, email: str) -> MadeOperator:
    """Open /admin/ for this person, with the right to make others operators there; a new account if there is none.

    Safe to repeat. Raises Invalid for what is no address, Refused for an account that is locked or whose address is
    not confirmed (somebody else may have signed up with it), ImproperlyConfigured but for the database's owner.
    """
    User.objects.insist_on_owner()
    address = _checked(email)
    person = User.objects.select_for_update().filter(email=address).first()
    was_one = person is not None and person.is_staff and person.is_superuser
    if person is None:
        person = User.objects.create_superuser(address)
    elif not person.is_active:
        raise Refused("locked_out", f"{person.email} is locked out. An operator opens the account in /admin/ first.")
    elif not was_one:
        _insist_on_their_own(person)
        person.is_staff = person.is_superuser = True
        person.save(update_fields=["is_staff", "is_superuser"])
    log.info("%s is an operator", person.pk)
    return MadeOperator(address, was_one, "" if person.has_usable_password() else _password_link(person))


def _checked(email: str) -> str:
    try:
        validate_email(email.strip())
    except ValidationError as error:
        raise Invalid("email", f"This is no e-mail address: {email.strip() or 'nothing'}.") from error
    return email.strip().lower()


def _insist_on_their_own(person: User) -> None:
    if not person.has_verified_email:
        raise Refused(
            "address_not_confirmed",
            f"{person.email} signed up but has not confirmed the address, so it may be somebody else's account. Open "
            "the link of the confirmation mail, or reset the password, then try again.",
        )


def _password_link(person: User) -> str:
    """A link to choose a password: works once, and as long as a reset link. Printed on the console."""
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    return str(settings.HEADLESS_FRONTEND_URLS["account_reset_password_from_key"].format(key=key))
