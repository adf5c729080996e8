"""Secrets at rest: AES-256-GCM, bound to the row that holds them.

A sealed value is `v1.<key id>.<base64(nonce + ciphertext)>`. The key comes from a master key and the scope
(organization, or the instance); table, row, field and member are authenticated with it, so that a value that
was moved to another row does not open. `open_secret` is the only way to read one.
"""

import base64
import hashlib
import os
import secrets
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from encrypted_model_fields.fields import EncryptedTextField

NONCE_BYTES = 12


class SecretUnreadable(Exception):
    """The value does not open: another row's, another key's, or damaged. Carries no part of it."""


class SealedTextField(EncryptedTextField):  # type: ignore[misc]
    """Holds an already sealed value; never encrypts, decrypts or validates it on its own.

    Stricter than its base class, which returns the ciphertext when the key is wrong and stores SQL expressions
    as text.
    """

    def to_python(self, value: Any) -> Any:
        """The sealed text as it is: forms and `full_clean` never see the secret."""
        return value

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """The sealed text; raises SecretUnreadable when the column holds anything else."""
        if value and not value.startswith("v1."):
            raise SecretUnreadable(f"{self.name} holds something that is not sealed")
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Refuses plain text and expressions, so that nothing unsealed can be stored."""
        if value and not (isinstance(value, str) and value.startswith("v1.")):
            raise TypeError(f"{self.name} takes sealed values only: use seal(row, {self.name!r}, secret)")
        return models.TextField.get_db_prep_save(self, value, connection)


def seal(row: models.Model, field: str, secret: str) -> None:
    """Put a secret into the row's field, sealed with the current key. An empty secret clears the field."""
    if not secret:
        setattr(row, field, "")
        return
    key_id = next(iter(_master_keys()))
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher(key_id, _scope(row)).encrypt(nonce, secret.encode(), _bound_to(row, field, key_id))
    setattr(row, field, f"v1.{key_id}.{base64.b64encode(nonce + sealed).decode()}")


def open_secret(row: models.Model, field: str) -> str:
    """The secret in the row's field, or an empty string. Raises SecretUnreadable."""
    value = getattr(row, field)
    if not value:
        return ""
    try:
        _, key_id, encoded = value.split(".", 2)
        raw = base64.b64decode(encoded, validate=True)
        cipher = _cipher(key_id, _scope(row))
        return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound_to(row, field, key_id)).decode()
    except (ValueError, KeyError, InvalidTag) as error:
        raise SecretUnreadable(f"{row._meta.label}.{field} does not open") from error


# The last characters of a shorter secret would reveal too much of it.
LEAST_FOR_AN_END = 16
END = 4


def end_of(secret: str) -> str:
    """The last four characters of a long secret, by which a person tells it from another; of a shorter one nothing."""
    return secret[-END:] if len(secret) >= LEAST_FOR_AN_END else ""


def _scope(row: models.Model) -> str:
    return str(getattr(row, "organization_id", "instance"))


def _bound_to(row: models.Model, field: str, key_id: str) -> bytes:
    member = getattr(row, "member_id", "") or ""
    return "\n".join([_scope(row), str(member), row._meta.db_table, str(row.pk), field, key_id]).encode()


@lru_cache
def _master_keys() -> dict[str, bytes]:
    keys = {}
    for entry in settings.SEALING_KEYS:
        key_id, _, encoded = entry.partition(":")
        keys[key_id] = base64.b64decode(encoded)
        if len(keys[key_id]) != 32:
            raise ImproperlyConfigured(f"Sealing key {key_id!r} must be 32 bytes in base64.")
    if not keys:
        raise ImproperlyConfigured("SWITCHBOARD_SEALING_KEYS is not set; `make run` makes one by itself.")
    return keys


@lru_cache(maxsize=1024)
def _cipher(key_id: str, scope: str) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=scope.encode(), info=b"switchboard sealing v1")
    return AESGCM(derived.derive(_master_keys()[key_id]))


# Tokens that people carry: random, shown once, stored as a hash.

ACCESS_TOKEN_PREFIX = "sb_pat_"
TOKEN_BYTES = 32  # 43 characters


def new_token(prefix: str = "") -> str:
    """A token with 256 random bits, safe in an address."""
    return prefix + secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """How a token is stored; it has 256 bits, so that a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
