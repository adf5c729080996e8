"""Projects: who sees, makes, opens, closes, fills and deletes them (rules.md section 4)."""

from collections.abc import Iterator
from typing import Any

import pytest

from organizations.models import AuditEvent, Project
from organizations.organization import change_by_operator, update_organization
from organizations.plans import Plan
from organizations.refusals import ALLOWED, Decision, refuse
from organizations.signals import project_deleted, project_member_refusals, project_opened, publish_refusals
from organizations.tenancy import tenant
from tests.cast import Cast

URL = "/api/v1/organizations/acme/projects"


@pytest.fixture
def opened() -> Iterator[list[Project]]:
    """What the apps above hear."""
    heard: list[Project] = []

    def listen(project: Project, **_: Any) -> None:
        heard.append(project)

    project_opened.connect(listen)
    yield heard
    project_opened.disconnect(listen)


def make(cast: Cast, **fields: Any) -> dict[str, Any]:
    answer = cast.client(cast.mia).post(URL, {"name": "Mobile app", **fields}, format="json")
    assert answer.status_code == 201, answer.json()
    return dict(answer.json())


def test_a_project_is_private_by_default_and_its_makers_own(cast: Cast) -> None:
    project = make(cast, instructions="Be brief.")
    assert project["visibility"] == "private"
    assert (project["mine"], project["member_count"]) == (True, 1)
    assert project["connectors"] == {"allowed": True, "code": "", "reason": ""}
    assert project["instructions"] == "Be brief."


def test_a_private_project_of_others_is_a_404(cast: Cast) -> None:
    project = make(cast)
    for person in (cast.ada, cast.max):
        client = cast.client(person)
        assert client.get(f"{URL}/{project['id']}").status_code == 404
        assert client.get(f"{URL}/{project['id']}/members").status_code == 404
        assert client.get(URL).json()["results"] == []


def test_a_public_project_is_everybodys_and_has_no_connectors(cast: Cast) -> None:
    make(cast, visibility="public")
    [project] = cast.client(cast.max).get(URL).json()["results"]
    assert (project["mine"], project["member_count"]) == (False, 4)
    assert project["connectors"]["code"] == "connectors_require_private_project"
    assert project["manage"]["code"] == "project_owner_required"


def test_the_maker_changes_name_instructions_and_visibility_in_one_request(cast: Cast, opened: list[Project]) -> None:
    project = make(cast)
    body = {"name": "App", "instructions": "", "visibility": "public"}
    answer = cast.client(cast.mia).patch(f"{URL}/{project['id']}", body, format="json").json()
    assert {k: answer[k] for k in body} == body
    assert [str(p.id) for p in opened] == [project["id"]]
    with tenant(cast.acme.id):
        actions = list(AuditEvent.objects.values_list("action", flat=True))
    assert actions == ["project.visibility_changed", "project.updated", "project.created"]


def test_a_member_cannot_change_somebody_elses_public_project(cast: Cast) -> None:
    project = make(cast, visibility="public")
    client = cast.client(cast.max)
    answer = client.patch(f"{URL}/{project['id']}", {"name": "X"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "project_owner_required")
    assert client.delete(f"{URL}/{project['id']}").status_code == 403


def test_a_refused_change_of_visibility_changes_nothing_else(cast: Cast) -> None:
    def refusal(**_: Any) -> Decision:
        return refuse("project_has_connector_content", "Conversations in it hold connector content.")

    project = make(cast)
    publish_refusals.register(refusal)
    try:
        shown = cast.client(cast.mia).get(f"{URL}/{project['id']}").json()
        body = {"name": "New", "visibility": "public"}
        answer = cast.client(cast.mia).patch(f"{URL}/{project['id']}", body, format="json")
    finally:
        publish_refusals._functions.remove(refusal)
    assert shown["publish"]["code"] == "project_has_connector_content"
    assert (answer.status_code, answer.json()["code"]) == (403, "project_has_connector_content")
    with tenant(cast.acme.id):
        assert Project.objects.get().name == "Mobile app"
        assert AuditEvent.objects.first().action == "project.visibility_denied"  # type: ignore[union-attr]


def test_adding_a_member_shares_the_project_and_takes_its_connectors(cast: Cast, opened: list[Project]) -> None:
    project = make(cast)
    members = f"{URL}/{project['id']}/members"
    client = cast.client(cast.mia)
    answer = client.post(members, {"member": str(cast.max.id)}, format="json")
    assert (answer.status_code, answer.json()["name"]) == (201, "Max Moor")
    assert [str(p.id) for p in opened] == [project["id"]]
    shown = cast.client(cast.max).get(f"{URL}/{project['id']}").json()
    assert shown["member_count"] == 2
    assert shown["connectors"]["code"] == "connectors_require_private_project"
    assert client.post(members, {"member": str(cast.max.id)}, format="json").status_code == 201
    assert len(client.get(members).json()["results"]) == 2


def test_the_apps_above_can_refuse_a_member(cast: Cast) -> None:
    def refusal(**_: Any) -> Decision:
        return refuse("synced_files_require_unshared_project", "It holds synced files.")

    project = make(cast)
    project_member_refusals.register(refusal)
    try:
        body = {"member": str(cast.max.id)}
        answer = cast.client(cast.mia).post(f"{URL}/{project['id']}/members", body, format="json")
    finally:
        project_member_refusals._functions.remove(refusal)
    assert answer.json()["code"] == "synced_files_require_unshared_project"
    assert refusal not in project_member_refusals._functions and project_member_refusals.ask() == ALLOWED


def test_a_member_is_taken_out_by_query_or_body(cast: Cast) -> None:
    project = make(cast)
    members = f"{URL}/{project['id']}/members"
    client = cast.client(cast.mia)
    for send in (
        lambda: client.delete(f"{members}?member={cast.max.id}"),
        lambda: client.delete(members, {"member": str(cast.max.id)}, format="json"),
    ):
        client.post(members, {"member": str(cast.max.id)}, format="json")
        assert send().status_code == 204
        assert cast.client(cast.max).get(f"{URL}/{project['id']}").status_code == 404


def test_the_maker_stays_in_their_project(cast: Cast) -> None:
    project = make(cast)
    answer = cast.client(cast.mia).delete(f"{URL}/{project['id']}/members?member={cast.mia.id}")
    assert (answer.status_code, answer.json()["code"]) == (403, "project_maker_stays")


def test_a_member_of_another_organization_cannot_be_added(cast: Cast) -> None:
    project = make(cast)
    body = {"member": str(cast.gus.id)}
    answer = cast.client(cast.mia).post(f"{URL}/{project['id']}/members", body, format="json")
    assert answer.status_code == 404


def test_a_deleted_project_is_gone_and_told(cast: Cast) -> None:
    heard: list[Project] = []

    def listen(project: Project, **_: Any) -> None:
        heard.append(project)

    project = make(cast)
    project_deleted.connect(listen)
    try:
        assert cast.client(cast.mia).delete(f"{URL}/{project['id']}").status_code == 204
    finally:
        project_deleted.disconnect(listen)
    assert len(heard) == 1
    assert cast.client(cast.mia).get(f"{URL}/{project['id']}").status_code == 404


def test_a_person_on_plan_free_has_private_projects_only(cast: Cast) -> None:
    client = cast.client(cast.finn)
    url = "/api/v1/organizations/finn/projects"
    assert client.post(url, {"name": "Own"}, format="json").status_code == 201
    answer = client.post(url, {"name": "Open", "visibility": "public"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "public_projects_forbidden")


def test_p8_forbidding_public_projects_makes_all_private_for_good(cast: Cast) -> None:
    project = make(cast, visibility="public")
    actor = cast.actor(cast.ada)
    change_by_operator(organization=cast.acme, actor=actor, plan=Plan.ENTERPRISE)
    with tenant(cast.acme.id):
        for allowed in (False, True):
            update_organization(organization=cast.acme, actor=actor, settings={"public_projects": allowed})
        assert Project.objects.get(pk=project["id"]).visibility == "private"


def test_a_downgrade_to_a_personal_plan_makes_projects_private(cast: Cast) -> None:
    project = make(cast, visibility="public")
    change_by_operator(organization=cast.acme, actor=cast.actor(cast.ada), plan=Plan.PRO)
    with tenant(cast.acme.id):
        assert Project.objects.get(pk=project["id"]).visibility == "private"
