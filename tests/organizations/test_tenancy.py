"""The wall: what is visible where, whatever the code forgets."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from organizations.audit import record
from organizations.models import AuditEvent, Membership, Project
from organizations.refusals import Missing
from organizations.selectors import entered
from organizations.tenancy import TenantMismatch, call_function_in_tenant, current_organization, everywhere, tenant
from tests.cast import Cast
from tests.owner import set_as_owner


def test_no_row_is_visible_outside_a_tenant(cast: Cast) -> None:
    assert Membership.objects.count() == 0


def test_a_forgotten_filter_shows_only_the_open_tenant(cast: Cast) -> None:
    with tenant(cast.globex.id):
        assert [m.id for m in Membership.objects.all()] == [cast.gus.id]


def test_a_function_call_opens_a_tenant_for_itself_alone(transactional_db: None, cast: Cast) -> None:
    acme = str(cast.acme.id)
    assert call_function_in_tenant(cast.acme.id, "current_setting", "app.organization") == (acme,)
    assert current_organization() is None


def test_a_function_call_of_its_own_is_refused_in_an_open_transaction(cast: Cast) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError):
        call_function_in_tenant(cast.acme.id, "current_setting", "app.organization")


def test_who_enters_an_organization_sees_it_and_leaves_it_closed(cast: Cast) -> None:
    with entered(cast.mia.user, slug="acme") as membership:
        assert (membership, membership.organization) == (cast.mia, cast.acme)
        assert membership.joined_at == cast.mia.joined_at
        assert current_organization() == cast.acme.id
    assert current_organization() is None


def test_nobody_enters_a_foreign_a_closed_or_an_unknown_organization_or_one_they_were_removed_from(cast: Cast) -> None:
    set_as_owner(cast.globex, closed_at=timezone.now())
    with tenant(cast.acme.id):
        cast.max.remove()
    for person, slug in ((cast.gus, "acme"), (cast.gus, "globex"), (cast.mia, "nowhere"), (cast.max, "acme")):
        with pytest.raises(Missing), entered(person.user, slug=slug):
            pass
        assert current_organization() is None


def test_nobody_enters_a_second_organization_inside_an_open_one(cast: Cast) -> None:
    with tenant(cast.acme.id), pytest.raises(TenantMismatch), entered(cast.mia.user, slug="acme"):
        pass


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
