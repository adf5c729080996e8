"""A switch never stays on for an account or a connector that is gone, and the chat says why it went off."""

from collections.abc import Callable
from typing import Any

import pytest

from connectors.models import Connection
from conversations.chats import toggle_on
from conversations.models import CallStatus, ConnectorToggle, Conversation, Notice, TurnStatus
from organizations.models import Project, Visibility
from organizations.refusals import Refused
from tests import factories
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import text, tool
from tests.organizations.together import at_once

ACME = "/api/v1/organizations/acme"


def _disconnected(desk: Desk) -> Any:
    url = f"{ACME}/connectors/{desk.connector.id}/connections/{desk.connection.id}"
    return desk.cast.client(desk.cast.mia).delete(url)


def _disabled(desk: Desk) -> Any:
    return desk.cast.client(desk.cast.ada).delete(f"{ACME}/connectors/{desk.connector.id}")


def _toggle(desk: Desk) -> dict[str, Any]:
    mia = desk.cast.client(desk.cast.mia)
    rows = mia.get(f"{ACME}/conversations/{desk.conversation.id}/connectors").json()["results"]
    return next(row for row in rows if row["connector"]["id"] == str(desk.connector.id))


def _switch_on(desk: Desk) -> Any:
    url = f"{ACME}/conversations/{desk.conversation.id}/connectors/{desk.connector.id}"
    return desk.cast.client(desk.cast.mia).put(url, {"enabled": True}, format="json")


def _notices(desk: Desk) -> list[dict[str, Any]]:
    mia = desk.cast.client(desk.cast.mia)
    return mia.get(f"{ACME}/conversations/{desk.conversation.id}").json()["notices"]  # type: ignore[no-any-return]


WAYS = {_disconnected: "account_disconnected", _disabled: "connector_disabled"}


@pytest.mark.parametrize("end", WAYS)
def test_the_switch_goes_off_and_the_chat_says_why(end: Callable[[Desk], Any], desk: Desk) -> None:
    assert end(desk).status_code == 204
    assert desk.inside(ConnectorToggle.objects.count) == 0
    (notice,) = _notices(desk)
    assert notice["code"] == WAYS[end]
    assert notice["text"].startswith("Notebook was switched off in this chat")


def test_after_connecting_again_the_switch_is_off_and_switching_it_on_uses_the_new_account(desk: Desk) -> None:
    _disconnected(desk)
    again = factories.make_connection(desk.connector, desk.cast.mia, account="mia@new")
    factories.offer_tools_again(again, desk.connection)
    assert (_toggle(desk)["enabled"], _toggle(desk)["connection"]) == (False, None)
    assert [notice["code"] for notice in _notices(desk)] == ["account_disconnected"]
    assert _switch_on(desk).status_code == 200
    assert _notices(desk) == []
    assert _toggle(desk)["connection"] == str(again.id)
    desk.model.says([tool("notebook__list_notes")], [text("One.")])
    turn = desk.run(desk.ask())
    assert [call.status for call in desk.calls(turn)] == [CallStatus.SUCCEEDED]
    assert turn.status == TurnStatus.COMPLETED


def test_after_disabling_and_enabling_again_no_dead_switch_is_on(desk: Desk) -> None:
    _disabled(desk)
    desk.inside(lambda: desk.connector.enable_again(desk.cast.ada))
    assert _toggle(desk)["enabled"] is False


def test_other_accounts_and_other_peoples_switches_stay_on(desk: Desk) -> None:
    private = factories.make_connection(desk.connector, desk.cast.mia, label="Private")
    other = factories.make_conversation(desk.cast.mia)
    factories.switch_on(other, desk.connector, private)
    maxs = factories.make_connection(desk.connector, desk.cast.max)
    factories.switch_on(factories.make_conversation(desk.cast.max), desk.connector, maxs)
    _disconnected(desk)
    left = desk.inside(lambda: set(ConnectorToggle.objects.values_list("connection_id", flat=True)))
    assert left == {private.id, maxs.id}


def test_a_notice_is_said_once_and_goes_when_it_was_seen(desk: Desk) -> None:
    _disconnected(desk)
    desk.inside(lambda: Notice.tell(desk.cast.acme.id, "account_disconnected", [(desk.conversation.id, "Notebook")]))
    (notice,) = _notices(desk)
    mia = desk.cast.client(desk.cast.mia)
    url = f"{ACME}/conversations/{desk.conversation.id}/notices/{notice['id']}"
    assert [mia.delete(url).status_code for _ in range(2)] == [204, 204]
    assert _notices(desk) == []


@pytest.mark.django_db(transaction=True)
def test_switching_on_while_the_account_is_disconnected_leaves_no_dead_switch(desk: Desk) -> None:
    for _ in range(4):
        desk.inside(lambda: Connection.objects.update(status="connected", revoked_at=None))
        at_once(lambda: _switch_on(desk), lambda: _disconnected(desk))
        assert desk.inside(lambda: ConnectorToggle.objects.filter(connection__status="revoked").count()) == 0


def test_an_owner_who_takes_connectors_out_of_shared_projects_switches_them_off(desk: Desk) -> None:
    ada, mia = desk.cast.client(desk.cast.ada), desk.cast.client(desk.cast.mia)
    allowed = {"settings": {"connectors_in_shared_projects": True}}
    assert ada.patch(ACME, allowed, format="json").status_code == 200
    project = mia.post(f"{ACME}/projects", {"name": "Ours"}, format="json").json()["id"]
    mia.post(f"{ACME}/projects/{project}/members", {"member": str(desk.cast.max.id)}, format="json")
    chat = f"{ACME}/conversations/{desk.conversation.id}"
    assert mia.patch(chat, {"project": project}, format="json").status_code == 200
    assert _toggle(desk)["enabled"]
    allowed["settings"]["connectors_in_shared_projects"] = False
    assert ada.patch(ACME, allowed, format="json").status_code == 200
    assert not _toggle(desk)["enabled"]
    assert [notice["code"] for notice in _notices(desk)] == ["project_opened"]


def test_a_chat_that_moved_since_the_request_began_is_judged_where_it_is_now(desk: Desk) -> None:
    _disconnected(desk)
    factories.make_connection(desk.connector, desk.cast.mia, account="mia@new")
    mia = desk.cast.actor(desk.cast.mia)

    def switch_on() -> None:
        read_before = Conversation.objects.select_related("project").get(pk=desk.conversation.pk)
        project = Project.objects.create(
            organization=desk.cast.acme, name="Open", visibility=Visibility.PUBLIC, created_by=desk.cast.mia
        )
        Conversation.objects.filter(pk=read_before.pk).update(project=project)
        with pytest.raises(Refused) as refused:
            toggle_on(actor=mia, conversation=read_before, connector=desk.connector)
        assert refused.value.code == "connectors_require_private_project"

    desk.inside(switch_on)
    assert desk.inside(ConnectorToggle.objects.count) == 0
