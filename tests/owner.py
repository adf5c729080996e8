"""What no serving role may do, done as the database's owner in the middle of a test's transaction.

The functions are made in test databases only, in a schema of their own.
"""

from graphlib import TopologicalSorter
from typing import Any

from django.db import connection, models

MADE_IN_TEST_DATABASES = """
CREATE SCHEMA for_tests;
GRANT USAGE ON SCHEMA for_tests TO switchboard_app;
CREATE FUNCTION for_tests.as_owner(statement text) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public AS $$ BEGIN EXECUTE statement; END $$;
CREATE FUNCTION for_tests.emptied(tables text[]) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public AS $$
    DECLARE name text; BEGIN
        UPDATE conversations_conversation SET head_id = NULL WHERE head_id IS NOT NULL;
        FOREACH name IN ARRAY tables LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
    END $$;
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


# A conversation names its last message, and a message its conversation: the one is taken away first.
HEADS = ("conversations_conversation", "conversations_message")


def tables_by_reference() -> list[str]:
    """All tables, each before those that it refers to (what is checked at the end of a transaction does not count)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        known: TopologicalSorter[str] = TopologicalSorter({name: () for (name,) in cursor.fetchall()})
        cursor.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f' AND NOT condeferrable AND conrelid <> confrelid"
        )
        for reference in cursor.fetchall():
            if reference != HEADS:
                known.add(*reversed(reference))
    return list(known.static_order())


def empty_as_owner(tables: list[str]) -> None:
    """Delete all rows: TRUNCATE makes all files of a table anew, which takes longer than most tests."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT for_tests.emptied(%s)", [tables])


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
