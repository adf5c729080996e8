"""Who can no longer see a project has no chat in it, and is told neither its name nor its instructions (A6)."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from conversations.chats import begin_conversation, move_conversation
from conversations.engine.calls.result_blocks import Ending
from conversations.engine.journal.journal import Journal
from conversations.llm.records import ModelResponse
from conversations.models import CallStatus, ConnectorToggle, Conversation, Provenance, ToolCall, TurnStatus
from conversations.policy.place import Place, may_use_connectors_in
from organizations.models import Membership, Organization, Project, ProjectMember, Visibility
from organizations.projects import add_project_member, change_visibility
from organizations.refusals import Missing
from organizations.tenancy import tenant
from tests import factories
from tests.cast import Cast
from tests.conversations.conftest import OWN_TOOLS, Desk
from tests.fakes.messages_api import text, tool
from tests.organizations.together import at_once
from tests.owner import set_as_owner

SECRET = "Never speak of Bluebird."
MILK = {
    "result": [{"type": "text", "text": "milk"}],
    "result_bytes": 4,
    "structured": {"a": "milk"},
    "shown_as": "chart",
}
DONE = Ending(CallStatus.SUCCEEDED, MILK, True)
PROJECTS = "/api/v1/organizations/acme/projects"
CHATS = "/api/v1/organizations/acme/conversations"


def _project(cast: Cast, maker: Membership, *members: Membership, visibility: str = Visibility.PRIVATE) -> Project:
    with tenant(cast.acme.id):
        project = Project.objects.create(
            organization=cast.acme, name="Bluebird", instructions=SECRET, created_by=maker, visibility=visibility
        )
        for member in (maker, *members):
            ProjectMember.objects.create(organization=cast.acme, project=project, member=member)
    return project


def _removed(cast: Cast, project: Project) -> Any:
    return cast.client(cast.ada).delete(f"{PROJECTS}/{project.id}/members?member={cast.mia.id}")


def _left(cast: Cast, project: Project) -> Any:
    return cast.client(cast.mia).delete(f"{PROJECTS}/{project.id}/members?member={cast.mia.id}")


def _deleted(cast: Cast, project: Project) -> Any:
    return cast.client(cast.ada).delete(f"{PROJECTS}/{project.id}")


def _closed(cast: Cast, project: Project) -> Any:
    return cast.client(cast.ada).patch(f"{PROJECTS}/{project.id}", {"visibility": "private"}, format="json")


def _forbidden(cast: Cast, project: Project) -> Any:
    set_as_owner(cast.acme, plan="enterprise")
    return cast.client(cast.ada).patch(
        "/api/v1/organizations/acme", {"settings": {"public_projects": False}}, format="json"
    )


PRIVATE, PUBLIC = Visibility.PRIVATE, Visibility.PUBLIC
WAYS_OUT: dict[str, tuple[str, bool, Callable[[Cast, Project], Any]]] = {
    "removed from a private one": (PRIVATE, True, _removed),
    "left a private one": (PRIVATE, True, _left),
    "a private one is deleted": (PRIVATE, True, _deleted),
    "a public one is deleted": (PUBLIC, False, _deleted),
    "a public one is closed": (PUBLIC, False, _closed),
    "an owner forbids public ones": (PUBLIC, False, _forbidden),
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_the_chat_leaves_with_its_author_in_the_same_transaction(way: str, cast: Cast) -> None:
    visibility, is_member, goes = WAYS_OUT[way]
    project = _project(cast, cast.ada, *([cast.mia] if is_member else []), visibility=visibility)
    chat = factories.make_conversation(cast.mia, project=project)
    adas = factories.make_conversation(cast.ada, project=project)
    mia = cast.client(cast.mia)
    assert mia.get(f"{CHATS}/{chat.id}").json()["project"]["name"] == "Bluebird"
    assert goes(cast, project).status_code < 300
    for shape in (mia.get(f"{CHATS}/{chat.id}").json(), mia.get(CHATS).json()["results"][0]):
        assert shape["project"] is None
        assert [notice["code"] for notice in shape["notices"]] == ["project_left"]
        assert "Bluebird" not in str(shape)
    with tenant(cast.acme.id):
        chat.refresh_from_db()
        adas.refresh_from_db()
    assert chat.project_id is None
    assert (adas.project_id is None) == (goes is _deleted)


def test_a_member_removed_from_a_public_project_still_sees_it(cast: Cast) -> None:
    project = _project(cast, cast.ada, cast.mia, visibility=PUBLIC)
    chat = factories.make_conversation(cast.mia, project=project)
    assert _removed(cast, project).status_code == 204
    assert cast.client(cast.mia).get(f"{CHATS}/{chat.id}").json()["project"]["name"] == "Bluebird"


def test_a_member_of_a_closed_project_keeps_the_chat_in_it(cast: Cast) -> None:
    project = _project(cast, cast.ada, cast.mia, visibility=PUBLIC)
    chat = factories.make_conversation(cast.mia, project=project)
    assert _closed(cast, project).status_code == 200
    assert cast.client(cast.mia).get(f"{CHATS}/{chat.id}").json()["project"]["name"] == "Bluebird"


@pytest.mark.parametrize("way", WAYS_OUT)
def test_a_turn_that_runs_meanwhile_stops_and_the_next_prompt_has_no_instructions(way: str, desk: Desk) -> None:
    cast = desk.cast
    visibility, is_member, goes = WAYS_OUT[way]
    project = _project(cast, cast.ada, *([cast.mia] if is_member else []), visibility=visibility)
    desk.inside(lambda: Conversation.objects.update(project=project))
    desk.model.says([text("Hello.")], [text("Hello.")])
    desk.run(desk.ask())
    assert SECRET in desk.model.requests[-1]["system"]
    waiting = desk.ask()
    assert goes(cast, project).status_code < 300
    assert desk.again(waiting).status == TurnStatus.CANCELLED
    desk.run(desk.ask())
    assert SECRET not in desk.model.requests[-1]["system"]
    assert "Bluebird" not in desk.model.requests[-1]["system"]


@pytest.mark.parametrize(
    ("visibility", "is_member", "is_deleted", "seen"),
    [
        (PRIVATE, True, False, True),
        (PRIVATE, False, False, False),
        (PUBLIC, True, False, True),
        (PUBLIC, False, False, True),
        (PRIVATE, True, True, False),
        (PUBLIC, False, True, False),
    ],
)
def test_shape_prompt_and_connectors_ask_what_the_author_may_see(
    visibility: str, is_member: bool, is_deleted: bool, seen: bool, desk: Desk
) -> None:
    """Behind the transaction: a row that stayed in the project for whatever reason tells nothing."""
    project = _project(desk.cast, desk.cast.ada, *([desk.cast.mia] if is_member else []), visibility=visibility)
    desk.inside(lambda: Conversation.objects.update(project=project))
    if is_deleted:
        desk.inside(project.delete_softly)
    shape = desk.cast.client(desk.cast.mia).get(f"{CHATS}/{desk.conversation.id}").json()
    assert (shape["project"] is not None) == seen
    desk.model.says([text("Hello.")])
    desk.run(desk.ask())
    assert (SECRET in desk.model.requests[-1]["system"]) == seen
    assert [offered["name"] for offered in desk.model.requests[-1]["tools"]] == OWN_TOOLS


@pytest.mark.parametrize("is_member", [True, False])
def test_connectors_do_not_work_in_a_project_that_the_author_is_not_in(is_member: bool) -> None:
    project = Project(name="Bluebird", visibility=PRIVATE)
    place = Place(Organization(plan="team"), project, 1, author_is_member=is_member)
    assert may_use_connectors_in(place).code == ("" if is_member else "connectors_require_private_project")


@pytest.mark.django_db(transaction=True)
def test_a_chat_made_while_its_author_is_removed_is_not_left_behind(cast: Cast) -> None:
    project = _project(cast, cast.ada, cast.mia)
    mia = cast.client(cast.mia)
    at_once(
        lambda: _removed(cast, project),
        lambda: mia.post(CHATS, {"project": str(project.id)}, format="json"),
        lambda: mia.post(CHATS, {"project": str(project.id)}, format="json"),
    )
    with tenant(cast.acme.id):
        assert Conversation.objects.filter(project=project).count() == 0


def test_a_chat_does_not_go_into_a_project_that_its_author_was_just_removed_from(cast: Cast) -> None:
    project = _project(cast, cast.ada)
    chat = factories.make_conversation(cast.mia)
    with tenant(cast.acme.id):
        with pytest.raises(Missing):
            begin_conversation(actor=cast.actor(cast.mia), project=project)
        with pytest.raises(Missing):
            move_conversation(actor=cast.actor(cast.mia), conversation=chat, project=project)


def _while_its_tool_runs(desk: Desk, act: Callable[[], Any]) -> Any:
    desk.model.says([tool("notebook__slow_read")], [text("Done.")])
    turn = desk.ask()
    thread = threading.Thread(target=desk.engine.run_turn, args=(turn.organization_id, turn.id))
    thread.start()
    assert desk.notebook.entered.wait(10)
    answer = act()
    desk.notebook.release.set()
    thread.join(10)
    assert not thread.is_alive()
    return answer


def _open(desk: Desk, project: Project) -> Any:
    return desk.cast.client(desk.cast.mia).patch(f"{PROJECTS}/{project.id}", {"visibility": "public"}, format="json")


def _move(desk: Desk, project: Project) -> Any:
    url = f"{CHATS}/{desk.conversation.id}"
    return desk.cast.client(desk.cast.mia).patch(url, {"project": str(project.id)}, format="json")


@pytest.mark.parametrize("act", [_open, _move])
def test_content_does_not_get_into_a_public_project_while_a_tool_runs(
    act: Callable[[Desk, Project], Any], desk: Desk
) -> None:
    project = _project(desk.cast, desk.cast.mia, visibility=PUBLIC if act is _move else PRIVATE)
    if act is _open:
        desk.inside(lambda: Conversation.objects.update(project=project))
    answer = _while_its_tool_runs(desk, lambda: act(desk, project))
    assert answer.status_code == 200
    assert desk.inside(lambda: Conversation.objects.get().project_id) == project.id
    assert desk.inside(Provenance.objects.count) == 0
    assert desk.inside(ConnectorToggle.objects.count) == 0
    (call,) = desk.calls(desk.inside(lambda: desk.conversation.turns.get()))
    assert call.result is None


def test_a_result_that_comes_after_the_project_opened_is_dropped_and_the_call_stays_written_down(desk: Desk) -> None:
    """Not only a stopped turn: the result itself is decided on the place as it is when it is written."""
    project = _project(desk.cast, desk.cast.mia)
    desk.inside(lambda: Conversation.objects.update(project=project))
    journal, sent = _sent(desk)
    desk.inside(lambda: Project.objects.update(visibility=PUBLIC))
    desk.on_loop(journal.record_result(sent, DONE))
    (call,) = desk.calls(journal.turn)
    assert (call.status, call.result, call.error_code) == (CallStatus.SUCCEEDED, None, "content_not_kept")
    assert (call.structured, call.shown_as) == (None, "")
    assert desk.inside(Provenance.objects.count) == 0


def test_a_second_person_who_comes_while_a_tool_runs_keeps_its_content_out(desk: Desk) -> None:
    project = _project(desk.cast, desk.cast.mia)
    desk.inside(lambda: Conversation.objects.update(project=project))
    mia, max_id = desk.cast.client(desk.cast.mia), str(desk.cast.max.id)
    url = f"{PROJECTS}/{project.id}/members"
    answer = _while_its_tool_runs(desk, lambda: mia.post(url, {"member": max_id}, format="json"))
    assert answer.status_code == 201
    assert desk.inside(Provenance.objects.count) == 0


def _somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])


def _publish(desk: Desk, project: Project) -> None:
    change_visibility(project=project, actor=desk.cast.actor(desk.cast.mia), visibility=PUBLIC)


def _put_into(desk: Desk, project: Project) -> None:
    move_conversation(actor=desk.cast.actor(desk.cast.mia), conversation=desk.conversation, project=project)


def _share_project(desk: Desk, project: Project) -> None:
    add_project_member(project=project, actor=desk.cast.actor(desk.cast.mia), member=desk.cast.max)


@pytest.mark.parametrize("is_on", [True, False])
@pytest.mark.parametrize("act", [_publish, _put_into, _share_project])
def test_a_first_result_waits_for_what_happens_to_its_place(
    act: Callable[[Desk, Project], None], is_on: bool, desk: Desk
) -> None:
    """Decided on the old place and written beside the new one, content would be where it may not be.

    With the switch off meanwhile, nothing but the place's own lock is in the way.
    """
    project = _project(desk.cast, desk.cast.mia, visibility=PUBLIC if act is _put_into else PRIVATE)
    if act is not _put_into:
        desk.inside(lambda: Conversation.objects.update(project=project))
    journal, call = _sent(desk)
    if not is_on:
        desk.inside(ConnectorToggle.objects.all().delete)
    with tenant(desk.cast.acme.id):
        act(desk, project)
        written = asyncio.run_coroutine_threadsafe(journal.record_result(call, DONE), desk.engine._loop)
        while not (written.done() or _somebody_waits_for_a_lock()):
            pass
        assert not written.done()
    written.result(10)
    assert desk.inside(Provenance.objects.count) == 0


def _sent(desk: Desk) -> tuple[Journal, ToolCall]:
    journal, claimed = desk.claim(desk.ask(), "worker")
    assert claimed.next.access is not None
    response = ModelResponse([tool("notebook__list_notes", "toolu_1")], "tool_use", {})
    _, upcoming = desk.on_loop(journal.record_step(1, response, claimed.next.access))
    return journal, upcoming.plans[0].call
