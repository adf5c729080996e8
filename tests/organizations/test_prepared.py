"""A compiled look-up answers as its queryset does."""

import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import NotSupportedError, ProgrammingError, connection, transaction

from organizations.api.authentication import token_hash
from organizations.exact_json import as_json, instance, row
from organizations.models import AccessToken, Membership, Project
from organizations.selectors import Prepared
from organizations.tenancy import as_operator, everywhere, prepared_cursor, tenant
from tests.cast import Cast

by_name = Prepared(lambda name: Project.objects.select_related("created_by__user").filter(name=name), 1)


def _project(cast: Cast, name: str) -> Project:
    return Project.objects.create(organization=cast.acme, name=name, created_by=cast.ada)


def test_it_finds_the_row_with_what_is_selected_beside_it(cast: Cast) -> None:
    with tenant(cast.acme.id):
        made = _project(cast, "Mars")
        found = by_name.get("Mars")
    assert found == made
    assert found is not None and found.created_by.user == cast.ada.user
    assert {f.attname: getattr(found, f.attname) for f in Project._meta.concrete_fields} == {
        f.attname: getattr(made, f.attname) for f in Project._meta.concrete_fields
    }


def test_each_call_has_its_own_value(cast: Cast) -> None:
    with tenant(cast.acme.id):
        first, second = _project(cast, "One"), _project(cast, "Two")
        assert (by_name.get("One"), by_name.get("Two"), by_name.get("Three")) == (first, second, None)


def test_all_rows_are_found(cast: Cast) -> None:
    all_named = Prepared(lambda name: Project.objects.filter(name__startswith=name), 1)
    with tenant(cast.acme.id):
        for name in ("Mars", "Mars again", "Moon"):
            _project(cast, name)
        assert {row.name for row in all_named.all("Mars")} == {"Mars", "Mars again"}
        assert all_named.all("Pluto") == []


def test_it_sees_no_more_than_its_tenant(cast: Cast) -> None:
    with tenant(cast.acme.id):
        _project(cast, "Mars")
    with tenant(cast.globex.id):
        assert by_name.get("Mars") is None
    assert by_name.get("Mars") is None


def test_a_value_is_never_part_of_the_statement(cast: Cast) -> None:
    with tenant(cast.acme.id):
        _project(cast, "Mars")
        assert by_name.get("' OR '1'='1") is None


def test_a_token_that_ends_is_not_found_although_the_look_up_was_compiled_before(cast: Cast) -> None:
    usable = Prepared(lambda value: AccessToken.usable().filter(token_hash=value), 1)
    token = AccessToken.objects.create(user=cast.mia.user, name="t", prefix="sb_pat_", token_hash=token_hash("x"))
    assert usable.get(token_hash("x")) == token
    token.revoke()
    assert usable.get(token_hash("x")) is None


def test_a_row_survives_the_way_through_json(cast: Cast) -> None:
    columns = json.loads(as_json(row(cast.mia)))
    again = instance(Membership, columns)
    assert again == cast.mia
    assert isinstance(again.id, uuid.UUID)
    assert again.role == cast.mia.role


names = Prepared(lambda value: AccessToken.usable().filter(token_hash=value), 1)
NAME = "ALTER TABLE organizations_accesstoken ALTER COLUMN name TYPE "


@contextmanager
def migrated() -> Iterator[None]:
    """A migration of somebody else's gave a column another type while this process lives."""
    to = os.environ["DATABASE_OWNER_URL"], connection.settings_dict["NAME"]
    with psycopg.connect(to[0], dbname=to[1], autocommit=True) as owner:
        owner.execute(f"{NAME}varchar(81)")
        try:
            yield
        finally:
            owner.execute(f"{NAME}varchar(80)")


def test_a_look_up_outside_of_transactions_goes_on_after_a_migration(transactional_db: None, cast: Cast) -> None:
    token = AccessToken.objects.create(user=cast.mia.user, name="t", prefix="sb_pat_", token_hash=token_hash("x"))
    assert names.get(token_hash("x")) == token
    with migrated():
        assert names.get(token_hash("x")) == token
    assert names.get(token_hash("x")) == token


def test_a_look_up_in_a_transaction_fails_once_after_a_migration(transactional_db: None, cast: Cast) -> None:
    token = AccessToken.objects.create(user=cast.mia.user, name="t", prefix="sb_pat_", token_hash=token_hash("x"))
    assert names.get(token_hash("x")) == token
    with migrated():
        with pytest.raises(NotSupportedError), transaction.atomic():
            names.get(token_hash("x"))
        with transaction.atomic():
            assert names.get(token_hash("x")) == token


COUNT = "SELECT count(*) FROM organizations_membership WHERE id <> %s"


def _count() -> int:
    with prepared_cursor() as cursor:
        cursor.execute(COUNT, [uuid.UUID(int=0)])
        return int(cursor.fetchone()[0])


def test_a_kept_plan_shows_each_organization_and_each_role_its_own(cast: Cast) -> None:
    acme, globex = (Membership.objects.filter(organization=each) for each in (cast.acme, cast.globex))
    for _ in range(8):  # from the sixth time on PostgreSQL may keep one plan for all values
        with tenant(cast.acme.id):
            assert _count() == acme.count() > 0
        with everywhere("the sweeper"):
            everybodys = _count()
        with tenant(cast.globex.id):
            assert 0 < globex.count() == _count() < everybodys
        with as_operator("a test"), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            _count()
        assert _count() == 0
