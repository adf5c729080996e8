"""The demo organizations: Acme (Ada, Mia), Globex (Gus), and Finn's own space."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress

from organizations.actors import Actor
from organizations.models import Membership, Organization, Project, Role, User, Visibility
from organizations.plans import Plan
from organizations.policy import may_keep_things
from organizations.services.audit import record
from organizations.services.projects import create_project
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
        # Deleted ones count: what a person has thrown away does not come back with the next start.
        if not Project.objects.filter(organization=organization, name=name).exists():
            create_project(
                organization=organization,
                actor=Actor.of(members[person]),
                name=name,
                visibility=visibility,
                instructions=instructions,
            )
