"""Connector content marks its chat and ends the links that it forbids, in one transaction (sharing-S1, S3)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from connectors.models import Connector
from conversations import sharing
from conversations.models import Notice, Provenance, Share, Turn
from conversations.policy.place import ContentOf
from conversations.policy.sharing import may_share
from conversations.sharing import mark_of, mark_provenance
from organizations.models import AuditEvent
from organizations.plans import Plan
from organizations.refusals import Decision
from organizations.tenancy import tenant
from tests import factories
from tests.cast import Cast
from tests.connectors.rows import a_listing, store_listing
from tests.owner import set_as_owner


@pytest.fixture
def turn(cast: Cast) -> Any:
    """Of Mia's chat, inside the tenant; public links are allowed."""
    set_as_owner(cast.acme, external_sharing=True)
    chat = factories.make_conversation(cast.mia)
    with tenant(cast.acme.id):
        yield Turn.objects.create(organization=cast.acme, conversation=chat, member=cast.mia, status="completed")


def _share(cast: Cast, chat: Any, audience: str, **fields: Any) -> Share:
    own = {"organization": cast.acme, "conversation": chat, "created_by": cast.mia}
    return Share.objects.create(**own, audience=audience, snapshot={}, **fields)


def _connector(cast: Cast, **listing: Any) -> Connector:
    entry = store_listing(**listing) if listing else None
    return Connector.objects.create(organization=cast.acme, name="Notes", enabled_by=cast.ada, listing=entry)


def test_a_mark_is_set_once_per_turn_and_connector(cast: Cast, turn: Turn) -> None:
    one, two = _connector(cast), _connector(cast)
    assert mark_provenance(turn=turn, connector=one) == (ContentOf(one.id, "Notes"),)
    for connector in (one, two, two):
        held = mark_provenance(turn=turn, connector=connector)
    assert {content.connector_id for content in held} == {one.id, two.id}
    sharing = Provenance.objects.values_list("connector_id", "kind", "turn_id", "conversation_id")
    chat = turn.conversation_id
    assert sorted(sharing) == sorted([(one.id, "tool", turn.id, chat), (two.id, "tool", turn.id, chat)])


def test_another_turn_of_the_chat_gets_its_own_mark(cast: Cast, turn: Turn) -> None:
    own = {"organization": cast.acme, "conversation": turn.conversation, "member": cast.mia}
    later, connector = Turn.objects.create(status="completed", **own), _connector(cast)
    for each in (turn, later):
        mark_provenance(turn=each, connector=connector)
    assert Provenance.objects.count() == 2


def test_the_forbidden_links_end_with_an_event_and_a_notice_and_the_others_live(cast: Cast, turn: Turn) -> None:
    chat, other = turn.conversation, factories.make_conversation(cast.mia)
    outside, inside = _share(cast, chat, "public"), _share(cast, chat, "organization")
    dead = _share(cast, chat, "public")
    dead.revoke("member")
    elsewhere = _share(cast, other, "public")
    mark_provenance(turn=turn, connector=_connector(cast))
    ended = dict(Share.objects.values_list("id", "revoked_because"))
    assert ended == {outside.id: "connector_content", inside.id: "", dead.id: "member", elsewhere.id: ""}
    (event,) = AuditEvent.objects.filter(action="share.revoked")
    assert (event.subject_id, event.actor_kind) == (str(outside.id), "system")
    assert event.data == {"reason": "connector_content", "conversation": str(chat.id)}
    assert list(Notice.objects.values_list("conversation_id", "code", "name")) == [(chat.id, "link_ended", "")]


def test_a_link_that_its_author_ends_at_the_same_moment_is_told_once(
    cast: Cast, turn: Turn, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = _share(cast, turn.conversation, "public")

    def ended_meanwhile(*facts: Any) -> Decision:
        Share.objects.get(pk=share.pk).revoke("member")
        return may_share(*facts)

    monkeypatch.setattr(sharing, "may_share", ended_meanwhile)
    mark_provenance(turn=turn, connector=_connector(cast))
    share.refresh_from_db()
    assert share.revoked_because == "member"
    assert not AuditEvent.objects.filter(action="share.revoked").exists() and not Notice.objects.exists()


def test_the_chat_is_locked_as_the_triggers_lock_it(cast: Cast, turn: Turn) -> None:
    with CaptureQueriesContext(connection) as asked:
        mark_provenance(turn=turn, connector=_connector(cast))
    locks = [query["sql"] for query in asked.captured_queries if "FOR NO KEY UPDATE" in query["sql"]]
    assert len(locks) == 1 and 'FROM "conversations_conversation"' in locks[0] and turn.conversation_id.hex in locks[0]


@pytest.mark.parametrize("redacted", [True, False])
def test_in_ones_own_space_a_confirmed_link_lives_on(redacted: bool, cast: Cast, turn: Turn) -> None:
    set_as_owner(cast.acme, plan=Plan.PRO)
    share = _share(cast, turn.conversation, "public", redacted=redacted)
    mark_provenance(turn=turn, connector=_connector(cast))
    share.refresh_from_db()
    assert share.is_live == redacted


def test_what_came_before_counts_with_what_comes_now(cast: Cast, turn: Turn) -> None:
    set_as_owner(cast.acme, plan=Plan.PRO)
    mark_provenance(turn=turn, connector=_connector(cast))
    share = _share(cast, turn.conversation, "public", redacted=True)
    mark_provenance(turn=turn, connector=_connector(cast, sensitivity="health"))
    share.refresh_from_db()
    assert (share.is_live, share.revoked_because) == (False, "connector_content")


def test_health_content_is_known_by_its_listing(cast: Cast) -> None:
    chat = factories.make_conversation(cast.mia)
    turn = Turn(organization=cast.acme, conversation=chat, member=cast.mia)
    kinds = []
    for listing in (None, a_listing(), a_listing(sensitivity="health")):
        connector = Connector(organization=cast.acme, listing=listing, name="N")
        mark = mark_of(turn, connector)
        assert (mark.turn, mark.connector, mark.conversation_id) == (turn, connector, chat.id)
        assert mark.organization_id == cast.acme.id
        kinds.append(mark.kind)
    assert kinds == ["tool", "tool", "health"]
