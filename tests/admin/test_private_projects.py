"""An owner who was not invited into a private project finds neither its name nor its instructions on any page."""

from typing import Any

import pytest
from django.db.models import Model
from django.urls import reverse

from config.admin_sites import owners_site
from organizations import projects
from organizations.models import Project
from organizations.tenancy import tenant
from tests.admin.conftest import Browser
from tests.cast import Cast

NAME, INSTRUCTIONS = "Layoffs in spring", "Nobody may know of it."
PAGES = [model for model, _ in owners_site._registry.items()]
LIST = "/owner/organizations/project/"


@pytest.fixture
def private(cast: Cast) -> Project:
    """Mia's, with everything that leaves a trace done to it."""
    mia = cast.actor(cast.mia)
    with tenant(cast.acme.id):
        row = projects.create_project(
            organization=cast.acme, actor=mia, name="before", instructions=INSTRUCTIONS, visibility="private"
        )
        projects.update_project(project=row, actor=mia, name=NAME)
        projects.add_project_member(project=row, member=cast.max, actor=mia)
        projects.remove_project_member(project=row, member=cast.max, actor=mia)
    return row


def address(model: type[Model], action: str, *args: Any) -> str:
    return reverse(f"owner:{model._meta.app_label}_{model._meta.model_name}_{action}", args=args)


def says_nothing(answer: Any) -> None:
    page = answer.content.decode()
    assert NAME not in page and INSTRUCTIONS not in page


@pytest.mark.parametrize("model", PAGES, ids=[model._meta.label for model in PAGES])
def test_no_page_tells_of_it(model: type[Model], cast: Cast, private: Project, browser: Browser) -> None:
    ada = browser(cast.ada)
    queries = [
        "",
        "?q=Layoffs",
        "?q=spring&all=",
        "?o=1",
        "?visibility__exact=private",
        "?action__exact=project.updated",
    ]
    for query in (*queries, f"?q={private.pk}"):
        says_nothing(ada.get(address(model, "changelist") + query, follow=True))
    with tenant(cast.acme.id):
        rows = list(model._default_manager.values_list("pk", flat=True))
    for pk in [*rows, private.pk]:
        for action in ("change", "delete", "history"):
            says_nothing(ada.get(address(model, action, pk)))


def test_it_is_missing_for_the_owner_as_a_foreign_one_is(cast: Cast, private: Project, browser: Browser) -> None:
    ada = browser(cast.ada)
    assert str(private.pk) not in ada.get(LIST).content.decode()
    for method in ("get", "post"):
        assert getattr(ada, method)(address(Project, "change", private.pk), {"name": "x"}).status_code == 404
    assert "0 projects" in ada.get(f"{LIST}?q=Layoffs").content.decode()
    says_nothing(ada.get("/owner/"))


@pytest.mark.parametrize("opened", ["invited", "public"])
def test_it_is_there_once_the_owner_may_see_it(cast: Cast, private: Project, browser: Browser, opened: str) -> None:
    with tenant(cast.acme.id):
        if opened == "invited":
            projects.add_project_member(project=private, member=cast.ada, actor=cast.actor(cast.mia))
        else:
            projects.update_project(project=private, actor=cast.actor(cast.mia), visibility="public")
    ada = browser(cast.ada)
    assert NAME in ada.get(LIST).content.decode()
    assert NAME in ada.get(address(Project, "change", private.pk)).content.decode()


@pytest.mark.parametrize("closed", ["removed", "private again", "deleted"])
def test_it_is_gone_when_the_owner_may_not_see_it_any_more(
    cast: Cast, private: Project, browser: Browser, closed: str
) -> None:
    mia = cast.actor(cast.mia)
    with tenant(cast.acme.id):
        if closed == "private again":
            projects.update_project(project=private, actor=mia, visibility="public")
            projects.update_project(project=private, actor=mia, visibility="private")
        else:
            projects.add_project_member(project=private, member=cast.ada, actor=mia)
        if closed == "removed":
            projects.remove_project_member(project=private, member=cast.ada, actor=mia)
        if closed == "deleted":
            projects.delete_project(project=private, actor=mia)
    ada = browser(cast.ada)
    says_nothing(ada.get(LIST))
    assert ada.get(address(Project, "change", private.pk)).status_code == 404


def test_choices_of_projects_leave_it_out(cast: Cast, private: Project, rf: Any) -> None:
    request = rf.get("/owner/")
    request.owned = cast.ada
    with tenant(cast.acme.id):
        assert list(owners_site.visible_rows(Project.objects.all(), request)) == []
        request.owned = cast.mia
        assert list(owners_site.visible_rows(Project.objects.all(), request)) == [private]


def test_the_audit_log_over_the_api_has_no_name_either(cast: Cast, private: Project) -> None:
    answer = cast.client(cast.ada).get("/api/v1/organizations/acme/audit-events")
    assert str(private.pk) in answer.content.decode()
    says_nothing(answer)
