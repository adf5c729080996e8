"""Web and worker refuse to start with a database role that the policies do not hold."""

import os
from typing import Any

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from organizations import checks
from tests.owner import as_owner


def test_the_application_role_may_serve(db: None) -> None:
    assert checks.unsafe_role() == []


def test_the_owner_may_not_serve(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname=connection.settings_dict["NAME"])
    monkeypatch.setattr(checks, "connection", _Wrapped(owner))
    assert [message.id for message in checks.the_application_role_is_under_the_policies()] == ["tenancy.W001"]
    owner = psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname=connection.settings_dict["NAME"])
    monkeypatch.setattr(checks, "connection", _Wrapped(owner))
    with pytest.raises(ImproperlyConfigured, match="owns tables"):
        checks.refuse_unsafe_role()


def test_the_operators_may_not_serve(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    operators = psycopg.connect(os.environ["DATABASE_OPERATOR_URL"], dbname=connection.settings_dict["NAME"])
    monkeypatch.setattr(checks, "connection", _Wrapped(operators))
    with pytest.raises(ImproperlyConfigured, match="is or may become switchboard_operator"):
        checks.refuse_unsafe_role()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("GRANT TEMPORARY ON DATABASE {database} TO switchboard_app", "temporary tables"),
        ("GRANT TEMPORARY ON DATABASE {database} TO PUBLIC", "temporary tables"),
        ("GRANT CREATE ON DATABASE {database} TO switchboard_app", "tables or schemas"),
        ("GRANT CREATE ON SCHEMA public TO switchboard_app", "tables or schemas"),
        ("ALTER TABLE connectors_listing OWNER TO switchboard_everywhere", "may become switchboard_everywhere"),
    ],
)
def test_a_role_that_could_get_around_the_wall_may_not_serve(
    db: None, monkeypatch: pytest.MonkeyPatch, statement: str, said: str
) -> None:
    as_owner("GRANT CREATE ON SCHEMA public TO switchboard_everywhere")
    as_owner(statement.format(database=connection.settings_dict["NAME"]))
    monkeypatch.setattr(connection, "close", lambda: None)
    with pytest.raises(ImproperlyConfigured, match=said):
        checks.refuse_unsafe_role()


class _Wrapped:
    """A bare connection where the check expects Django's."""

    def __init__(self, inner: "psycopg.Connection[Any]") -> None:
        self.cursor, self.close = inner.cursor, inner.close
