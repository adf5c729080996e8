"""What no serving role may do, done as the database's owner in the middle of a test's transaction.

The functions are made in test databases only, in a schema of their own.
"""

from typing import Any

from django.db import connection, models

MADE_IN_TEST_DATABASES = """
CREATE SCHEMA for_tests;
GRANT USAGE ON SCHEMA for_tests TO switchboard_app;
CREATE FUNCTION for_tests.as_owner(statement text) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public AS $$ BEGIN EXECUTE statement; END $$;
CREATE FUNCTION for_tests.counted(statement text, OUT rows bigint) LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public AS $$ BEGIN EXECUTE statement INTO rows; END $$
"""


NO_WALL = """
DO $$ DECLARE walled regclass; BEGIN
    FOR walled IN SELECT oid FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', walled);
    END LOOP;
END $$
"""


def as_owner(statement: str, *values: Any) -> None:
    """Run one statement as the owner."""
    whole = connection.ops.compose_sql(statement, values) if values else statement
    with connection.cursor() as cursor:
        cursor.execute("SELECT for_tests.as_owner(%s)", [whole])


def count_as_owner(rows: str) -> int:
    """How many rows there are of a table, with or without a condition, whoever may see them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT for_tests.counted(%s)", [f"SELECT count(*) FROM {rows}"])
        return int(cursor.fetchone()[0])


def update_as_owner(model: type[models.Model], pk: Any, **columns: Any) -> None:
    """Give columns of one row other values, told to nobody."""
    changes = ", ".join(f'"{column}" = %s' for column in columns)
    as_owner(f'UPDATE "{model._meta.db_table}" SET {changes} WHERE id = %s', *columns.values(), pk)


def set_as_owner(row: models.Model, **columns: Any) -> None:
    """The same, in the database and in the instance."""
    update_as_owner(type(row), row.pk, **columns)
    for column, value in columns.items():
        setattr(row, column, value)


def without_the_wall() -> None:
    """For the rest of the test's transaction rows of every organization exist: a filter alone keeps them apart."""
    if not connection.in_atomic_block:
        raise RuntimeError("it would stay so for the tests that follow")
    # What was written before is checked now: PostgreSQL alters no table with checks that are still to come.
    as_owner("SET CONSTRAINTS ALL IMMEDIATE")
    as_owner(NO_WALL)
