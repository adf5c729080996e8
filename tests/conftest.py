"""The test run: real PostgreSQL and Valkey, every test under the row-level-security policies."""

import os
import ssl
from collections.abc import Iterator
from typing import Any

import httpcore2
import pytest

VERSIONS = "organizations_rulesversion"
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Create and migrate the test database as the owner, then run every test as the application role."""
    from django.db import connection, connections
    from django.test.utils import setup_databases, teardown_databases

    from tests import template
    from tests.logins import APPLICATION, OWNER, log_in
    from tests.owner import MADE_IN_TEST_DATABASES

    tests = {key: connection.settings_dict[key] for key in APPLICATION}
    suffix = os.environ.get("PYTEST_XDIST_WORKER", str(os.getpid()))
    with django_db_blocker.unblock():
        log_in(OWNER)
        connection.settings_dict["TEST"]["NAME"] = f"test_switchboard_{suffix}"
        copied = template.migrated_template() if template.is_shared() else None
        connection.settings_dict["TEST"]["TEMPLATE"] = copied
        config = setup_databases(verbosity=0, interactive=False, aliases=["default"], serialized_aliases=[])
        if copied:
            template.copy_grants(copied)
        with connection.cursor() as cursor:
            cursor.execute(MADE_IN_TEST_DATABASES)
        connections.settings["operator"]["NAME"] = connection.settings_dict["NAME"]
        log_in(tests)
        _flush_as_owner()
    yield
    with django_db_blocker.unblock():
        log_in(OWNER)
        teardown_databases(config, verbosity=0)
        if copied:
            template.drop_template()


def _flush_as_owner() -> None:
    """Transactional tests empty the tables: the application role may not, and content types stay."""
    from django.test import TransactionTestCase

    from tests.owner import empty_as_owner, tables_by_reference

    tables: list[str] = []

    def empty_tables(self: TransactionTestCase) -> None:
        if not tables:
            # Whatever is deleted raises versions, so those come last.
            tables.extend([name for name in tables_by_reference() if name not in KEPT | {VERSIONS}] + [VERSIONS])
        empty_as_owner(tables)

    TransactionTestCase._fixture_teardown = empty_tables  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def _certificates_read_once() -> Iterator[None]:
    """A client's TLS context holds all the certificates of the machine: reading them takes 45 ms of a processor."""
    make, made = httpcore2.default_ssl_context, dict[tuple[Any, ...], ssl.SSLContext]()

    def default_ssl_context(*, _trust_env: bool = True) -> ssl.SSLContext:
        trusts = (_trust_env, os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
        if trusts not in made:
            made[trusts] = make(_trust_env=_trust_env)
        return made[trusts]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpcore2, "default_ssl_context", default_ssl_context)
        yield


@pytest.fixture
def anyio_backend() -> str:
    """Async tests run on asyncio, as the worker does."""
    return "asyncio"


@pytest.fixture(autouse=True)
def _empty_cache(request: pytest.FixtureRequest) -> None:
    """Rate limits, streams and outages of one test are not the next one's."""
    from organizations.enqueueing import forget_outage

    forget_outage()
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        from django.core.cache import cache

        cache.clear()


pytest_plugins = ["tests.cast", "tests.longest_first", "tests.services.fixtures"]
