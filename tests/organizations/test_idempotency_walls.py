"""Kept answers are behind the wall, go with what they name, and are given to nobody who may not come in any more."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone
from rest_framework.response import Response

from organizations.api.projects import ProjectList, ProjectMemberChoice
from organizations.models import IdempotentAnswer, Membership, Organization
from organizations.tasks import drop_old_answers
from organizations.tenancy import tenant
from tests import factories
from tests.cast import Cast, join
from tests.owner import as_owner, count_as_owner, set_as_owner

ACME = "/api/v1/organizations/acme"


def send(person: Membership, path: str, body: dict[str, Any] | None = None, method: str = "post") -> Any:
    """A request under the key that every test here uses."""
    client = Cast.client(None, person)  # type: ignore[arg-type]
    return getattr(client, method)(path, body or {}, format="json", headers={"Idempotency-Key": "k1"})


def kept() -> int:
    """How many answers there are, whoever may see them."""
    return count_as_owner("organizations_idempotentanswer WHERE status IS NOT NULL")


def an_answer(organization: Organization | None, person: Membership, **fields: Any) -> None:
    as_owner(
        "INSERT INTO organizations_idempotentanswer (user_id, organization_id, key, fingerprint, status, body,"
        " subjects, created_at) VALUES (%s, %s, 'k1', 'f', 201, '{}', %s::jsonb, %s)",
        person.user_id,
        organization.id if organization else None,
        fields.get("subjects", "[]"),
        fields.get("at", timezone.now()),
    )


def test_an_answer_is_seen_in_its_organization_only(cast: Cast) -> None:
    send(cast.mia, f"{ACME}/projects", {"name": "Ours"})
    assert IdempotentAnswer.objects.count() == 0
    with tenant(cast.globex.id):
        assert IdempotentAnswer.objects.count() == 0
        assert IdempotentAnswer.objects.update(body={"stolen": True}) == 0
    with tenant(cast.acme.id):
        assert IdempotentAnswer.objects.get().organization_id == cast.acme.id


def test_an_answer_cannot_be_written_into_another_organization(cast: Cast) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), tenant(cast.globex.id):
        IdempotentAnswer.objects.create(user=cast.gus.user, organization=cast.acme, key="k", fingerprint="f")
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        IdempotentAnswer.objects.create(user=cast.gus.user, organization=cast.acme, key="k", fingerprint="f")


def test_one_key_in_two_organizations_is_two_requests(cast: Cast) -> None:
    there = join(cast.mia.user, cast.globex, "member")
    first = send(cast.mia, f"{ACME}/projects", {"name": "One"})
    second = send(there, "/api/v1/organizations/globex/projects", {"name": "One"})
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]


def test_answers_outside_of_organizations_have_none(cast: Cast) -> None:
    assert send(cast.mia, "/api/v1/me", {"name": "Mia"}, "patch").status_code == 200
    assert send(cast.mia, "/api/v1/me", {"name": "Mia"}, "patch").status_code == 200
    assert IdempotentAnswer.objects.get().organization_id is None


def _removed(cast: Cast) -> None:
    assert cast.client(cast.ada).delete(f"{ACME}/members/{cast.mia.id}").status_code == 204


def _left(cast: Cast) -> None:
    assert cast.client(cast.mia).delete(f"{ACME}/members/{cast.mia.id}").status_code == 204


def _removed_in_the_database(cast: Cast) -> None:
    with tenant(cast.acme.id):
        cast.mia.remove()


def _closed(cast: Cast) -> None:
    set_as_owner(cast.acme, closed_at=timezone.now())


@pytest.mark.parametrize("lose", [_removed, _left, _removed_in_the_database, _closed])
def test_who_lost_access_gets_no_answer_from_before(cast: Cast, lose: Callable[[Cast], None]) -> None:
    assert send(cast.mia, f"{ACME}/projects", {"name": "Secret plan"}).status_code == 201
    lose(cast)
    again = send(cast.mia, f"{ACME}/projects", {"name": "Secret plan"})
    assert again.status_code == 404
    assert "Secret plan" not in again.content.decode()


@pytest.mark.parametrize("holds_transaction", [True, False])
def test_access_comes_before_the_answer_in_views_without_a_transaction_too(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, holds_transaction: bool
) -> None:
    monkeypatch.setattr(ProjectList, "holds_transaction", holds_transaction)
    monkeypatch.setattr(ProjectList, "post", lambda self, request, org: _answer())
    assert send(cast.mia, f"{ACME}/projects").json() == send(cast.mia, f"{ACME}/projects").json()
    _removed_in_the_database(cast)
    assert send(cast.mia, f"{ACME}/projects").status_code == 404


def _answer() -> Any:
    return Response({"id": str(uuid.uuid4())}, status=201)


@pytest.mark.parametrize("leave", [_removed, _left])
def test_answers_go_with_the_membership(cast: Cast, leave: Callable[[Cast], None]) -> None:
    there = join(cast.mia.user, cast.globex, "member")
    an_answer(cast.acme, cast.max)
    an_answer(cast.globex, there)
    send(cast.mia, f"{ACME}/projects", {"name": "Mine"})
    an_answer(None, cast.mia, subjects=f'["{cast.acme.id}"]')
    an_answer(None, cast.gus, subjects=f'["{cast.acme.id}"]')
    assert kept() == 5
    leave(cast)
    assert kept() == 3
    assert [answer.user_id for answer in IdempotentAnswer.objects.all()] == [cast.gus.user_id]


def test_an_invitation_accepted_before_is_not_answered_again_after_leaving(cast: Cast) -> None:
    sent = cast.client(cast.ada).post(f"{ACME}/invitations", {"email": "finn@example.com"}, format="json").json()
    link = "/api/v1/invitations/" + sent["url"].rsplit("/", 1)[1]
    joined = send(cast.finn, link)
    assert (joined.status_code, send(cast.finn, link).json()) == (201, joined.json())
    assert cast.client(cast.ada).delete(f"{ACME}/members/{joined.json()['id']}").status_code == 204
    assert send(cast.finn, link).status_code == 404


def test_who_comes_back_starts_anew(cast: Cast) -> None:
    first = send(cast.mia, f"{ACME}/projects", {"name": "Mine"})
    _removed(cast)
    again = send(join(cast.mia.user, cast.acme, "member"), f"{ACME}/projects", {"name": "Mine"})
    assert again.status_code == 201
    assert again.json()["id"] != first.json()["id"]


def test_an_answer_goes_with_the_chat_that_it_names(cast: Cast) -> None:
    first = send(cast.mia, f"{ACME}/conversations", {"title": "Plans"})
    assert send(cast.mia, f"{ACME}/conversations", {"title": "Plans"}).json() == first.json()
    chat = f"{ACME}/conversations/{first.json()['id']}"
    cast.client(cast.mia).delete(chat)
    again = send(cast.mia, f"{ACME}/conversations", {"title": "Plans"})
    assert (again.status_code, again.json()["id"] == first.json()["id"]) == (201, False)


def test_an_answer_under_the_address_of_a_chat_goes_with_it(cast: Cast) -> None:
    chat = f"{ACME}/conversations/{factories.make_conversation(cast.mia, title='Old').id}"
    assert send(cast.mia, chat, {"title": "Plans"}, "patch").status_code == 200
    cast.client(cast.mia).delete(chat)
    assert (kept(), send(cast.mia, chat, {"title": "Plans"}, "patch").status_code) == (0, 404)


def test_an_answer_knows_what_address_request_and_answer_name(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ProjectList, "post", lambda self, request, org: _answer())
    monkeypatch.setattr(ProjectList, "queries", {"POST": ProjectMemberChoice})
    address, said = str(uuid.uuid4()), str(uuid.uuid4())
    answered = send(cast.mia, f"{ACME}/projects?member={address.upper()}", {"said": said}).json()["id"]
    with tenant(cast.acme.id):
        assert IdempotentAnswer.objects.get().subjects == sorted([address, said, answered])


def test_an_answer_goes_with_the_project_and_with_ones_place_in_it(cast: Cast) -> None:
    project = cast.client(cast.ada).post(f"{ACME}/projects", {"name": "Mars"}, format="json").json()["id"]
    for person in (cast.omar, cast.mia):
        cast.client(cast.ada).post(f"{ACME}/projects/{project}/members", {"member": person.id}, format="json")
        an_answer(cast.acme, person, subjects=f'["{project}"]')
    cast.client(cast.ada).delete(f"{ACME}/projects/{project}/members?member={cast.mia.id}")
    with tenant(cast.acme.id):
        assert [answer.user_id for answer in IdempotentAnswer.objects.all()] == [cast.omar.user_id]
    cast.client(cast.ada).delete(f"{ACME}/projects/{project}")
    assert kept() == 0


def test_answers_go_when_a_project_is_closed_to_those_who_are_not_in_it(cast: Cast) -> None:
    address = f"{ACME}/projects"
    project = send(cast.ada, address, {"name": "Open", "visibility": "public"}).json()["id"]
    an_answer(cast.acme, cast.mia, subjects=f'["{project}"]')
    closed = cast.client(cast.ada).patch(f"{address}/{project}", {"visibility": "private"}, format="json")
    assert (closed.status_code, kept()) == (200, 0)


def test_an_answer_goes_with_the_account_that_it_names(cast: Cast) -> None:
    connector = factories.make_connector(cast.ada)
    connection_id = factories.make_connection(connector, cast.mia).id
    an_answer(cast.acme, cast.mia, subjects=f'["{connector.id}", "{connection_id}"]')
    answer = cast.client(cast.mia).delete(f"{ACME}/connectors/{connector.id}/connections/{connection_id}")
    assert (answer.status_code, kept()) == (204, 0)


def test_an_answer_goes_with_the_link_that_it_names(cast: Cast) -> None:
    chat = f"{ACME}/conversations/{factories.make_conversation(cast.mia).id}"
    link = send(cast.mia, f"{chat}/shares", {"audience": "organization"}).json()
    assert cast.client(cast.mia).delete(f"{ACME}/shares/{link['id']}").status_code == 204
    assert kept() == 0


def test_nobodys_answer_keeps_the_name_and_address_of_a_member_who_left(cast: Cast) -> None:
    colleague = f"{ACME}/members/{cast.max.id}"
    assert send(cast.ada, colleague, {"role": "admin"}, "patch").json()["email"] == "max@acme.example"
    assert cast.client(cast.ada).delete(colleague).status_code == 204
    assert (kept(), send(cast.ada, colleague, {"role": "admin"}, "patch").status_code) == (0, 404)


def test_an_answer_goes_with_the_connector_that_it_names(cast: Cast) -> None:
    connector = f"{ACME}/connectors/{factories.make_connector(cast.ada).id}"
    assert send(cast.ada, connector, {"name": "Renamed notes"}, "patch").status_code == 200
    assert cast.client(cast.ada).delete(connector).status_code == 204
    assert (kept(), send(cast.ada, connector, {"name": "Renamed notes"}, "patch").status_code) == (0, 404)


def test_a_deletion_still_repeats_as_done(cast: Cast) -> None:
    chat = f"{ACME}/conversations/{factories.make_conversation(cast.mia).id}"
    assert [send(cast.mia, chat, method="delete").status_code for _ in range(2)] == [204, 204]


def test_answers_go_after_a_day_in_every_organization(cast: Cast) -> None:
    old = timezone.now() - timedelta(hours=25)
    for organization, person in ((cast.acme, cast.mia), (cast.globex, cast.gus), (None, cast.finn)):
        an_answer(organization, person, at=old)
    an_answer(cast.acme, cast.max)
    drop_old_answers()
    with tenant(cast.acme.id):
        assert [answer.user_id for answer in IdempotentAnswer.objects.all()] == [cast.max.user_id]
    assert kept() == 1
