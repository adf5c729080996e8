"""Who logs in to the database: the tests' own connection (config/settings/test.py), and as in production."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

from config.postgresql import database

LOGIN = ("USER", "PASSWORD", "OPTIONS")


def _login(url: str) -> dict[str, Any]:
    settings = database(os.environ[url])
    return {key: settings[key] for key in LOGIN}


APPLICATION, OWNER = _login("DATABASE_URL"), _login("DATABASE_OWNER_URL")


def log_in(login: dict[str, Any]) -> None:
    """Django's default connection is this login's from now on."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict.update(login)


@contextmanager
def logged_in_as_in_production() -> Iterator[None]:
    """Django's default connection is the application's, which can become nobody else; outside of transactions only."""
    tests = {key: connection.settings_dict[key] for key in LOGIN}
    log_in(APPLICATION)
    try:
        yield
    finally:
        log_in(tests)


def the_applications_connection() -> "psycopg.Connection[Any]":
    """A bare connection to the test database, with the application's own login."""
    return psycopg.connect(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"])
