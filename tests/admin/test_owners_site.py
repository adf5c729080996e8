"""Who enters /owner/, and which organization they see there."""

import re

import pytest
from django.test import Client

from organizations.tenancy import tenant
from tests.admin.conftest import Browser
from tests.cast import Cast, join
from tests.signed_in import sign_in_as

PROJECTS = "/owner/organizations/project/"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/owner/", PROJECTS, "/owner/login/", "/owner/nothing/", "/owner/jsi18n/"])
def test_the_signed_out_are_sent_to_the_workspaces_sign_in(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in")


@pytest.mark.parametrize("role", ["admin", "auditor", "member"])
def test_only_owners_enter(cast: Cast, browser: Browser, role: str) -> None:
    with tenant(cast.acme.id):
        cast.mia.change_role(role)
    assert [browser(cast.mia).get(path).status_code for path in ("/owner/", PROJECTS)] == [404, 404]


def test_staff_without_an_ownership_do_not_enter(cast: Cast, browser: Browser, operator: object) -> None:
    assert browser(operator).get("/owner/").status_code == 404  # type: ignore[arg-type]


def test_an_owner_sees_the_organizations_name_and_pages(cast: Cast, browser: Browser) -> None:
    page = browser(cast.omar).get("/owner/").content.decode()
    assert "Acme · owners" in page
    for path in ("membership", "project", "auditevent", "invitation"):
        assert f"/owner/organizations/{path}/" in page


def test_an_owner_of_several_chooses_one_for_the_session(cast: Cast, browser: Browser) -> None:
    join(cast.ada.user, cast.globex, "owner")
    ada = browser(cast.ada)
    assert "Acme · owners" in ada.get("/owner/").content.decode()
    answer = ada.post(PROJECTS, {"choose_organization": "globex"})
    assert (answer.status_code, answer["Location"]) == (302, PROJECTS)
    assert "Globex · owners" in ada.get(PROJECTS).content.decode()


def test_an_opened_link_chooses_nothing(cast: Cast, browser: Browser) -> None:
    join(cast.ada.user, cast.globex, "owner")
    ada = browser(cast.ada)
    ada.get("/owner/?org=globex")
    ada.get("/owner/?choose_organization=globex")
    page = ada.get("/owner/").content.decode()
    assert "Acme · owners" in page and 'value="globex"' in page


def test_another_site_cannot_choose_either(cast: Cast) -> None:
    join(cast.ada.user, cast.globex, "owner")
    careful = Client(enforce_csrf_checks=True)
    sign_in_as(careful, cast.ada.user)
    assert careful.post("/owner/", {"choose_organization": "globex"}).status_code == 403


def test_a_foreign_organization_cannot_be_chosen(cast: Cast, browser: Browser) -> None:
    gus = browser(cast.gus)
    assert gus.post("/owner/", {"choose_organization": "acme"}).status_code == 404
    assert "Globex · owners" in gus.get("/owner/").content.decode()


def test_a_chosen_organization_that_is_no_longer_owned_is_left(cast: Cast, browser: Browser) -> None:
    second = join(cast.gus.user, cast.acme, "owner")
    gus = browser(cast.gus)
    gus.post("/owner/", {"choose_organization": "acme"})
    assert "Acme · owners" in gus.get("/owner/").content.decode()
    with tenant(cast.acme.id):
        second.remove()
    assert "Globex · owners" in gus.get("/owner/").content.decode()


def test_owners_change_nothing_here(cast: Cast, browser: Browser) -> None:
    answer = browser(cast.ada).post(f"/owner/organizations/membership/{cast.mia.pk}/change/", {"role": "owner"})
    assert answer.status_code == 403
    with tenant(cast.acme.id):
        cast.mia.refresh_from_db()
    assert cast.mia.role == "member"


def test_the_page_loads_nothing_from_elsewhere(cast: Cast, browser: Browser) -> None:
    answer = browser(cast.ada).get(PROJECTS)
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert re.findall(r'(?:src|href|action)="(?:https?:)?//', answer.content.decode()) == []
