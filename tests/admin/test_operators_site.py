"""/admin/: for staff only; plan and country change with their consequences; no secret anywhere."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection, connections
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from psycopg.conninfo import make_conninfo

from config.admin_sites import operators_site
from organizations.admin import TenantAdmin
from organizations.models import AuditEvent, Membership, Organization, Project, User
from organizations.signals import organization_changed
from organizations.tenancy import current_organization, tenant
from tests.admin.conftest import Browser
from tests.admin.rows import ROWS
from tests.cast import PASSWORD, Cast, make_superuser
from tests.logins import logged_in_as_in_production
from tests.organizations.signing_in import Browser as SigningIn

ROOT = Path(__file__).parents[2]
PAGES = list(operators_site._registry.items())
every_page = pytest.mark.parametrize(("model", "page"), PAGES, ids=[m._meta.label for m, _ in PAGES])


def address(model: type[Model], action: str, *args: Any) -> str:
    return reverse(f"operators:{model._meta.app_label}_{model._meta.model_name}_{action}", args=args)


def change(client: Client, organization: Organization, **fields: Any) -> Any:
    data = {"name": organization.name, "plan": organization.plan, "country": organization.country, **fields}
    return client.post(address(Organization, "change", organization.pk), data)


@every_page
def test_an_operator_sees_rows_of_every_organization(
    model: type[Model], page: Any, cast: Cast, browser: Browser, operator: User
) -> None:
    assert isinstance(page, TenantAdmin)
    row = ROWS[model](cast)
    client = browser(operator)
    assert str(row.pk) in client.get(address(model, "changelist")).content.decode()
    assert client.get(address(model, "change", row.pk)).status_code == 200


@every_page
def test_nobody_else_enters(model: type[Model], page: Any, cast: Cast, browser: Browser) -> None:
    assert Client().get(address(model, "changelist"))["Location"].startswith("/sign-in")
    assert browser(cast.ada).get(address(model, "changelist")).status_code == 404
    assert browser(cast.ada).get("/admin/").status_code == 404


def test_an_operator_sets_plan_and_country_and_it_is_audited_there(
    cast: Cast, browser: Browser, operator: User
) -> None:
    assert change(browser(operator), cast.finns, plan="pro", country="us").status_code == 302
    cast.finns.refresh_from_db()
    assert (cast.finns.plan, cast.finns.country) == ("pro", "US")
    with tenant(cast.finns.id):
        event = AuditEvent.objects.get()
    assert (event.action, event.actor_kind, event.actor_name) == ("organization.updated", "operator", "Operator Opal")
    assert event.data == {"changed": ["country", "plan"], "plan": "pro", "country": "US"}


def test_the_apps_above_hear_of_it_inside_the_wall(cast: Cast, browser: Browser, operator: User) -> None:
    heard: list[Any] = []

    def listen(organization: Organization, **_: Any) -> None:
        heard.append((organization.plan, current_organization(), Membership.objects.count()))

    organization_changed.connect(listen)
    try:
        change(browser(operator), cast.globex, plan="enterprise")
    finally:
        organization_changed.disconnect(listen)
    assert heard == [("enterprise", cast.globex.id, 1)]


def test_a_downgrade_closes_public_projects_of_that_organization_only(
    cast: Cast, browser: Browser, operator: User
) -> None:
    for owner in (cast.ada, cast.gus):
        with tenant(owner.organization_id):
            Project.objects.create(organization=owner.organization, name="Open", visibility="public", created_by=owner)
    change(browser(operator), cast.acme, plan="max")
    for owner, expected in ((cast.ada, "private"), (cast.gus, "public")):
        with tenant(owner.organization_id):
            assert Project.objects.get().visibility == expected


@pytest.mark.parametrize("country", ["USA", "1", "U1", "<b>"])
def test_a_country_is_two_letters(cast: Cast, browser: Browser, operator: User, country: str) -> None:
    assert change(browser(operator), cast.finns, country=country).status_code == 200
    cast.finns.refresh_from_db()
    assert cast.finns.country == ""


def test_an_operator_locks_a_person_out_and_their_password_stays(cast: Cast, browser: Browser, operator: User) -> None:
    client, page = browser(operator), address(User, "change", cast.mia.user.pk)
    shown = client.get(page).content.decode()
    assert cast.mia.user.password not in shown and "password" not in shown
    assert client.post(page, {"is_staff": "on"}).status_code == 302
    user = User.objects.get(pk=cast.mia.user.pk)
    assert (user.is_active, user.is_staff, user.check_password(PASSWORD)) == (False, False, True)


def test_an_operator_cannot_lock_out_themself_or_a_superuser(cast: Cast, browser: Browser, operator: User) -> None:
    root = make_superuser()
    for user in (operator, root):
        assert browser(operator).post(address(User, "change", user.pk), {}).status_code == 403
        user.refresh_from_db()
        assert user.is_active


def test_only_a_superuser_makes_operators(cast: Cast, browser: Browser) -> None:
    root = make_superuser()
    page = address(User, "change", cast.mia.user.pk)
    browser(root).post(page, {"is_active": "on", "is_staff": "on"})
    assert User.objects.get(pk=cast.mia.user.pk).is_staff


@pytest.mark.usefixtures("transactional_db")
def test_with_the_logins_of_production_an_operator_sets_a_plan(cast: Cast, browser: Browser, operator: User) -> None:
    with logged_in_as_in_production():
        assert change(browser(operator), cast.acme, plan="enterprise").status_code == 302
        cast.acme.refresh_from_db()
        with tenant(cast.acme.id):
            event = AuditEvent.objects.get()
    assert (cast.acme.plan, event.actor_kind) == ("enterprise", "operator")


@pytest.mark.usefixtures("transactional_db")
def test_a_process_without_the_operators_login_says_so_to_operators_alone(
    cast: Cast, browser: Browser, operator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(connections.settings, "operator")
    with logged_in_as_in_production():
        for answer in (browser(operator).get("/admin/"), change(browser(operator), cast.acme, plan="max")):
            assert (answer.status_code, answer["Content-Type"]) == (503, "text/plain")
            assert "Set DATABASE_OPERATOR_URL" in answer.content.decode()
        assert browser(cast.ada).get("/admin/").status_code == 404
        assert Client().get("/admin/").status_code == 302
        cast.acme.refresh_from_db()
    assert cast.acme.plan == "team"


@pytest.mark.django_db(transaction=True)
def test_an_operator_made_on_the_command_line_signs_in() -> None:
    here = {"dbname": str(connection.settings_dict["NAME"])}
    owner = make_conninfo(os.environ["DATABASE_OWNER_URL"], **here)
    asked = {"SWITCHBOARD_DATABASE_ROLE": "owner", "DJANGO_SUPERUSER_PASSWORD": "a long pass phrase"}
    command = ["manage.py", "createsuperuser", "--email", "Root@instance.example", "--no-input"]
    environment = {**os.environ, **asked, "DATABASE_OWNER_URL": owner}
    subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True, capture_output=True)
    assert User.objects.get().has_verified_email
    browser = SigningIn()
    assert browser.sign_in("root@instance.example", "a long pass phrase").status_code == 200
    page = browser.client.get("/admin/")
    assert page.status_code == 200
    assert "Switchboard · operators" in page.content.decode()


@pytest.mark.django_db
def test_whoever_serves_makes_no_superuser_and_is_told_who_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a long pass phrase")
    with pytest.raises(ImproperlyConfigured, match="SWITCHBOARD_DATABASE_ROLE=owner"):
        call_command("createsuperuser", email="root@instance.example", interactive=False, verbosity=0)
    assert not User.objects.exists()
