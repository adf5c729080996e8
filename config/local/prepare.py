"""Brings the database up to date in one process: migrations as the owner, then the data as application and operators.

Run as `python -m config.local.prepare [--demo]` with DATABASE_URL, DATABASE_OPERATOR_URL and DATABASE_OWNER_URL set;
safe to repeat.
"""

import sys
from typing import Any

import django
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import DatabaseWrapper

from config import env
from config.postgresql import database, without_pool


def prepare(*, demo: bool) -> None:
    """Migrate, load the directory and, where asked, the demo organizations."""
    # Migrations take as long as they take: pooled connections have a deadline.
    _connect_as(without_pool(database(env.text("DATABASE_OWNER_URL"))))
    call_command("migrate", interactive=False, verbosity=0)
    _connect_as(database(env.text("DATABASE_URL")))
    call_command("load_directory", verbosity=0)
    if demo:
        call_command("load_demo", verbosity=0)


def _connect_as(settings: dict[str, Any]) -> None:
    # The settings module read one role's address; this process needs both, one after the other.
    connection = connections[DEFAULT_DB_ALIAS]
    connection.close()
    assert isinstance(connection, DatabaseWrapper)
    connection.close_pool()
    connection.settings_dict.update(settings)


if __name__ == "__main__":
    django.setup()
    prepare(demo="--demo" in sys.argv[1:])
