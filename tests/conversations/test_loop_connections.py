"""The loop's own connections reach the database as every other does."""

import pytest
from django.db import connection

from conversations.engine.database import Statements, Trust


@pytest.mark.parametrize(("option", "value"), [("sslmode", "verify-full"), ("sslrootcert", "/run/ca.pem")])
def test_they_are_encrypted_as_the_address_of_the_database_says(
    monkeypatch: pytest.MonkeyPatch, option: str, value: str
) -> None:
    """credentials-C8: what production insists on holds for the engine's statements too."""
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], option, value)
    assert Statements(Trust())._pool.kwargs[option] == value
