"""The conversations API: one's own only, clear refusals, nothing lost."""

import uuid
from typing import Any

import pytest

from connectors.models import ConnectionStatus
from conversations.models import ConnectorToggle, Conversation, Message
from organizations.models import AuditEvent, Project, ProjectMember, Visibility
from organizations.tenancy import tenant
from tests import factories
from tests.cast import Cast
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import text, tool
from tests.owner import set_as_owner

ACME = "/api/v1/organizations/acme"


def _project(cast: Cast, visibility: str, *members: Any) -> Project:
    with tenant(cast.acme.id):
        project = Project.objects.create(
            organization=cast.acme, name="Plans", visibility=visibility, created_by=cast.mia
        )
        for member in members:
            ProjectMember.objects.create(organization=cast.acme, project=project, member=member)
    return project


def _connected(cast: Cast) -> Any:
    connector = factories.make_connector(cast.ada, url="http://127.0.0.1:9/mcp")
    return connector, factories.make_connection(connector, cast.mia)


def _put(cast: Cast, conversation: Conversation, connector: Any, **body: Any) -> Any:
    url = f"{ACME}/conversations/{conversation.id}/connectors/{connector.id}"
    return cast.client(cast.mia).put(url, {"enabled": True, **body}, format="json")


def test_a_connected_connector_is_switched_on_and_off(cast: Cast) -> None:
    connector, connection = _connected(cast)
    conversation = factories.make_conversation(cast.mia)
    on = _put(cast, conversation, connector).json()
    assert (on["enabled"], on["connection"]) == (True, str(connection.id))
    assert _put(cast, conversation, connector, enabled=False).json()["enabled"] is False


def test_a_connector_in_a_public_project_is_refused_with_the_reason_and_an_audit_event(cast: Cast) -> None:
    connector, _ = _connected(cast)
    conversation = factories.make_conversation(cast.mia, project=_project(cast, Visibility.PUBLIC))
    answer = _put(cast, conversation, connector)
    assert (answer.status_code, answer.json()["code"]) == (403, "connectors_require_private_project")
    assert "private projects" in answer.json()["detail"]
    with tenant(cast.acme.id):
        assert not ConnectorToggle.objects.exists()
        event = AuditEvent.objects.get(action="connector.toggle_denied")
    assert event.data == {"code": "connectors_require_private_project", "conversation": str(conversation.id)}


def test_a_private_project_with_others_in_it_is_refused_unless_an_owner_allows_it(cast: Cast) -> None:
    connector, _ = _connected(cast)
    project = _project(cast, Visibility.PRIVATE, cast.mia, cast.max)
    conversation = factories.make_conversation(cast.mia, project=project)
    assert _put(cast, conversation, connector).json()["code"] == "connectors_require_private_project"
    set_as_owner(cast.acme, connectors_in_shared_projects=True)
    assert _put(cast, conversation, connector).status_code == 200


def test_a_connector_without_an_own_account_is_refused(cast: Cast) -> None:
    connector = factories.make_connector(cast.ada)
    factories.make_connection(connector, cast.max)
    answer = _put(cast, factories.make_conversation(cast.mia), connector)
    assert (answer.status_code, answer.json()["code"]) == (403, "connection_required")


def test_an_account_that_needs_sign_in_is_refused(cast: Cast) -> None:
    connector = factories.make_connector(cast.ada)
    factories.make_connection(connector, cast.mia, status=ConnectionStatus.NEEDS_REAUTH)
    answer = _put(cast, factories.make_conversation(cast.mia), connector)
    assert answer.json()["code"] == "connection_needs_reauth"


def test_somebody_elses_connection_is_a_404(cast: Cast) -> None:
    connector, _ = _connected(cast)
    other = factories.make_connection(connector, cast.max)
    answer = _put(cast, factories.make_conversation(cast.mia), connector, connection=str(other.id))
    assert answer.status_code == 404


def test_several_accounts_and_none_chosen_is_said_so(cast: Cast) -> None:
    connector, _ = _connected(cast)
    second = factories.make_connection(connector, cast.mia, label="Work")
    conversation = factories.make_conversation(cast.mia)
    assert _put(cast, conversation, connector).json()["code"] == "connection_ambiguous"
    assert _put(cast, conversation, connector, connection=str(second.id)).status_code == 200


def test_a_colleague_cannot_see_a_conversation(cast: Cast) -> None:
    conversation = factories.make_conversation(cast.mia)
    foreign = cast.client(cast.max).get(f"{ACME}/conversations/{conversation.id}")
    missing = cast.client(cast.max).get(f"{ACME}/conversations/{uuid.uuid4()}")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content


@pytest.mark.parametrize(("body", "code"), [("", "invalid"), ("   ", "invalid"), ("x" * 100_001, "too_long")])
def test_a_message_that_cannot_be_sent_says_why(cast: Cast, body: str, code: str) -> None:
    conversation = factories.make_conversation(cast.mia)
    url = f"{ACME}/conversations/{conversation.id}/messages"
    answer = cast.client(cast.mia).post(url, {"text": body}, format="json")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == code


def test_nul_and_lone_surrogates_are_cleaned_and_the_message_is_kept(cast: Cast) -> None:
    conversation = factories.make_conversation(cast.mia)
    url = f"{ACME}/conversations/{conversation.id}/messages"
    raw = '{"text": "a\\u0000b\\ud800c"}'
    answer = cast.client(cast.mia).post(url, raw, content_type="application/json")
    assert answer.status_code == 202
    assert answer.json()["message"]["content"] == [{"type": "text", "text": "abc"}]


def test_malformed_json_is_a_problem_not_a_page(cast: Cast) -> None:
    conversation = factories.make_conversation(cast.mia)
    url = f"{ACME}/conversations/{conversation.id}/messages"
    answer = cast.client(cast.mia).post(url, '{"text": ', content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["code"] == "parse_error"


def test_a_second_message_while_a_turn_runs_is_refused_and_nothing_is_written(cast: Cast) -> None:
    conversation = factories.make_conversation(cast.mia)
    url = f"{ACME}/conversations/{conversation.id}/messages"
    mia = cast.client(cast.mia)
    first = mia.post(url, {"text": "one"}, format="json").json()
    second = mia.post(url, {"text": "two"}, format="json")
    assert (second.status_code, second.json()["code"]) == (409, "turn_active")
    shown = mia.get(f"{ACME}/conversations/{conversation.id}").json()
    assert shown["active_turn"] == first["turn"]["id"]
    with tenant(cast.acme.id):
        assert Message.objects.filter(role="user").count() == 1


def test_messages_are_read_from_the_end_page_by_page_without_losing_one(cast: Cast) -> None:
    conversation = factories.make_conversation(cast.mia)
    with tenant(cast.acme.id):
        for number in range(5):
            Message.objects.create(
                organization=cast.acme,
                conversation=conversation,
                role="user",
                content=[{"type": "text", "text": str(number)}],
            )
    mia, url = cast.client(cast.mia), f"{ACME}/conversations/{conversation.id}/messages?order=newest_first&page_size=2"
    pages = []
    while url:
        answer = mia.get(url).json()
        pages.append([each["content"][0]["text"] for each in answer["results"]])
        url = answer["next"]
    assert pages == [["4", "3"], ["2", "1"], ["0"]]
    wrong = mia.get(f"{ACME}/conversations/{conversation.id}/messages?order=sideways")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "order")


def test_stopping_a_turn_that_nobody_runs_ends_it_at_once(cast: Cast) -> None:
    conversation = factories.make_conversation(cast.mia)
    mia = cast.client(cast.mia)
    sent = mia.post(f"{ACME}/conversations/{conversation.id}/messages", {"text": "hi"}, format="json").json()
    url = f"{ACME}/turns/{sent['turn']['id']}/cancellation"
    assert mia.post(url).json()["status"] == "cancelled"
    assert mia.post(url).status_code == 202


def test_a_conversation_with_connector_content_does_not_move_into_a_public_project(desk: Desk) -> None:
    desk.model.says([tool("notebook__list_notes")], [text("One.")])
    desk.run(desk.ask())
    project = _project(desk.cast, Visibility.PUBLIC)
    url = f"{ACME}/conversations/{desk.conversation.id}"
    answer = desk.cast.client(desk.cast.mia).patch(url, {"project": str(project.id)}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "project_has_connector_content")


def test_the_decision_on_a_call_is_its_members_alone(desk: Desk) -> None:
    desk.model.says([tool("notebook__create_note", text="milk")], [text("Done.")])
    turn = desk.run(desk.ask())
    (call,) = desk.calls(turn)
    url = f"{ACME}/tool-calls/{call.id}/decision"
    for stranger in (desk.cast.ada, desk.cast.max, desk.cast.gus):
        answer = desk.cast.client(stranger).post(url, {"decision": "allow_once"}, format="json")
        assert answer.status_code == 404
    mia = desk.cast.client(desk.cast.mia)
    waiting = mia.get(f"{ACME}/tool-calls?status=awaiting_approval").json()["results"]
    assert [(c["id"], c["arguments"], c["effect"]) for c in waiting] == [(str(call.id), {"text": "milk"}, "write")]
    assert mia.post(url, {"decision": "allow_once"}, format="json").json()["status"] == "approved"
    again = mia.post(url, {"decision": "deny"}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "not_waiting")


def test_an_owners_ask_cannot_be_lifted_by_always_allow(desk: Desk) -> None:
    factories.set_policy(desk.connector, "@write", "ask")
    desk.model.says([tool("notebook__create_note", text="milk")])
    turn = desk.run(desk.ask())
    (call,) = desk.calls(turn)
    url = f"{ACME}/tool-calls/{call.id}/decision"
    answer = desk.cast.client(desk.cast.mia).post(url, {"decision": "always_allow"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "owner_always_asks")
    assert desk.again(turn).status == "waiting_approval"


def test_a_standing_approval_is_listed_and_revocable(desk: Desk) -> None:
    desk.model.says([tool("notebook__create_note", text="milk")], [text("Done.")])
    turn = desk.run(desk.ask())
    (call,) = desk.calls(turn)
    mia = desk.cast.client(desk.cast.mia)
    mia.post(f"{ACME}/tool-calls/{call.id}/decision", {"decision": "always_allow"}, format="json")
    rows = [r for r in mia.get(f"{ACME}/standing-approvals").json()["results"] if r["granted_in"]]
    assert [(r["tool"], r["granted_in"]) for r in rows] == [("create_note", str(call.id))]
    assert mia.delete(f"{ACME}/standing-approvals/{rows[0]['id']}").status_code == 204
    left = mia.get(f"{ACME}/standing-approvals").json()["results"]
    assert [r for r in left if r["granted_in"]] == []
