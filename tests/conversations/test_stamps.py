"""The stamp of an open stream changes with every row that a look reads, so that no change is missed at a ping."""

import re
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conversations.api.messages import _seen, state_of
from conversations.events.stamps import StreamReader, stamps_of
from organizations.api.authentication import Credentials
from organizations.sql_files import sql_file
from organizations.tenancy import tenant
from tests.conversations.conftest import Desk
from tests.conversations.reading import session_key_in, session_of, token_of
from tests.fakes.messages_api import text, tool

TABLE = re.compile(r'(?:FROM|JOIN) "?((?:conversations|organizations|django)_[a-z]+)"?')
# A card's words about a call, which no picture is held against; a tool's steps and calls are counted with the turn's.
BESIDE = {"connectors", "conversations_approval"}


def test_it_covers_every_table_that_a_look_reads(desk: Desk) -> None:
    desk.model.says([tool("notebook__list_notes", "toolu_1")], [text("Done.")])
    turn = desk.run(desk.ask())
    named = set(TABLE.findall(sql_file("conversations", "stream_stamps").read_text()))
    read = set(TABLE.findall(sql_file("organizations", "enter_organization").read_text())) if _is_source() else set()
    for headers in (session_of(desk.cast.mia.user), token_of(desk.cast.mia.user)):
        authorization = headers.get("Authorization", "")
        session = None if authorization else session_key_in(headers)
        with CaptureQueriesContext(connection) as asked:
            _seen(Credentials(authorization, session), "acme", turn.id, state_of)
        read |= {table for query in asked for table in TABLE.findall(query["sql"])}
    assert read - BESIDE <= named
    assert {"conversations_turn", "conversations_message", "organizations_user", "django_session"} <= read


def _is_source() -> bool:
    return sql_file("organizations", "enter_organization").exists()


def test_it_is_equal_until_something_changes_and_another_organizations_is_empty(desk: Desk, cast: Any) -> None:
    turn = desk.ask()
    session = SessionStore(session_key_in(session_of(desk.cast.mia.user)))
    reader = StreamReader(turn.organization_id, turn.id, session.session_key, None)
    foreign = StreamReader(cast.globex.id, turn.id, session.session_key, None)
    first = stamps_of({reader, foreign})
    assert first is not None
    assert stamps_of({reader, foreign}) == first
    assert first[foreign].startswith("[null, null, null, null, null, null, 0, null,")
    desk.inside(lambda: type(turn).objects.filter(pk=turn.pk).update(error_code="x"))
    changed = stamps_of({reader, foreign})
    assert changed is not None
    assert (changed[reader] == first[reader], changed[foreign] == first[foreign]) == (False, True)


def test_a_call_names_its_turns_member(desk: Desk) -> None:
    """The list of a member's calls is found by it."""
    desk.model.says([tool("notebook__list_notes", "toolu_1")], [text("Done.")])
    turn = desk.run(desk.ask())
    with tenant(turn.organization_id):
        call = desk.calls(turn)[0]
        call.turn_member = None
        call.save()
    assert desk.calls(turn)[0].turn_member == turn.member_id == desk.cast.mia.id
    assert desk.cast.client(desk.cast.mia).get("/api/v1/organizations/acme/tool-calls").json()["results"]
