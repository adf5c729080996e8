"""Secrets at rest: a sealed value opens in its own row, with its own key, and nowhere else."""

import base64
import os
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.models.functions import Lower

from connectors.models import Connection, Listing
from organizations import sealing
from organizations.sealing import SecretUnreadable, open_secret, seal

SECRET = "sesame-öffne-dich"
# Under the key of the bytes 0 to 31.
OF_A_ROW = "v1.one.iObN9zq7/wUC+5n0p4QXqNyxTLo0ZD3oXvN2sNVj8kqY9+OV7lIVMqjZm8sUpQ=="
OF_THE_INSTANCE = "v1.one.c/Jtrn0fBcJbOc9cM0nL4xXCkRWL0wTKiprYKTYH0q0SaplD2AlZMUlAcwHuYg=="


def _key(name: str, size: int = 32) -> str:
    return f"{name}:{base64.b64encode(os.urandom(size)).decode()}"


ONE, TWO = _key("one"), _key("two")


@pytest.fixture(autouse=True)
def keys(settings: Any) -> Iterator[Any]:
    """Key one, until a test says otherwise; what was derived is forgotten."""

    def use(*given: str) -> None:
        settings.SEALING_KEYS = list(given)
        sealing._master_keys.cache_clear()
        sealing._cipher.cache_clear()

    use(ONE)
    yield use
    sealing._master_keys.cache_clear()
    sealing._cipher.cache_clear()


def _row(**changes: Any) -> Connection:
    given = {"id": uuid.UUID(int=1), "organization_id": uuid.UUID(int=2), "member_id": uuid.UUID(int=3)}
    return Connection(**given | changes)


def test_what_is_sealed_opens_again_and_shows_nothing() -> None:
    row = _row()
    seal(row, "access_token", SECRET)
    version, key, encoded = row.access_token.split(".")
    assert (version, key) == ("v1", "one")
    raw = base64.b64decode(encoded)
    assert SECRET.encode() not in raw
    assert len(raw) == 12 + len(SECRET.encode()) + 16  # nonce and tag of AES-GCM
    assert open_secret(row, "access_token") == SECRET


def test_what_an_earlier_version_sealed_still_opens(keys: Any) -> None:
    """Read from rows as they lie in databases: what a secret is bound to may not change in any way."""
    keys(f"one:{base64.b64encode(bytes(range(32))).decode()}")
    ours, instances = _row(member_id=None), Listing(id=uuid.UUID(int=4))
    ours.access_token, instances.oauth_client_secret = OF_A_ROW, OF_THE_INSTANCE
    assert [open_secret(ours, "access_token"), open_secret(instances, "oauth_client_secret")] == [SECRET, SECRET]


@pytest.mark.parametrize("sign", [" ", "\n", "-", "=", "!"])
def test_a_sealed_value_with_a_sign_too_many_does_not_open(sign: str) -> None:
    row = _row()
    seal(row, "access_token", SECRET)
    row.access_token = row.access_token[:20] + sign + row.access_token[20:]
    with pytest.raises(SecretUnreadable):
        open_secret(row, "access_token")


def test_the_same_secret_is_sealed_differently_each_time() -> None:
    values = set()
    for _ in range(3):
        row = _row()
        seal(row, "access_token", SECRET)
        values.add(row.access_token)
    assert len(values) == 3
    nonces = {base64.b64decode(value.split(".")[2])[:12] for value in values}
    assert len(nonces) == 3


def test_an_empty_secret_clears_the_field() -> None:
    row = _row()
    seal(row, "access_token", SECRET)
    seal(row, "access_token", "")
    assert (row.access_token, open_secret(row, "access_token")) == ("", "")


@pytest.mark.parametrize("field", ["id", "organization_id", "member_id"])
def test_in_another_row_organization_or_hand_it_does_not_open(field: str) -> None:
    row = _row()
    seal(row, "access_token", SECRET)
    moved = _row(access_token=row.access_token, **{field: uuid.UUID(int=9)})
    with pytest.raises(SecretUnreadable, match=r"access_token does not open") as caught:
        open_secret(moved, "access_token")
    assert SECRET not in str(caught.value)


def test_in_another_field_or_table_it_does_not_open() -> None:
    row = _row()
    seal(row, "access_token", SECRET)
    row.refresh_token = row.access_token
    listing = Listing(id=row.pk, oauth_client_secret=row.access_token)
    for other, field in ((row, "refresh_token"), (listing, "oauth_client_secret")):
        with pytest.raises(SecretUnreadable):
            open_secret(other, field)


def test_a_row_of_the_instance_is_not_a_row_of_an_organization() -> None:
    listing = Listing(id=uuid.UUID(int=1))
    seal(listing, "oauth_client_secret", SECRET)
    assert open_secret(listing, "oauth_client_secret") == SECRET
    assert sealing._bound_to(listing, "f", "k") == f"instance\n\nconnectors_listing\n{listing.pk}\nf\nk".encode()
    row = _row()
    bound = f"{row.organization_id}\n{row.member_id}\nconnectors_connection\n{row.pk}\nf\nk"
    assert sealing._bound_to(row, "f", "k") == bound.encode()


def test_the_first_key_seals_and_the_older_ones_still_open(keys: Any) -> None:
    old = _row()
    seal(old, "access_token", SECRET)
    keys(TWO, ONE)
    new = _row()
    seal(new, "access_token", SECRET)
    assert new.access_token.startswith("v1.two.")
    assert open_secret(old, "access_token") == open_secret(new, "access_token") == SECRET
    keys(TWO)
    with pytest.raises(SecretUnreadable):
        open_secret(old, "access_token")


@pytest.mark.parametrize("damage", ["v1.one", "v1.one.###", "v1.one.AAAA", "v1.three.AAAA"])
def test_a_damaged_value_is_said_to_be_unreadable(damage: str) -> None:
    with pytest.raises(SecretUnreadable, match=r"connectors\.Connection\.access_token does not open"):
        open_secret(_row(access_token=damage), "access_token")


def test_one_flipped_bit_is_noticed() -> None:
    row = _row()
    seal(row, "access_token", SECRET)
    head, _, encoded = row.access_token.rpartition(".")
    raw = bytearray(base64.b64decode(encoded))
    raw[20] ^= 1
    row.access_token = f"{head}.{base64.b64encode(bytes(raw)).decode()}"
    with pytest.raises(SecretUnreadable):
        open_secret(row, "access_token")


def test_a_key_that_is_no_key_is_refused_in_words(keys: Any) -> None:
    keys(_key("short", 31))
    with pytest.raises(ImproperlyConfigured, match="'short' must be 32 bytes"):
        seal(_row(), "access_token", SECRET)
    keys(_key("long", 33))
    with pytest.raises(ImproperlyConfigured, match="'long' must be 32 bytes"):
        seal(_row(), "access_token", SECRET)
    keys()
    with pytest.raises(ImproperlyConfigured, match="SWITCHBOARD_SEALING_KEYS is not set"):
        seal(_row(), "access_token", SECRET)


FIELD: Any = Connection._meta.get_field("access_token")


@pytest.mark.parametrize("value", ["v1.one.AAAA", "", None])
def test_the_column_takes_and_gives_sealed_values_as_they_are(value: str | None) -> None:
    from django.db import connection

    assert FIELD.get_db_prep_save(value, connection) == value
    assert FIELD.from_db_value(value, None, connection) == value
    assert FIELD.to_python(value) == value


@pytest.mark.parametrize("value", ["plain", "v2.one.AAAA", Lower("name"), b"v1.one.AAAA", 1])
def test_nothing_unsealed_goes_into_the_column_or_comes_out(value: Any) -> None:
    from django.db import connection

    with pytest.raises(TypeError, match="access_token takes sealed values only"):
        FIELD.get_db_prep_save(value, connection)
    if isinstance(value, str):
        with pytest.raises(SecretUnreadable, match="access_token holds something that is not sealed"):
            FIELD.from_db_value(value, None, connection)


def test_a_row_that_is_saved_while_its_key_is_away_opens_when_the_key_is_back(keys: Any) -> None:
    """Not so in the base class: findings/encrypted_fields_lost_key.sh."""
    from django.db import connection

    row = _row()
    seal(row, "access_token", SECRET)
    keys(TWO)
    read = FIELD.from_db_value(row.access_token, None, connection)
    row.access_token = FIELD.get_db_prep_save(FIELD.to_python(read), connection)
    with pytest.raises(SecretUnreadable):
        open_secret(row, "access_token")
    keys(TWO, ONE)
    assert open_secret(row, "access_token") == SECRET
