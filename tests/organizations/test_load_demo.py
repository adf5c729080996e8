"""The demo people: only on the embedded database, complete, and safe to load again."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from organizations.models import Project, User
from organizations.selectors import memberships_of, projects_visible_to
from organizations.tenancy import tenant
from tests.organizations.signing_in import Browser

PASSWORD = "switchboard-demo"
PEOPLE = {
    "ada@acme.example": ("Ada Byron", "acme", "primary_owner", "team"),
    "mia@acme.example": ("Mia Kern", "acme", "member", "team"),
    "gus@globex.example": ("Gus Gray", "globex", "primary_owner", "team"),
    "finn@example.com": ("Finn Frey", "finn", "primary_owner", "free"),
}


@pytest.fixture
def embedded(db: None, settings: Any) -> None:
    settings.DEMO_ACCOUNTS = True
    call_command("load_demo", verbosity=0)


@pytest.mark.django_db
def test_demo_accounts_are_refused_elsewhere() -> None:
    with pytest.raises(CommandError):
        call_command("load_demo", verbosity=0)
    assert not User.objects.exists()


@pytest.mark.usefixtures("embedded")
def test_everybody_is_where_they_belong() -> None:
    found = {}
    for user in User.objects.all():
        [membership] = memberships_of(user)
        organization = membership.organization
        found[user.email] = (user.name, organization.slug, membership.role, organization.plan)
    assert found == PEOPLE


@pytest.mark.usefixtures("embedded")
@pytest.mark.parametrize("email", PEOPLE)
def test_each_signs_in_with_the_demo_password(email: str) -> None:
    assert Browser().sign_in(email, PASSWORD).status_code == 200


@pytest.mark.usefixtures("embedded")
def test_mia_has_a_private_project_where_connectors_work_and_sees_the_public_one() -> None:
    mia = memberships_of(User.objects.get(email="mia@acme.example"))[0]
    with tenant(mia.organization_id):
        seen = {p.name: (p.visibility, p.created_by_id == mia.id) for p in projects_visible_to(mia)}
    assert seen == {"Mobile app": ("private", True), "Company handbook": ("public", False)}


@pytest.mark.usefixtures("embedded")
def test_loading_again_changes_nothing_that_people_changed() -> None:
    mia = User.objects.get(email="mia@acme.example")
    mia.name = "Mia K."
    mia.set_password("my own password")
    mia.save()
    membership = memberships_of(mia)[0]
    with tenant(membership.organization_id):
        Project.objects.get(name="Mobile app").delete_softly()
    call_command("load_demo", verbosity=0)
    mia.refresh_from_db()
    assert (mia.name, mia.check_password("my own password")) == ("Mia K.", True)
    with tenant(membership.organization_id):
        assert Project.objects.filter(name="Mobile app").count() == 1
