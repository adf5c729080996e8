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


def set_as_owner(row: models.Model, **columns: Any) -> None:
    """Give columns of one row other values, in the database and in the instance."""
    for column, value in columns.items():
        as_owner(f'UPDATE "{row._meta.db_table}" SET "{column}" = %s WHERE id = %s', value, row.pk)
        setattr(row, column, value)
