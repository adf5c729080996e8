"""The two scopes of the wall, outermost and nested: what is open inside, what is left behind, what it costs."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from organizations.models import Membership
from organizations.tenancy import (
    TenantMismatch,
    back_inside,
    call_function,
    call_function_in_tenant,
    current_organization,
    everywhere,
    tenant,
    tenant_opened_by,
)
from tests.cast import Cast

EVERYWHERE, APP = "switchboard_everywhere", "switchboard_app"


def _role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


@contextmanager
def _counted(word: str, times: int) -> Iterator[None]:
    """That many statements hold the word: a scope costs no round trip more than it must."""
    with CaptureQueriesContext(connection) as captured:
        yield
    assert [word in query["sql"] for query in captured].count(True) == times


@pytest.fixture
def acme(transactional_db: None, cast: Cast) -> Cast:
    """Nothing is open yet: no transaction of the test's own."""
    assert not connection.in_atomic_block
    return cast


def test_an_outermost_tenant_is_one_statement_and_a_transaction(acme: Cast) -> None:
    with _counted("app.organization", 1), tenant(acme.acme.id):
        assert connection.in_atomic_block
        seen = Membership.objects.count()
    assert (seen, current_organization(), Membership.objects.count()) == (4, None, 0)
    with pytest.raises(ZeroDivisionError), tenant(acme.acme.id):
        Membership.objects.filter(pk=acme.max.pk).update(role="admin")
        raise ZeroDivisionError
    with tenant(acme.acme.id):
        assert Membership.objects.get(pk=acme.max.pk).role == "member"


def test_a_tenant_within_itself_stays_open(acme: Cast) -> None:
    with tenant(acme.acme.id):
        with _counted("app.organization", 1), tenant(acme.acme.id):
            pass
        assert current_organization() == acme.acme.id
    assert current_organization() is None


def test_a_tenant_in_a_transaction_closes_behind_itself(acme: Cast) -> None:
    with transaction.atomic():
        with _counted("app.organization", 3), tenant(acme.acme.id):
            pass
        assert current_organization() is None
        with tenant(acme.globex.id):
            assert current_organization() == acme.globex.id


def test_an_outermost_walk_everywhere_is_a_role_of_its_own_and_ends_with_its_transaction(acme: Cast) -> None:
    with _counted("ROLE", 1), _counted("current_user", 1), everywhere("a test"):
        assert (_role(), Membership.objects.count()) == (EVERYWHERE, 6)
    assert _role() == APP


def test_a_walk_everywhere_in_a_transaction_gives_the_role_back(acme: Cast) -> None:
    with tenant(acme.acme.id):
        with _counted("ROLE", 2), everywhere("a test"):
            assert _role() == EVERYWHERE
        with everywhere("a test"), everywhere("a test in a test"):
            assert _role() == EVERYWHERE
        assert (_role(), current_organization()) == (APP, acme.acme.id)


def test_nobody_walks_everywhere_without_a_reason(acme: Cast) -> None:
    with pytest.raises(ValueError, match="reason"), everywhere(""):
        pass


def test_back_inside_sees_one_organization_and_returns_to_everywhere(acme: Cast) -> None:
    with everywhere("a test"):
        with back_inside(acme.globex.id):
            assert (_role(), current_organization()) == (APP, acme.globex.id)
            assert Membership.objects.count() == 1
        assert (_role(), current_organization(), Membership.objects.count()) == (EVERYWHERE, None, 6)
    with pytest.raises(ZeroDivisionError), everywhere("a test"), back_inside(acme.acme.id):
        Membership.objects.filter(pk=acme.max.pk).update(role="admin")
        raise ZeroDivisionError
    with tenant(acme.acme.id):
        assert Membership.objects.get(pk=acme.max.pk).role == "member"


ENTER = ("enter_organization", "acme")


def test_a_function_opens_a_tenant_for_the_outermost_transaction(acme: Cast) -> None:
    with _counted("app.organization", 0), tenant_opened_by(ENTER[0], acme.mia.user_id, ENTER[1]) as row:
        assert len(row) == 2
        seen = Membership.objects.count()
    assert (seen, current_organization()) == (4, None)
    with pytest.raises(ZeroDivisionError), tenant_opened_by(ENTER[0], acme.mia.user_id, ENTER[1]):
        Membership.objects.filter(pk=acme.max.pk).update(role="admin")
        raise ZeroDivisionError
    with tenant(acme.acme.id):
        assert Membership.objects.get(pk=acme.max.pk).role == "member"


def test_a_function_opens_a_tenant_in_a_transaction_and_closes_it(acme: Cast) -> None:
    with transaction.atomic():
        with tenant_opened_by(ENTER[0], acme.mia.user_id, ENTER[1]):
            assert current_organization() == acme.acme.id
        assert current_organization() is None
        opened = tenant_opened_by(ENTER[0], acme.mia.user_id, ENTER[1])
        with tenant(acme.acme.id), pytest.raises(TenantMismatch, match="open"), opened:
            pass


def test_a_function_is_called_by_name_with_its_values(acme: Cast) -> None:
    with transaction.atomic():
        assert call_function("concat", "a", 1, None, "b") == ("a1b",)
        assert call_function("version")[0].startswith("PostgreSQL")
    with pytest.raises(ProgrammingError, match="does not exist"), transaction.atomic():
        call_function("version() --")
    assert call_function_in_tenant(acme.acme.id, "concat", "a", "b") == ("ab",)
    with tenant(acme.acme.id), pytest.raises(RuntimeError, match="open"):
        call_function_in_tenant(acme.acme.id, "concat", "a")


def test_another_organization_inside_is_a_bug_that_is_said(acme: Cast) -> None:
    with tenant(acme.acme.id), pytest.raises(TenantMismatch, match="another organization"), tenant(acme.globex.id):
        pass
