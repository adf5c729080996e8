"""E-mail addresses that people type: two that read alike must not be two people's."""

# ruff: noqa: RUF001, RUF002, RUF003  (the look-alike letters are the point)
import unicodedata

from organizations.exceptions import Invalid
from organizations.names import unseen_in

WORDS = "This address holds letters that read like others, such as “ı” for “i”. Type it anew in plain letters."


def typed_address(value: str, field: str = "email") -> str:
    """An address as it is stored: nothing in it is unseen. Raises Invalid `look_alike_address`.

    PostgreSQL, mail servers and people take some letters for others: upper('mıa') is 'MIA', and “ſ” folds to “s”.
    """
    address = value.lower()
    if _as_read(value) != address or unseen_in(address):
        raise Invalid(field, WORDS, "look_alike_address")
    return address


def _as_read(value: str) -> str:
    # There and back: "ı" folds to itself, and only its capital is that of "i". An "i" has its dot already.
    turned = unicodedata.normalize("NFKC", value).upper().lower().replace("i\u0307", "i")
    return unicodedata.normalize("NFKC", turned.casefold())
