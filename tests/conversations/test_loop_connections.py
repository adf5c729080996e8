"""The loop's own connections reach the database as every other does."""

import asyncio
import os
import uuid
from collections.abc import Iterator
from functools import partial

import psycopg
import pytest
from django.db import connection

from conversations.engine.database import Statements, Trust


@pytest.mark.parametrize(("option", "value"), [("sslmode", "verify-full"), ("sslrootcert", "/run/ca.pem")])
def test_they_are_encrypted_as_the_address_of_the_database_says(
    monkeypatch: pytest.MonkeyPatch, option: str, value: str
) -> None:
    """credentials-C8: what production insists on holds for the engine's statements too."""
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], option, value)
    assert Statements(Trust())._pool.kwargs[option] == value


REPLACED = (
    "DROP FUNCTION IF EXISTS spoken(int); CREATE FUNCTION spoken(word int, {columns}) LANGUAGE sql AS $$ {body} $$"
)


def as_owner(statement: str) -> None:
    """What a migration does while this process lives."""
    address, name = os.environ["DATABASE_OWNER_URL"], connection.settings_dict["NAME"]
    with psycopg.connect(address, dbname=name, autocommit=True) as owner:
        owner.execute(statement.encode())


@pytest.fixture
def spoken(transactional_db: None) -> Iterator[None]:
    as_owner(REPLACED.format(columns="OUT said int", body="SELECT word"))
    yield
    as_owner("DROP FUNCTION spoken(int)")


def test_a_function_whose_columns_a_migration_changed_is_asked_once_more(spoken: None) -> None:
    async def run() -> None:
        statements = Statements(Trust())
        ask = partial(statements.call_function, uuid.uuid4(), "spoken", 7)
        try:
            assert [await ask() for _ in range(4)] == [(7,)] * 4
            as_owner(REPLACED.format(columns="OUT said int, OUT again int", body="SELECT word, word"))
            assert [await ask() for _ in range(4)] == [(7, 7)] * 4
        finally:
            await statements.close()

    asyncio.run(run())


def test_a_statement_that_postgresql_forgot_is_prepared_again(spoken: None) -> None:
    async def run() -> None:
        statements = Statements(Trust())
        ask = partial(statements.call_function, uuid.uuid4(), "spoken", 7)
        try:
            assert [await ask() for _ in range(4)] == [(7,)] * 4
            async with statements._pool.connection() as used:
                # psycopg hears nothing of it, as behind a pooler.
                used.pgconn.exec_(b"DEALLOCATE ALL")
            assert [await ask() for _ in range(4)] == [(7,)] * 4
        finally:
            await statements.close()

    asyncio.run(run())


def test_what_a_function_refuses_itself_is_raised(spoken: None) -> None:
    asked = "OUT said int) LANGUAGE plpgsql AS $$ BEGIN RAISE feature_not_supported; END $$; --"

    async def run() -> None:
        as_owner(REPLACED.format(columns=asked, body=""))
        statements = Statements(Trust())
        try:
            with pytest.raises(psycopg.errors.FeatureNotSupported):
                await statements.call_function(uuid.uuid4(), "spoken", 7)
        finally:
            await statements.close()

    asyncio.run(run())
