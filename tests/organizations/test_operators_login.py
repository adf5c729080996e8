"""`as_operator` with the logins of production: another connection, another login, and nothing of it left behind."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from connectors.directory.loading import load_directory
from connectors.models import Listing
from organizations.audit import Actor
from organizations.first_people import load_demo
from organizations.models import AuditEvent, Membership, Organization
from organizations.operators_login import APP, EVERYWHERE, OPERATOR, NoOperatorsLogin
from organizations.organization import change_by_operator
from organizations.tenancy import as_operator, back_inside, current_organization, everywhere, tenant
from tests import logins
from tests.cast import Cast
from tests.connectors.rows import a_listing
from tests.logins import logged_in_as_in_production

NOBODY_ELSE = (APP, APP)


def who() -> tuple[str, str]:
    """Who logged in, and whose role is taken."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user, current_user")
        login, role = cursor.fetchone()
    return login, role


@pytest.fixture
def acme(transactional_db: None, cast: Cast) -> Iterator[Cast]:
    """Nothing is open, and the application logs in as itself."""
    with logged_in_as_in_production():
        yield cast


def _plan(organization: Organization) -> str:
    return Organization.objects.get(pk=organization.pk).plan


def test_operators_write_with_their_own_login(acme: Cast) -> None:
    with as_operator("a test"):
        assert who() == (OPERATOR, OPERATOR)
        Organization.objects.filter(pk=acme.acme.pk).update(plan="enterprise", country="US")
        a_listing().save()
    assert who() == NOBODY_ELSE
    assert (_plan(acme.acme), Listing.objects.get().slug) == ("enterprise", "acme-tracker")


def test_nothing_is_left_of_it(acme: Cast) -> None:
    applications = connections["default"]
    with as_operator("a test"):
        operators = connections["default"]
        assert operators is not applications and operators.is_usable()
    assert connections["default"] is applications
    assert operators.connection is None


def test_what_fails_is_undone_and_the_application_is_back(acme: Cast) -> None:
    with pytest.raises(ZeroDivisionError), as_operator("a test"):
        Organization.objects.filter(pk=acme.acme.pk).update(plan="max")
        raise ZeroDivisionError
    with pytest.raises(DatabaseError), as_operator("a test"):
        Membership.objects.count()
    assert (who(), _plan(acme.acme)) == (NOBODY_ELSE, "team")


def test_what_hangs_on_it_is_the_applications_under_the_wall(acme: Cast) -> None:
    with as_operator("a test"):
        with back_inside(acme.globex.id):
            assert (who(), current_organization()) == ((OPERATOR, APP), acme.globex.id)
            assert Membership.objects.count() == 1
            assert Membership.objects.filter(organization=acme.acme).update(role="owner") == 0
            with as_operator("a test in a test"):
                assert who() == (OPERATOR, OPERATOR)
            assert who() == (OPERATOR, APP)
        with everywhere("a test"):
            assert (who(), Membership.objects.count()) == ((OPERATOR, EVERYWHERE), 6)
        assert (who(), current_organization()) == ((OPERATOR, OPERATOR), None)
    assert who() == NOBODY_ELSE


def test_a_scope_in_a_scope_is_the_same_transaction(acme: Cast) -> None:
    with as_operator("a test"):
        Organization.objects.filter(pk=acme.acme.pk).update(plan="max")
        outer = connections["default"]
        with as_operator("a test in a test"):
            assert connections["default"] is outer
            assert _plan(acme.acme) == "max"
        assert who() == (OPERATOR, OPERATOR)


def test_it_is_never_opened_in_a_transaction_that_it_could_not_see(acme: Cast) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="transaction"), as_operator("a test"):
        pass
    with pytest.raises(ValueError, match="reason"), as_operator(""):
        pass
    assert who() == NOBODY_ELSE


def test_a_process_without_the_login_says_what_to_set(acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(connections.settings, "operator")
    with pytest.raises(NoOperatorsLogin, match=r"DATABASE_OPERATOR_URL.*docs/operators\.md"), as_operator("a test"):
        pass
    assert who() == NOBODY_ELSE


def test_another_login_in_its_place_has_no_more_rights(acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def log_in(login: dict[str, Any]) -> None:
        for key in ("USER", "PASSWORD"):
            monkeypatch.setitem(connections.settings["operator"], key, login[key])

    log_in(logins.OWNER)
    with as_operator("a test"):
        assert who() == ("switchboard_owner", OPERATOR)
    log_in(logins.APPLICATION)
    with pytest.raises(DatabaseError, match="permission denied to set role"), as_operator("a test"):
        pass
    assert who() == NOBODY_ELSE


def test_what_waits_for_the_commit_is_the_applications_again(acme: Cast) -> None:
    heard: list[tuple[object, ...]] = []

    def listen() -> None:
        heard.append((who(), connection.in_atomic_block, _plan(acme.acme)))

    with as_operator("a test"):
        Organization.objects.filter(pk=acme.acme.pk).update(plan="max")
        transaction.on_commit(listen)
        with back_inside(acme.acme.id):
            transaction.on_commit(listen, robust=True)
        assert not heard
    assert heard == [(NOBODY_ELSE, False, "max")] * 2


def test_nothing_waits_for_a_commit_that_did_not_come(acme: Cast) -> None:
    heard: list[str] = []
    with pytest.raises(ZeroDivisionError), as_operator("a test"):
        transaction.on_commit(lambda: heard.append("after an exception"))
        raise ZeroDivisionError
    with as_operator("a test"):
        transaction.on_commit(lambda: heard.append("rolled back"))
        transaction.set_rollback(True)
    assert (heard, who()) == ([], NOBODY_ELSE)


def test_every_operators_path_works_with_it(acme: Cast) -> None:
    operator = Actor("operator", acme.acme.id, None, None, "", "Operator Opal")
    change_by_operator(organization=acme.acme, actor=operator, plan="enterprise")
    with tenant(acme.acme.id):
        assert (_plan(acme.acme), AuditEvent.objects.get().actor_kind) == ("enterprise", "operator")
    assert load_directory() == Listing.objects.count() > 0
    load_demo()
    assert who() == NOBODY_ELSE


def test_the_owner_takes_the_role_without_another_login(acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(connections.settings, "operator")
    logins.log_in(logins.OWNER)
    with as_operator("a test"):
        assert who() == ("switchboard_owner", OPERATOR)
        with back_inside(acme.acme.id):
            assert (who(), Membership.objects.count()) == (("switchboard_owner", APP), 4)
    assert who() == ("switchboard_owner", "switchboard_owner")
