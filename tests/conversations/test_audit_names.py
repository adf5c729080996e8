"""The audit log says in names what it is about, and nothing of what was said in a chat (rules.md sections 2, 9, 10)."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from connectors.models import Connection, Connector
from conversations.models import Share, ToolCall, Turn
from organizations.audit import record
from organizations.models import AuditEvent, Membership, Project
from organizations.tenancy import tenant
from tests import factories
from tests.cast import Cast, unconfirm
from tests.owner import update_as_owner
from tests.signed_in import sign_in_as

URL = "/api/v1/organizations/acme/audit-events"
TITLE = "Layoffs in spring"


@pytest.fixture
def call(cast: Cast) -> ToolCall:
    """Mia's, in her chat, at the connector that Ada enabled."""
    chat = factories.make_conversation(cast.mia, title=TITLE)
    connector = factories.make_connector(cast.ada, "Notebook")
    own: dict[str, Any] = {"organization": cast.acme}
    with tenant(cast.acme.id):
        connection = Connection.objects.create(
            connector=connector, member=cast.mia, account="mia@private.example", **own
        )
        turn = Turn.objects.create(conversation=chat, member=cast.mia, status="completed", **own)
        return ToolCall.objects.create(
            turn=turn, connector=connector, connection=connection, tool="create_issue", step=1, position=0, **own
        )


def told(cast: Cast, subject: Any, reader: Membership | None = None, **data: Any) -> list[dict[str, str]]:
    """What the log says that an event about this is about."""
    with tenant(cast.acme.id):
        record(actor=cast.actor(cast.mia), action="a.told", subject=subject, **data)
    found: list[dict[str, str]] = cast.client(reader or cast.ada).get(URL).json()["results"][0]["about"]
    return found


def names(about: list[dict[str, str]]) -> list[str]:
    return [one["name"] for one in about]


def chat_of_mia(call: ToolCall) -> str:
    return f"a chat of Mia Kern ({str(call.turn.conversation_id)[:8]})"


def test_a_call_names_tool_connector_chat_and_member(cast: Cast, call: ToolCall) -> None:
    about = told(cast, call)
    assert [(one["kind"], one["name"]) for one in about] == [
        ("tool", "create_issue"),
        ("connector", "Notebook"),
        ("conversation", chat_of_mia(call)),
        ("member", "Mia Kern"),
    ]
    assert about[1]["id"] == str(call.connector_id)


@pytest.mark.parametrize("of", ["conversation", "turn", "toolcall", "share"])
def test_nobody_but_its_author_learns_a_chats_title_or_the_way_to_it(cast: Cast, call: ToolCall, of: str) -> None:
    with tenant(cast.acme.id):
        share = Share.objects.create(
            organization=cast.acme,
            conversation=call.turn.conversation,
            created_by=cast.mia,
            audience="organization",
            snapshot={},
        )
        cast.mia.change_role("owner")
    subject = {"conversation": call.turn.conversation, "turn": call.turn, "toolcall": call, "share": share}[of]
    others = told(cast, subject)
    assert chat_of_mia(call) in names(others)
    assert TITLE not in str(others) and "private.example" not in str(others)
    assert [one["id"] for one in others if one["kind"] == "conversation"] == [""]
    own = told(cast, subject, cast.mia)
    assert [one["id"] for one in own if one["kind"] == "conversation"] == [str(call.turn.conversation_id)]


def test_ids_beside_the_subject_are_named_too(cast: Cast, call: ToolCall) -> None:
    about = names(told(cast, call.connection, connector=str(call.connector_id), member=str(cast.max.id)))
    assert about == ["Notebook", "Mia Kern", "Max Moor"]
    assert names(told(cast, cast.max, before="member", after="admin")) == ["Max Moor"]


def test_what_is_gone_is_said_in_words(cast: Cast, call: ToolCall) -> None:
    with tenant(cast.acme.id):
        call.turn.conversation.delete_softly()
        call.connector.disable()  # type: ignore[union-attr]
        update_as_owner(Membership, cast.mia.pk, removed_at=cast.mia.joined_at)
    short = str(call.turn.conversation_id)[:8]
    assert names(told(cast, call)) == [
        "create_issue",
        "Notebook (disabled)",
        f"a chat of Mia Kern (no longer a member) ({short}, deleted)",
        "Mia Kern (no longer a member)",
    ]
    assert names(told(cast, Connector(organization=cast.acme))) == ["a connector that is gone"]


def test_who_has_not_confirmed_an_address_has_no_name_there(cast: Cast, call: ToolCall) -> None:
    unconfirm(cast.mia)
    assert "Mia" not in str(told(cast, call)) + str(told(cast, cast.mia))


def test_a_private_project_is_named_to_those_in_it_only(cast: Cast) -> None:
    with tenant(cast.acme.id):
        project = Project.objects.create(
            organization=cast.acme, name="Merger", created_by=cast.mia, visibility="private"
        )
        public = Project.objects.create(organization=cast.acme, name="Mobile", created_by=cast.mia, visibility="public")
    assert told(cast, project) == [{"kind": "project", "name": "a private project", "id": ""}]
    assert told(cast, public) == [{"kind": "project", "name": "Mobile", "id": str(public.pk)}]


def test_nothing_of_another_organization_is_named(cast: Cast) -> None:
    assert names(told(cast, cast.gus)) == ["a member that is gone"]


def test_a_page_of_many_events_asks_no_more_than_a_page_of_one(cast: Cast, call: ToolCall) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            cast.client(cast.ada).get(URL)
        return len(queries)

    told(cast, call)
    one = asked()
    for _ in range(5):
        told(cast, call)
    assert asked() == one


def test_the_owners_site_says_the_same(cast: Cast, call: ToolCall) -> None:
    told(cast, call)
    browser = Client()
    sign_in_as(browser, cast.ada.user)
    page = browser.get("/owner/organizations/auditevent/").content.decode()
    assert chat_of_mia(call) in page and "create_issue" in page
    assert TITLE not in page


def test_the_log_itself_keeps_ids_only(cast: Cast, call: ToolCall) -> None:
    told(cast, call)
    with tenant(cast.acme.id):
        assert "Mia Kern" not in str(AuditEvent.objects.latest("at").data)


def test_a_design_is_told_without_its_title(cast: Cast) -> None:
    design = factories.make_design(factories.make_conversation(cast.mia, title=TITLE), title=TITLE)
    about = told(cast, design)
    assert names(about)[0] == "a design"
    assert TITLE not in str(about)
