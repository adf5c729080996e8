"""The wall between organizations: scopes over PostgreSQL's row-level security.

Web and worker log in as a role that owns nothing and is subject to the policies. Inside `tenant(...)` only one
organization's rows exist; outside it none do. There are two ways past the wall, for the few places that
`tests/test_everywhere.py` lists: `everywhere(...)` finds rows of any organization and writes nothing,
`as_operator(...)` writes what operators set, on another login's connection. Neither can become the tables' owner.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from organizations.operators_login import APP, EVERYWHERE, OPERATOR, may_take_the_role, operators_transaction


class TenantMismatch(RuntimeError):
    """Code asked for another organization inside an open tenant: a bug, never a person's mistake."""


def current_organization() -> uuid.UUID | None:
    """The organization of the open tenant, or None outside of one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nullif(current_setting('app.organization', true), '')")
        (value,) = cursor.fetchone()
    return uuid.UUID(value) if value else None


def _set_organization(value: str) -> None:
    with prepared_cursor() as cursor:
        cursor.execute("SELECT set_config('app.organization', %s, true)", [value])


@contextmanager
def tenant(organization_id: uuid.UUID) -> Iterator[None]:
    """A transaction in which exactly this organization's rows are visible and writable.

    Restores the previous state on exit. Raises TenantMismatch inside another organization's tenant.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        # A fresh transaction has no tenant, and closes the one it opens when it ends.
        previous = None if outermost else current_organization()
        if previous is not None and previous != organization_id:
            raise TenantMismatch("another organization's tenant is open")
        if previous is None:
            _set_organization(str(organization_id))
        yield
        if previous is None and not outermost:
            # set_config(…, true) outlives a released savepoint: close the tenant by hand.
            _set_organization("")


def prepared_cursor() -> CursorWrapper:
    """A cursor whose statements PostgreSQL plans once for a connection (config/postgresql); its values are typed."""
    own: Any = connection
    return cast(CursorWrapper, own.prepared_cursor())


def call_function(function: str, *values: Any) -> tuple[Any, ...]:
    """The row that a database function returns, in the open transaction."""
    with connection.cursor() as cursor:
        return _row_of(cursor, function, values)


def _row_of(cursor: CursorWrapper, function: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
    cursor.execute(f"SELECT * FROM {_called(function, len(values))}", values)  # noqa: S608  # quoted there
    return tuple(cursor.fetchone())


def call_function_in_tenant(organization_id: uuid.UUID, function: str, *values: Any) -> tuple[Any, ...]:
    """The same as a transaction of its own inside the organization's tenant, in one round trip.

    Raises RuntimeError in an open transaction, where it would leave the tenant open.
    """
    if connection.in_atomic_block:
        raise RuntimeError("a transaction is open")
    with connection.cursor() as cursor:
        cursor.execute(statement_in_tenant(function, len(values)), [str(organization_id), *values])
        return tuple(cursor.fetchone())


def statement_in_tenant(function: str, values: int) -> str:
    """The SQL of `call_function_in_tenant`, for a connection of one's own; the first value is the organization's id.

    The function's row depends on the setting's, so the setting comes first; it ends with the statement.
    """
    return f"""SELECT f.* FROM (SELECT set_config('app.organization', %s, true) AS opened) AS tenant,
        LATERAL (SELECT * FROM {_called(function, values)} WHERE tenant.opened <> '') AS f"""  # noqa: S608


def _called(function: str, values: int) -> str:
    return f"{connection.ops.quote_name(function)}({', '.join(['%s'] * values)})"


@contextmanager
def tenant_opened_by(function: str, *values: Any) -> Iterator[tuple[Any, ...]]:
    """A transaction that begins with a database function which opens a tenant or none; yields the function's row.

    Raises TenantMismatch inside an open tenant.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if not outermost and current_organization():
            raise TenantMismatch("a tenant is open")
        with prepared_cursor() as cursor:
            row = _row_of(cursor, function, values)
        yield row
        if not outermost:
            _set_organization("")


@contextmanager
def everywhere(reason: str) -> Iterator[None]:
    """A transaction past the wall that only reads. `reason` is one of the listed uses.

    Raises ValueError without a reason. Ids and states of every organization are readable, column by granted column
    (migrations, `Grants`): find where to go, then work in `tenant`.
    """
    _insist_on(reason)
    with _as_role(EVERYWHERE):
        yield


@contextmanager
def as_operator(reason: str) -> Iterator[None]:
    """A transaction that may write plans, countries, listings and who is staff. `reason` is one of the listed uses.

    Contents of organizations are neither readable nor writable. Raises ValueError without a reason, RuntimeError in a
    transaction of the application's, and NoOperatorsLogin where this process has none.
    """
    _insist_on(reason)
    if may_take_the_role():
        with _as_role(OPERATOR):
            yield
    else:
        with operators_transaction():
            _set_role(OPERATOR)  # whoever the address names has no more rights than operators
            yield


def _insist_on(reason: str) -> None:
    if not reason:
        raise ValueError("a way past the wall needs a reason")


@contextmanager
def _as_role(role: str) -> Iterator[None]:
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        # SET LOCAL ends with the outermost transaction by itself.
        previous = "" if outermost else _role()
        _set_role(role)
        yield
        if not outermost:
            _set_role(previous)


@contextmanager
def back_inside(organization_id: uuid.UUID) -> Iterator[None]:
    """Within `as_operator`: the application's own role again, with one tenant open.

    Services and the receivers of their signals must see one organization only, whoever calls them.
    """
    with transaction.atomic():
        previous = _role()
        _set_role(APP)
        with tenant(organization_id):
            yield
        _set_role(previous)


def _role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def _set_role(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(role)}")
