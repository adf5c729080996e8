"""Everything that happened goes through one function of the database, whoever says it."""

import re

import pytest
from django.db import connection

from organizations.audit import Actor, emit, event_of, record
from organizations.models import AuditEvent
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.test_rules_manifest import ROOT

pytestmark = pytest.mark.django_db
APPS = ("config", "organizations", "connectors", "conversations")


def test_one_function_of_the_database_writes_the_audit_log() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosrc ILIKE %s",
            ["%into organizations_auditevent%"],
        )
        assert cursor.fetchall() == [("emit_events",)]


def test_python_writes_the_audit_log_by_no_other_way() -> None:
    written = re.compile(r"AuditEvent\.objects\.(create|bulk_create|get_or_create)|event_of\([^)]*\)\.save")
    files = (path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
    assert [str(path) for path in files if written.search(path.read_text())] == []


def test_an_event_is_stored_with_all_that_it_says(cast: Cast) -> None:
    actor = Actor("token", cast.acme.id, cast.ada, "192.0.2.7", "curl/8")
    with tenant(cast.acme.id):
        record(actor=actor, action="project.created", subject=cast.acme, count=3, words=["a", "b"])
        event = AuditEvent.objects.get(action="project.created")
    assert (event.actor_kind, event.actor_id, event.address, event.user_agent) == (
        "token",
        cast.ada.id,
        "192.0.2.7",
        "curl/8",
    )
    assert (event.subject_type, event.subject_id) == ("organization", str(cast.acme.id))
    assert event.data == {"count": 3, "words": ["a", "b"]}


def test_an_event_of_another_organization_is_refused(cast: Cast) -> None:
    event = event_of(actor=Actor.system(cast.globex.id), action="project.created", subject=cast.globex)
    with pytest.raises(Exception, match="row-level security"), tenant(cast.acme.id):
        emit(event)
