"""One request makes a conversation, switches its connectors on and sends its first message: all of it or nothing."""

import uuid
from typing import Any

import pytest

from conversations.models import ConnectorToggle, Conversation, Message, Turn
from organizations.models import AuditEvent, Project, Visibility
from organizations.tenancy import tenant
from tests import factories
from tests.cast import Cast

URL = "/api/v1/organizations/acme/conversations"
MESSAGE = {"message": {"text": "What is open?"}}
Queued = list[tuple[str, ...]]


def begin(cast: Cast, person: str = "mia", **body: Any) -> Any:
    return cast.client(getattr(cast, person)).post(URL, body, format="json")


def connected(cast: Cast, name: str = "Notebook") -> Any:
    connector = factories.make_connector(cast.ada, name=name, url=f"http://127.0.0.1:9/{name}")
    return connector, factories.make_connection(connector, cast.mia)


def left(cast: Cast) -> list[int]:
    with tenant(cast.acme.id):
        return [model.objects.count() for model in (Conversation, ConnectorToggle, Message, Turn)]


@pytest.mark.django_db(transaction=True)
def test_all_of_it_is_there_and_its_turn_is_queued(cast: Cast, queued: Queued) -> None:
    (first, account), (second, _) = connected(cast), connected(cast, "Tracker")
    switches = [{"connector": str(first.id), "connection": str(account.id)}, {"connector": str(second.id)}]
    answer = begin(cast, connectors=switches, **MESSAGE)
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert (made["title"], made["active_turn"]) == ("What is open?", made["turn"]["id"])
    assert made["message"]["content"] == [{"type": "text", "text": "What is open?"}]
    assert queued == [(str(cast.acme.id), made["turn"]["id"])]
    client = cast.client(cast.mia)
    assert client.get(f"{URL}/{made['id']}").json() == {k: v for k, v in made.items() if k not in ("message", "turn")}
    shown = client.get(f"{URL}/{made['id']}/connectors").json()["results"]
    assert [one["enabled"] for one in shown] == [True, True]


def test_without_a_message_the_answer_is_the_conversation_as_it_is_read(cast: Cast, queued: Queued) -> None:
    connector, _ = connected(cast)
    made = begin(cast, connectors=[{"connector": str(connector.id)}], title="Plans").json()
    assert made == cast.client(cast.mia).get(f"{URL}/{made['id']}").json()
    assert (left(cast), queued) == ([1, 1, 0, 0], [])


def refused_connector(cast: Cast) -> dict[str, Any]:
    return {"connectors": [{"connector": str(factories.make_connector(cast.ada).id)}]}


def others_account(cast: Cast) -> dict[str, Any]:
    connector, _ = connected(cast)
    account = factories.make_connection(connector, cast.max)
    return {"connectors": [{"connector": str(connector.id), "connection": str(account.id)}]}


def two_accounts(cast: Cast) -> dict[str, Any]:
    connector, _ = connected(cast)
    factories.make_connection(connector, cast.mia, label="second")
    return {"connectors": [{"connector": str(connector.id)}]}


def named_twice(cast: Cast) -> dict[str, Any]:
    connector, _ = connected(cast)
    return {"connectors": [{"connector": str(connector.id)}] * 2}


def in_a_public_project(cast: Cast) -> dict[str, Any]:
    connector, _ = connected(cast)
    with tenant(cast.acme.id):
        project = Project.objects.create(
            organization=cast.acme, name="Plans", visibility=Visibility.PUBLIC, created_by=cast.mia
        )
    return {"connectors": [{"connector": str(connector.id)}], "project": str(project.id)}


REFUSED = [
    (refused_connector, 403, "connection_required"),
    (others_account, 404, "not_found"),
    (two_accounts, 409, "connection_ambiguous"),
    (named_twice, 400, "invalid"),
    (in_a_public_project, 403, "connectors_require_private_project"),
    (lambda cast: {"connectors": [{"connector": str(uuid.uuid4())}]}, 404, "not_found"),
    (lambda cast: {"message": {"text": " "}}, 400, "invalid"),
    (lambda cast: {"message": {"text": "x" * 100_001}}, 400, "too_long"),
    (lambda cast: {"project": str(uuid.uuid4())}, 404, "not_found"),
    (lambda cast: {"message": {"text": "a", "model": "b"}}, 422, "unknown_field"),
    (lambda cast: {"connectors": [{"id": str(uuid.uuid4())}]}, 422, "unknown_field"),
]


@pytest.mark.parametrize(("body", "status", "code"), REFUSED)
def test_a_refusal_leaves_nothing(cast: Cast, queued: Queued, body: Any, status: int, code: str) -> None:
    answer = begin(cast, **{**MESSAGE, **body(cast)})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (left(cast), queued) == ([0, 0, 0, 0], [])


def test_a_refused_connector_is_in_the_audit_log(cast: Cast) -> None:
    begin(cast, **refused_connector(cast))
    with tenant(cast.acme.id):
        assert AuditEvent.objects.get(action="connector.toggle_denied").data["code"] == "connection_required"


def test_a_stranger_finds_nothing(cast: Cast) -> None:
    assert begin(cast, "gus", **MESSAGE).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_repeat_with_the_same_key_is_the_same_conversation(cast: Cast, queued: Queued) -> None:
    client = cast.client(cast.mia)
    answers = [client.post(URL, MESSAGE, format="json", headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert (left(cast)[0], len(queued)) == (1, 1)
