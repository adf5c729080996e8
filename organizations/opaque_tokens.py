"""Tokens that people carry: random, shown once, stored as a hash."""

import hashlib
import secrets

ACCESS_TOKEN_PREFIX = "sb_pat_"
TOKEN_BYTES = 32  # 43 characters


def new_token(prefix: str = "") -> str:
    """A token with 256 random bits, safe in an address."""
    return prefix + secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """How a token is stored; it has 256 bits, so that a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
