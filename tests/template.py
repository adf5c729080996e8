"""One migrated database for all the workers of a run: they copy it, which takes a tenth of the time of migrating.

Under a lock of PostgreSQL's the first worker makes it, and the first that ends takes it away.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

RUN = "PYTEST_XDIST_TESTRUNUID"
LOCK = 7_240_115
GRANTS = """
SELECT privilege_type, coalesce(rolname, '') FROM pg_database, aclexplode(datacl) AS given
LEFT JOIN pg_roles ON pg_roles.oid = given.grantee WHERE datname = %s
"""


def is_shared() -> bool:
    """Whether several workers run these tests."""
    return RUN in os.environ


def migrated_template() -> str:
    """The name of the run's template, which is made if no worker has made it; logged in as the owner."""
    name = _name()
    with _locked() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            _migrate(name)
    return name


def drop_template() -> None:
    """Take it away; a worker that starts after this makes it anew."""
    with _locked() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(_name())}")


def copy_grants(template: str) -> None:
    """What may be done with the open database itself, which PostgreSQL does not copy."""
    here = connection.ops.quote_name(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute(GRANTS, [template])
        given = cursor.fetchall()
        if given:
            cursor.execute(f"REVOKE ALL ON DATABASE {here} FROM PUBLIC")
        for privilege, role in given:
            to = connection.ops.quote_name(role) if role else "PUBLIC"
            cursor.execute(f"GRANT {privilege} ON DATABASE {here} TO {to}")


def _name() -> str:
    return f"test_switchboard_{os.environ[RUN]}"


@contextmanager
def _locked() -> Iterator[Any]:
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        # It ends with the connection.
        yield cursor


def _migrate(name: str) -> None:
    test, own = connection.settings_dict["TEST"], connection.settings_dict["NAME"]
    wanted, test["NAME"] = test["NAME"], name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    # PostgreSQL copies no database that anybody is connected to.
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    test["NAME"] = wanted
    connection.settings_dict["NAME"] = own
