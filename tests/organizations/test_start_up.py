"""Web and worker refuse to start with a database role that the policies do not hold."""

import os
from typing import Any

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from organizations import checks


def test_the_application_role_may_serve(db: None) -> None:
    assert checks.unsafe_role() == ""


def test_the_owner_may_not_serve(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname=connection.settings_dict["NAME"])
    monkeypatch.setattr(checks, "connection", _Wrapped(owner))
    with pytest.raises(ImproperlyConfigured, match="owns tables"):
        checks.refuse_unsafe_role()


class _Wrapped:
    """A bare connection where the check expects Django's."""

    def __init__(self, inner: "psycopg.Connection[Any]") -> None:
        self.cursor, self.close = inner.cursor, inner.close
