"""Sharing (rules.md section 5): refused by the API, by `share_conversation`, and by the database past both."""

import re
import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from conversations.models import Conversation, Message, Provenance, Share, Turn
from conversations.sharing import share_conversation
from organizations.models import AuditEvent
from organizations.plans import Plan
from organizations.refusals import Refused
from organizations.tenancy import tenant
from tests import factories
from tests.cast import Cast
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import text, tool
from tests.owner import set_as_owner

RACES = 10


def _read_something(desk: Desk) -> None:
    desk.model.says([tool("notebook__list_notes")], [text("There is one note.")])
    assert desk.run(desk.ask("which notes?")).status == "completed"


def _share(desk: Desk, audience: str, **options: Any) -> Share:
    mia = desk.cast.actor(desk.cast.mia)
    return desk.inside(  # type: ignore[no-any-return]
        lambda: share_conversation(actor=mia, conversation=desk.conversation, audience=audience, **options)
    )


def _bare_share(desk: Desk, **fields: Any) -> Share:
    """A row written past `share_conversation`."""
    values = {"conversation": desk.conversation, "audience": "public", "redacted": True, "snapshot": {}, **fields}
    return Share.objects.create(organization=desk.cast.acme, created_by=desk.cast.mia, **values)


def test_a_clean_conversation_is_shared_inside_and_opens_for_colleagues_only(desk: Desk) -> None:
    desk.model.says([text("Hello.")])
    desk.run(desk.ask("hello"))
    share = _share(desk, "organization")
    path = f"/shared/{share.token}"
    assert b"Hello." in desk.cast.client(desk.cast.max).get(path).content
    assert desk.cast.client(desk.cast.gus).get(path).status_code == 404
    answer = desk.cast.client(desk.cast.max).get(f"/api/v1{path}").json()
    assert [message["text"] for message in answer["messages"]] == ["hello", "Hello."]


def test_a_shared_page_keeps_the_lines_of_what_people_wrote(desk: Desk) -> None:
    desk.model.says([text("An answer\nflows.")])
    desk.run(desk.ask("first line\nsecond line"))
    page = desk.cast.client(desk.cast.max).get(f"/shared/{_share(desk, 'organization').token}").content.decode()
    assert re.search(r"first line</p>\s*<p[^>]*>second line", page)
    assert "An answer\nflows." in page


def _allow_public_links(desk: Desk) -> None:
    set_as_owner(desk.cast.acme, external_sharing=True)
    desk.cast.mia.organization.refresh_from_db()


def test_a_public_link_of_a_clean_conversation_needs_an_owners_leave(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        _share(desk, "public")
    assert refused.value.code == "external_sharing_forbidden"
    _allow_public_links(desk)
    assert _share(desk, "public").is_live


def test_the_api_refuses_a_public_link_of_connector_content_with_an_audit_event(desk: Desk) -> None:
    _read_something(desk)
    url = f"/api/v1/organizations/acme/conversations/{desk.conversation.id}/shares"
    answer = desk.cast.client(desk.cast.mia).post(url, {"audience": "public"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "connector_content_not_shareable")
    events = desk.inside(lambda: list(AuditEvent.objects.filter(action="share.denied").values_list("data", flat=True)))
    assert events == [{"code": "connector_content_not_shareable", "audience": "public"}]


def test_connector_content_is_shared_inside_without_tool_data(desk: Desk) -> None:
    _read_something(desk)
    share = _share(desk, "organization")
    assert share.redacted
    assert "first" not in str(share.snapshot)
    assert [message["text"] for message in share.snapshot["messages"]] == ["which notes?", "There is one note."]


def test_an_owner_may_keep_connector_content_unshared_even_inside(desk: Desk) -> None:
    _read_something(desk)
    set_as_owner(desk.cast.acme, organization_shares=False)
    desk.cast.mia.organization.refresh_from_db()
    with pytest.raises(Refused) as refused:
        _share(desk, "organization")
    assert refused.value.code == "connector_content_not_shareable"


def test_the_database_refuses_a_public_share_when_the_code_is_bypassed(desk: Desk) -> None:
    _read_something(desk)
    with pytest.raises(IntegrityError, match="connector_content_not_shareable"):
        desk.inside(lambda: _bare_share(desk))


def test_the_database_refuses_to_revive_a_revoked_share(desk: Desk) -> None:
    _allow_public_links(desk)
    share = desk.inside(lambda: _bare_share(desk))
    desk.inside(share.revoke)
    _read_something(desk)
    with pytest.raises(IntegrityError, match="connector_content_not_shareable"):
        desk.inside(lambda: Share.objects.filter(pk=share.pk).update(revoked_at=None))


def test_the_database_refuses_a_mark_that_leaves_a_forbidden_share_alive(desk: Desk) -> None:
    _allow_public_links(desk)
    turn = desk.ask()
    desk.inside(lambda: _bare_share(desk))
    with pytest.raises(IntegrityError, match="connector_content_not_shareable"):
        desk.inside(lambda: _bare_mark(desk, turn))


def test_no_mark_is_ever_removed_or_changed_by_the_application(desk: Desk) -> None:
    _read_something(desk)
    for statement in ("DELETE FROM conversations_provenance", "UPDATE conversations_provenance SET kind = 'x'"):
        with pytest.raises(Exception, match="permission denied"), tenant(desk.cast.acme.id):
            connection.cursor().execute(statement)


def test_a_later_turn_revokes_the_shares_that_the_rules_then_forbid(desk: Desk) -> None:
    _allow_public_links(desk)
    outside, inside = _share(desk, "public"), _share(desk, "organization")
    _read_something(desk)
    rows = desk.inside(lambda: {s.id: (s.is_live, s.revoked_because) for s in Share.objects.all()})
    assert rows == {outside.id: (False, "connector_content"), inside.id: (True, "")}
    revoked = desk.inside(lambda: AuditEvent.objects.filter(action="share.revoked").count())
    assert revoked == 1
    assert desk.cast.client(desk.cast.max).get(f"/shared/{outside.token}").status_code == 404


def test_a_share_and_a_mark_made_at_the_same_moment_never_both_live(desk: Desk) -> None:
    _allow_public_links(desk)
    turn = desk.ask()
    for _ in range(RACES):
        assert _raced(desk, turn, factories.make_conversation(desk.cast.mia)) == 1


def _raced(desk: Desk, turn: Turn, fresh: Conversation) -> int:
    """Live shares and marks of the conversation after both were attempted at once."""
    start = threading.Barrier(2)
    writes = (lambda: _bare_share(desk, conversation=fresh), lambda: _bare_mark(desk, turn, fresh))
    threads = [threading.Thread(target=_race, args=(start, desk, write)) for write in writes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    live = desk.inside(lambda: Share.objects.filter(conversation=fresh, revoked_at=None).count())
    marks = desk.inside(lambda: Provenance.objects.filter(conversation=fresh).count())
    return int(live + marks)


def _race(start: threading.Barrier, desk: Desk, write: Any) -> None:
    try:
        with tenant(desk.cast.acme.id):
            start.wait(10)
            write()
    except IntegrityError:
        pass
    finally:
        connection.close()


def _bare_mark(desk: Desk, turn: Turn, conversation: Any = None) -> Provenance:
    return Provenance.objects.create(
        organization=desk.cast.acme,
        conversation=conversation or desk.conversation,
        turn=turn,
        connector=desk.connector,
    )


def test_a_personal_space_shares_connector_content_only_after_a_confirmed_warning(cast: Cast) -> None:
    conversation = _personal_with_content(cast)
    finn = cast.actor(cast.finn)
    with tenant(cast.finns.id):
        with pytest.raises(Refused) as refused:
            share_conversation(actor=finn, conversation=conversation, audience="public")
        assert refused.value.code == "confirmation_required"
        share = share_conversation(actor=finn, conversation=conversation, audience="public", confirmed=True)
    assert cast.client(cast.gus).get(f"/shared/{share.token}").status_code == 200
    set_as_owner(cast.finns, plan=Plan.TEAM)
    assert cast.client(cast.gus).get(f"/shared/{share.token}").status_code == 404


def _personal_with_content(cast: Cast) -> Any:
    conversation = factories.make_conversation(cast.finn)
    connector = factories.make_connector(cast.finn)
    with tenant(cast.finns.id), transaction.atomic():
        own = {"organization": cast.finns, "conversation": conversation}
        turn = Turn.objects.create(member=cast.finn, status="completed", **own)
        Provenance.objects.create(organization=cast.finns, conversation=conversation, turn=turn, connector=connector)
    return conversation


def test_revoked_foreign_unknown_and_deleted_links_answer_the_same_404(desk: Desk) -> None:
    desk.model.says([text("Hello.")])
    desk.run(desk.ask())
    revoked, deleted = _share(desk, "organization"), _share(desk, "organization")
    desk.inside(lambda: revoked.revoke())
    max_ = desk.cast.client(desk.cast.max)
    bodies = {max_.get(f"/shared/{token}").content for token in (revoked.token, "nonsense", f"{deleted.pk.hex}.x")}
    desk.inside(desk.conversation.delete_softly)
    bodies.add(max_.get(f"/shared/{deleted.token}").content)
    assert len(bodies) == 1


def test_a_shared_page_is_not_indexed_not_stored_and_shows_no_html_of_its_authors(desk: Desk) -> None:
    desk.model.says([text("<script>alert(1)</script> ![x](https://evil.example/x.png)")])
    desk.run(desk.ask())
    share = _share(desk, "organization")
    page = desk.cast.client(desk.cast.max).get(f"/shared/{share.token}")
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    assert b"<script>" not in page.content
    assert b"<img" not in page.content


def test_the_dialog_names_the_answers_that_hold_content(desk: Desk) -> None:
    desk.model.says([text("Hello.")])
    desk.run(desk.ask("hello"))
    _read_something(desk)
    url = f"/api/v1/organizations/acme/conversations/{desk.conversation.id}/sharing"
    told = desk.cast.client(desk.cast.mia).get(url).json()
    assert told["public"]["code"] == "connector_content_not_shareable"
    assert told["organization"]["allowed"]
    assert [(h["connector"]["name"], h["tool_title"], h["answer_number"]) for h in told["holds"]] == [
        ("Notebook", "List notes", 2)
    ]
    assert desk.inside(Message.objects.count) == 4
