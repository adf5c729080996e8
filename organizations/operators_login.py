"""The operators' own connection to the database, which takes the place of the application's for one transaction.

The application's role cannot become the operators' role, not even through injected SQL. So operators' code logs in
separately, with a password that only its processes know, and closes the connection afterwards.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

# The roles of the database (deploy/postgres/roles.sql makes them), beside the owner, who migrates and never serves.

# Web and worker log in as this one: it owns nothing and is under the policies.
APP = "switchboard_app"
# `tenancy.everywhere`: reads ids and states of every organization, and writes nothing.
EVERYWHERE = "switchboard_everywhere"
# `tenancy.as_operator`: writes plans, countries, listings and who is staff, and reads no organization's contents.
# It has a login of its own; the application's cannot become it.
OPERATOR = "switchboard_operator"

SERVING = (APP, EVERYWHERE, OPERATOR)


# In settings.DATABASES.
ALIAS = "operator"


class NoOperatorsLogin(ImproperlyConfigured):
    """This process does not know the operators' login; the message says what to set."""

    def __init__(self) -> None:
        super().__init__(
            "This process has no login for what operators set. Set DATABASE_OPERATOR_URL for the web process and for"
            ' operators\' commands (docs/operators.md, "Database roles").'
        )


def may_take_the_role() -> bool:
    """Whether the login of the open connection may become the operators' role: the owner's, and their own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_has_role(session_user, %s, 'SET')", [OPERATOR])
        return bool(cursor.fetchone()[0])


@contextmanager
def operators_transaction() -> Iterator[None]:
    """A transaction on the operators' connection, as this thread's default one.

    What waits for its commit runs as the application again. Raises RuntimeError in an open transaction: what is
    written there could not be seen here. Raises NoOperatorsLogin.
    """
    if connection.in_atomic_block:
        raise RuntimeError("a transaction of the application's is open")
    if ALIAS not in connections.settings:
        raise NoOperatorsLogin
    with _in_place_of_the_default(connections.create_connection(ALIAS)) as give_back, transaction.atomic():
        # Runs first after the commit, so that all other callbacks use the application's connection.
        transaction.on_commit(give_back)
        yield


@contextmanager
def _in_place_of_the_default(other: BaseDatabaseWrapper) -> Iterator[Callable[[], None]]:
    ours = connections[DEFAULT_DB_ALIAS]

    def give_back() -> None:
        connections[DEFAULT_DB_ALIAS] = ours

    # Rows and queries name their connection by alias; this one now has the default alias.
    other.alias = DEFAULT_DB_ALIAS
    connections[DEFAULT_DB_ALIAS] = other
    try:
        yield give_back
    finally:
        give_back()
        other.close()
