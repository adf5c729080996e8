"""The version of the rules: what the toolset reads raises it, what a turn writes does not, and nobody waits for it."""

import json
import re
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from connectors.models import Connection, Connector, Listing, OAuthClient, OfferedTool, ToolDefinition, ToolPolicy
from conversations.engine.toolset.rules_cache import RulesNow, member_of, project_of, source_of
from conversations.engine.toolset.toolset import Access, load_access
from conversations.models import Turn
from organizations.models import Membership, Organization, Project, ProjectMember, User
from organizations.signals import models_that_decide_on_tools
from organizations.tenancy import call_function, tenant
from tests import factories
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import text, tool
from tests.logins import the_applications_connection
from tests.owner import as_owner

# One column of each that decides something, with another value.
CHANGES: dict[type[models.Model], str] = {
    Organization: "connectors_in_shared_projects = NOT connectors_in_shared_projects",
    User: "is_active = false",
    Membership: "removed_at = now()",
    Project: "visibility = 'public'",
    ProjectMember: "added_at = now()",
    Connector: "disabled_at = now()",
    Listing: "review_status = 'delisted'",
    Connection: "status = 'needs_reauth'",
    OAuthClient: "issuer = 'https://elsewhere.example'",
    OfferedTool: "tool_id = tool_id, id = gen_random_uuid()",
    ToolDefinition: "accepted_at = NULL",
    ToolPolicy: "level = 'block'",
}


@pytest.fixture
def everything(desk: Desk) -> Desk:
    """Mia's chat in a project of hers, with a listed connector and a registered client."""
    acme, mia = desk.cast.acme, desk.cast.mia
    as_owner(
        "INSERT INTO connectors_listing SELECT (jsonb_populate_record(NULL::connectors_listing, %s::jsonb)).*",
        json.dumps({field.column: _given(field) for field in Listing._meta.concrete_fields}, default=str),
    )
    with tenant(acme.id):
        project = Project.objects.create(organization=acme, name="Plans", created_by=mia)
        ProjectMember.objects.create(organization=acme, project=project, member=mia)
        client = OAuthClient.objects.create(
            organization=acme, connector=desk.connector, issuer="https://i.example", redirect_uri="/", details={}
        )
        type(desk.conversation).objects.filter(pk=desk.conversation.pk).update(project=project)
        Connector.objects.filter(pk=desk.connector.pk).update(listing=Listing.objects.get(slug="notes"))
        Connection.objects.filter(pk=desk.connection.pk).update(client=client)
    return desk


def _given(field: Any) -> Any:
    texts = {"slug": "notes", "name": "Notes", "review_status": "listed"}
    return texts.get(field.name, field.get_default())


def _now(desk: Desk) -> str:
    with tenant(desk.cast.acme.id):
        return str(call_function("rules_version", desk.conversation.id, desk.cast.mia.id)[0])


def _access(desk: Desk, now: str) -> Access:
    turn = Turn(organization=desk.cast.acme, conversation=desk.conversation, member=desk.cast.mia)
    return load_access(turn, RulesNow.parse(now))


def _is_raised(desk: Desk, change: Callable[[], object]) -> bool:
    before = _now(desk)
    change()
    return _now(desk) != before


def test_what_the_toolset_reads_is_what_is_registered(everything: Desk) -> None:
    """A new table that it reads: name its model in `reads_rules`, and give it `DecidesOnTools`."""
    for kept in (member_of, project_of, source_of):
        kept.cache_clear()
    now = _now(everything)
    with CaptureQueriesContext(connection) as asked:
        access = _access(everything, now)
    assert access.entries and access.place.project is not None
    read = {table for query in asked for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}
    assert read == {model._meta.db_table for model in models_that_decide_on_tools}
    assert CHANGES.keys() == models_that_decide_on_tools


def test_each_of_these_tables_has_its_triggers(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgenabled = 'O'"
            " AND tgfoid = 'decides_on_tools'::regproc GROUP BY 1 HAVING count(*) = 3"
        )
        telling = {table for (table,) in cursor.fetchall()}
    assert telling == {model._meta.db_table for model in models_that_decide_on_tools}


@pytest.mark.parametrize("decides", CHANGES, ids=lambda m: m._meta.label)
def test_a_change_of_any_row_that_the_toolset_read_raises_it(decides: type[models.Model], everything: Desk) -> None:
    table = decides._meta.db_table
    assert _is_raised(everything, lambda: as_owner(f'UPDATE "{table}" SET {CHANGES[decides]}'))


@pytest.mark.parametrize("decides", [ProjectMember, OfferedTool, ToolPolicy], ids=lambda m: m._meta.label)
def test_so_does_a_row_that_goes(decides: type[models.Model], everything: Desk) -> None:
    assert _is_raised(everything, lambda: as_owner(f'DELETE FROM "{decides._meta.db_table}"'))


def test_so_does_a_row_that_comes(everything: Desk) -> None:
    desk = everything
    max_ = {"organization": desk.cast.acme, "member": desk.cast.max, "project_id": Project.objects.none()}
    assert _is_raised(desk, lambda: factories.set_policy(desk.connector, "*", "ask"))
    assert _is_raised(desk, lambda: factories.make_connector(desk.cast.ada, "Another")) is False
    with tenant(desk.cast.acme.id):
        max_["project_id"] = Project.objects.get().pk
    assert _is_raised(desk, lambda: desk.inside(lambda: ProjectMember.objects.create(**max_)))


def test_so_does_a_switch(everything: Desk) -> None:
    assert _is_raised(everything, lambda: as_owner("DELETE FROM conversations_connectortoggle"))


def test_what_decides_nothing_raises_nothing(everything: Desk) -> None:
    desk = everything
    person = desk.cast.mia.user

    def sign_in() -> None:
        person.last_login = timezone.now()
        person.save()

    def same_again() -> None:
        desk.inside(lambda: ToolDefinition.objects.get(name="list_notes").save())

    assert not _is_raised(desk, lambda: desk.inside(lambda: Connection.objects.get().note_use()))
    assert not _is_raised(desk, sign_in)
    assert not _is_raised(desk, same_again)


def test_a_whole_turn_raises_nothing(desk: Desk) -> None:
    desk.model.says([tool("notebook__list_notes")], [text("One.")])
    before = json.loads(_now(desk))["rules"]
    assert desk.run(desk.ask()).status == "completed"
    assert json.loads(_now(desk))["rules"] == before


def test_a_version_of_another_organization_is_not_seen(desk: Desk) -> None:
    columns = "(organization_id, subject, raised)"
    values = desk.cast.globex.id, desk.connector.id
    written = f"INSERT INTO organizations_rulesversion {columns} VALUES (%s, %s, 9)"
    assert not _is_raised(desk, lambda: as_owner(written, *values))


RAISE = "UPDATE connectors_toolpolicy SET level = %s WHERE connector_id = %s AND tool = %s"


def _open(desk: Desk) -> "psycopg.Connection[Any]":
    opened = the_applications_connection()
    opened.execute("SELECT set_config('app.organization', %s, false)", [str(desk.cast.acme.id)])
    opened.execute("SET lock_timeout = '2s'")
    opened.commit()
    return opened


def test_two_who_change_rules_at_once_do_not_wait_and_both_count(desk: Desk) -> None:
    """The one has not committed yet: its change counts when it does, and not before."""
    with _open(desk) as first, _open(desk) as second:
        seen = [_now(desk)]
        for opened, name in ((first, "list_notes"), (second, "slow_read")):
            opened.execute(RAISE, ["block", desk.connector.id, name])
            seen.append(_now(desk))
        assert len(set(seen)) == 1
        second.commit()
        seen.append(_now(desk))
        first.commit()
        seen.append(_now(desk))
    assert len(set(seen)) == 3


def test_turns_run_on_while_a_long_change_is_not_committed(desk: Desk) -> None:
    """A sync of many tools, the directory's loading: what they write first is locked until they end."""
    desk.model.says([tool("notebook__list_notes")], [text("One.")])
    with _open(desk) as long_one:
        long_one.execute(RAISE, ["block", desk.connector.id, "list_notes"])
        assert desk.run(desk.ask()).status == "completed"
        assert desk.notebook.runs == ["list_notes"]
        long_one.rollback()


def test_a_change_that_is_taken_back_raises_nothing(desk: Desk) -> None:
    with _open(desk) as opened:
        before = _now(desk)
        opened.execute(RAISE, ["block", desk.connector.id, "list_notes"])
        opened.rollback()
        assert _now(desk) == before


def test_versions_take_no_more_rows_than_there_were_writers_at_once(desk: Desk) -> None:
    with _open(desk) as opened:
        for level in ("block", "allow", "ask"):
            opened.execute(RAISE, [level, desk.connector.id, "list_notes"])
            opened.commit()
        found = opened.execute(
            "SELECT count(*) FROM organizations_rulesversion WHERE subject = %s", [desk.connector.id]
        ).fetchone()
    assert found == (1,)
