"""Which chats, turns, calls and links a member reaches: by the filters alone, past the wall."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from connectors.models import Connector
from conversations import selectors
from conversations.models import Conversation, Message, Notice, Provenance, Share, Step, ToolCall, Turn
from conversations.policy.place import ContentOf
from organizations.models import Membership, Project, ProjectMember, Visibility
from organizations.refusals import Missing
from tests.cast import Cast
from tests.owner import set_as_owner, without_the_wall


@pytest.fixture
def past_the_wall(cast: Cast) -> Cast:
    """Rows of every organization exist, so that only the filter keeps them apart."""
    without_the_wall()
    return cast


def _chat(author: Membership, **fields: Any) -> Conversation:
    return Conversation.objects.create(organization=author.organization, author=author, **fields)


def _turn(chat: Conversation, member: Membership | None = None, **fields: Any) -> Turn:
    own = {"organization": chat.organization, "conversation": chat, "member": member or chat.author}
    return Turn.objects.create(**own, **{"status": "completed"} | fields)


def _call(turn: Turn, **fields: Any) -> ToolCall:
    given = {"step": 1, "position": 0, "tool": "t", "effect": "read", "arguments_hash": "", "organization": None}
    given |= {"organization": turn.organization, "tool_use_id": str(ToolCall.objects.count())}
    return ToolCall.objects.create(turn=turn, **given | fields)


def _project(maker: Membership, *members: Membership, **fields: Any) -> Project:
    made = Project.objects.create(organization=maker.organization, name="P", created_by=maker, **fields)
    for member in members:
        ProjectMember.objects.create(organization=maker.organization, project=made, member=member)
    return made


def _is_missing(look: Any, *given: Any) -> bool:
    try:
        look(*given)
    except Missing:
        return True
    return False


def test_a_chat_is_its_authors_until_it_is_deleted(past_the_wall: Cast) -> None:
    cast = past_the_wall
    mine, maxs, gone, foreign = _chat(cast.mia), _chat(cast.max), _chat(cast.mia), _chat(cast.gus)
    gone.delete_softly()
    assert list(selectors.conversations_visible_to(cast.mia)) == [mine]
    assert selectors.conversation_visible_to(cast.mia, mine.id) == mine
    for other in (maxs, gone, foreign):
        assert _is_missing(selectors.conversation_visible_to, cast.mia, other.id)


def test_a_turn_and_its_calls_are_reached_through_ones_own_chats(past_the_wall: Cast) -> None:
    cast = past_the_wall
    mine, gone = _chat(cast.mia), _chat(cast.mia)
    turns = {
        "mine": _turn(mine),
        "maxs": _turn(_chat(cast.max)),
        "gone": _turn(gone),
        "foreign": _turn(_chat(cast.gus)),
    }
    calls = {name: _call(turn) for name, turn in turns.items()}
    gone.delete_softly()
    assert selectors.turn_visible_to(cast.mia, turns["mine"].id) == turns["mine"]
    assert [n for n, t in turns.items() if not _is_missing(selectors.turn_visible_to, cast.mia, t.id)] == ["mine"]
    assert list(selectors.tool_calls_visible_to(cast.mia)) == [calls["mine"]]


def test_a_member_who_left_and_came_back_elsewhere_reaches_nothing_of_before(past_the_wall: Cast) -> None:
    cast = past_the_wall
    chat = _chat(cast.mia)
    call, turn = _call(_turn(chat)), Turn.objects.get()
    share = _share(chat)
    elsewhere = Membership(id=cast.mia.id, organization=cast.globex, user=cast.mia.user)
    assert _is_missing(selectors.conversation_visible_to, elsewhere, chat.id)
    assert _is_missing(selectors.turn_visible_to, elsewhere, turn.id)
    assert list(selectors.conversations_visible_to(elsewhere)) == []
    assert list(selectors.tool_calls_visible_to(elsewhere)) == []
    assert list(selectors.shares_visible_to(elsewhere)) == []
    assert list(selectors.tool_calls_visible_to(cast.mia)) == [call]
    assert list(selectors.shares_visible_to(cast.mia)) == [share]


def _save(row: Share | Provenance) -> None:
    """Shares and marks are written inside their tenant: their triggers look."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.organization', %s, true)", [str(row.organization_id)])
        row.save(force_insert=True)
        cursor.execute("SELECT set_config('app.organization', '', true)")


def _share(chat: Conversation) -> Share:
    own = {"organization": chat.organization, "conversation": chat, "created_by": chat.author}
    made = Share(**own, audience="organization", snapshot={})
    _save(made)
    return made


def test_links_are_those_of_ones_own_chats(past_the_wall: Cast) -> None:
    cast = past_the_wall
    mine, *_ = (_share(_chat(person)) for person in (cast.mia, cast.max, cast.gus))
    assert list(selectors.shares_visible_to(cast.mia)) == [mine]


@pytest.mark.parametrize("mia_is_in", [True, False])
def test_a_place_counts_who_is_in_the_project_and_still_here(mia_is_in: bool, past_the_wall: Cast) -> None:
    cast = past_the_wall
    members = [cast.ada, cast.omar, cast.max, *([cast.mia] if mia_is_in else [])]
    project = _project(cast.ada, *members)
    _project(cast.mia, cast.mia)
    Membership.objects.filter(pk=cast.max.pk).update(removed_at=timezone.now())
    chat = _chat(cast.mia, project=project)
    place = selectors.place_of(chat)
    assert (place.organization, place.project) == (cast.acme, project)
    assert (place.project_members, place.author_is_member) == (len(members) - 1, mia_is_in)
    own = selectors.place_of(_chat(cast.mia))
    assert (own.organization, own.project, own.project_members, own.author_is_member) == (cast.acme, None, 0, True)


def test_the_projects_of_chats_are_named_while_their_author_sees_them(past_the_wall: Cast) -> None:
    cast = past_the_wall
    seen, public = _project(cast.mia, cast.mia), _project(cast.ada, visibility=Visibility.PUBLIC)
    hidden = _project(cast.ada, cast.ada)
    _project(cast.mia, cast.mia)
    chats = [_chat(cast.mia, project=project) for project in (seen, public, hidden, None)]
    assert selectors.projects_seen_by(cast.mia, chats) == {seen.id, public.id}
    assert selectors.projects_seen_by(cast.mia, [chats[3]]) == set()
    assert selectors.projects_seen_by(cast.mia, [chats[0]]) == {seen.id}


def test_notices_are_told_until_they_were_seen_the_oldest_first(past_the_wall: Cast) -> None:
    cast = past_the_wall
    one, two, silent, other = (_chat(cast.mia) for _ in range(4))

    def notice(chat: Conversation, name: str, minutes: int = 0) -> Notice:
        at = timezone.now() - timedelta(minutes=minutes)
        own = {"organization": chat.organization, "conversation": chat, "code": "link_ended"}
        return Notice.objects.create(**own, name=name, created_at=at)

    later, earlier, at_two = notice(one, "a", 1), notice(one, "b", 5), notice(two, "c")
    notice(one, "seen").see()
    notice(other, "d")
    assert selectors.notices_in([one, two, silent]) == {one.id: [earlier, later], two.id: [at_two]}


def _message(chat: Conversation, parent: Message | None, role: str = "user", **fields: Any) -> Message:
    return Message.objects.create(organization=chat.organization, conversation=chat, parent=parent, role=role, **fields)


def test_the_branch_leads_from_the_start_to_the_head(past_the_wall: Cast) -> None:
    chat = _chat(past_the_wall.mia)
    assert selectors.branch_of(chat) == []
    first = _message(chat, None)
    second = _message(chat, first)
    _message(chat, first)
    third = _message(chat, second)
    _message(_chat(past_the_wall.mia), None)
    assert selectors.branch_of(chat) == []
    chat.head = third
    assert selectors.branch_of(chat) == [first, second, third]


def test_calls_are_those_of_the_answers(past_the_wall: Cast) -> None:
    chat = _chat(past_the_wall.mia)
    turns = [_turn(chat) for _ in range(3)]
    calls = [_call(turn) for turn in turns]
    answer = _message(chat, None, "assistant", turn=turns[0])
    question = _message(chat, None, "user", turn=turns[1])
    greeting = _message(chat, None, "assistant")
    assert list(selectors.calls_of([answer, question, greeting])) == [calls[0]]
    assert list(selectors.calls_of([question, greeting])) == []
    assert list(selectors.calls_of([])) == []


def test_steps_and_calls_come_by_turn_in_order(past_the_wall: Cast) -> None:
    chat = _chat(past_the_wall.mia)
    one, two, third = _turn(chat), _turn(chat), _turn(chat)

    def step(turn: Turn, number: int) -> Step:
        return Step.objects.create(organization=chat.organization, turn=turn, number=number)

    second, first, at_two = step(one, 2), step(one, 1), step(two, 1)
    step(third, 1)
    _call(third)
    # Of the one the first was written last, of the other first: where rows lie says nothing.
    again, other, other_again, first_made = (_call(one, step=1, position=p) for p in (1, 2, 2, 1))
    for minutes, call in ((1, first_made), (5, other)):
        set_as_owner(call, created_at=timezone.now() - timedelta(minutes=minutes))
    later = _call(one, step=2, position=1)
    alone = _call(two)
    steps, calls = selectors.steps_and_calls([one, two])
    assert steps == {one.id: [first, second], two.id: [at_two]}
    assert calls == {one.id: [first_made, again, other, other_again, later], two.id: [alone]}


def test_a_chat_holds_what_its_turns_brought_in(past_the_wall: Cast) -> None:
    cast = past_the_wall
    chat, other, clean = _chat(cast.mia), _chat(cast.mia), _chat(cast.mia)
    rows = []
    for holder, kind in ((chat, "tool"), (chat, "synced"), (other, "health")):
        own = {"organization": cast.acme, "conversation": holder, "turn": _turn(holder)}
        connector = Connector.objects.create(organization=cast.acme, name=kind, enabled_by=cast.ada)
        rows.append(Provenance(connector=connector, kind=kind, **own))
        _save(rows[-1])
    assert selectors.kinds_in(chat) == {"tool", "synced"}
    assert selectors.kinds_in(other) == {"health"}
    assert selectors.kinds_in(clean) == set()
    assert selectors.contents_in(chat.id) == (
        ContentOf(rows[1].connector_id, "synced"),
        ContentOf(rows[0].connector_id, "tool"),
    )
    assert selectors.contents_in(clean.id) == ()
