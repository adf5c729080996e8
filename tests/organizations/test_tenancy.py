"""The wall: what is visible where, whatever the code forgets."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from organizations.models import AuditEvent, Membership, Project
from organizations.services.audit import record
from organizations.tenancy import TenantMismatch, current_organization, everywhere, tenant
from tests.cast import Cast


def test_no_row_is_visible_outside_a_tenant(cast: Cast) -> None:
    assert Membership.objects.count() == 0


def test_a_forgotten_filter_shows_only_the_open_tenant(cast: Cast) -> None:
    with tenant(cast.globex.id):
        assert [m.id for m in Membership.objects.all()] == [cast.gus.id]


def test_another_tenant_inside_an_open_one_is_refused(cast: Cast) -> None:
    with tenant(cast.acme.id), pytest.raises(TenantMismatch), tenant(cast.globex.id):
        pass


def test_the_tenant_closes_with_its_block_inside_an_outer_transaction(cast: Cast) -> None:
    with transaction.atomic():
        with tenant(cast.acme.id):
            assert current_organization() == cast.acme.id
        assert current_organization() is None


def test_a_row_cannot_be_written_into_another_tenant(cast: Cast) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), tenant(cast.acme.id):
        Project.objects.create(organization=cast.globex, name="Stolen", created_by=cast.gus)


def test_a_row_cannot_point_at_another_tenants_row(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="same_org"), tenant(cast.acme.id):
        Project.objects.create(organization=cast.acme, name="Crooked", created_by=cast.gus)


def test_everywhere_sees_all_and_falls_back(cast: Cast) -> None:
    with everywhere("a test"):
        assert Membership.objects.count() == 6
    assert Membership.objects.count() == 0


def test_audit_events_cannot_be_changed_or_deleted(cast: Cast) -> None:
    with tenant(cast.acme.id):
        record(actor=cast.actor(cast.ada), action="test.done", subject=cast.acme)
    for statement in (
        "UPDATE organizations_auditevent SET action = 'x'",
        "DELETE FROM organizations_auditevent",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), tenant(cast.acme.id):
            connection.cursor().execute(statement)
    with tenant(cast.acme.id):
        assert AuditEvent.objects.get().action == "test.done"
