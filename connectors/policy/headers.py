"""The headers in which members' own keys go: names from one table, four at most (accounts-A7)."""

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.models.connector import SIGN_IN_HEADER
from organizations.refusals import ALLOWED, Decision, refuse

MOST_HEADERS = 4
KEY_CHARACTERS = 4096
# Of each header the words that may stand before the key in it. No other header carries a key: one that the protocol
# or a proxy reads would change the request.
HEADERS: Mapping[str, tuple[str, ...]] = {
    SIGN_IN_HEADER: ("", "Bearer ", "Token ", "token ", "Key ", "ApiKey ", "Api-Key ", "Basic "),
    **dict.fromkeys(
        (
            *("X-Api-Key", "Api-Key", "X-Auth-Token", "X-Access-Token", "X-Api-Token", "X-Auth-Key", "X-Auth-Email"),
            *("X-Figma-Token", "Notion-Token", "PRIVATE-TOKEN", "JOB-TOKEN", "X-Gitlab-Token", "DD-API-KEY"),
            *("DD-APPLICATION-KEY", "X-Goog-Api-Key", "X-Shopify-Access-Token", "Ocp-Apim-Subscription-Key"),
            *("X-Subscription-Token", "X-Client-Id", "X-Client-Secret", "X-Workspace-Id", "X-Tenant-Id"),
        ),
        ("",),
    ),
}
_BY_SMALL_LETTERS = {name.lower(): name for name in HEADERS}


def header_named(name: str) -> str | None:
    """The header as the table writes it; None for one that takes no key."""
    return _BY_SMALL_LETTERS.get(name.strip().lower())


def may_be_named_headers(fields: Sequence[Mapping[str, Any]]) -> Decision:
    """Whether these headers may hold members' keys."""
    names = [header_named(str(one["name"])) for one in fields]
    if len(fields) > MOST_HEADERS:
        return refuse("too_many_headers", f"At most {MOST_HEADERS} headers.")
    for one, name in zip(fields, names, strict=True):
        if name is None:
            known = ", ".join(HEADERS)
            return refuse("header_not_allowed", f"“{one['name']}” can't hold a key. These can: {known}.")
        if one.get("prefix", "") not in HEADERS[name]:
            return refuse("prefix_not_allowed", f"“{one['prefix']}” can't stand before the key in {name}.")
    if len(set(names)) < len(names):
        return refuse("header_twice", "Each header can hold one key only.")
    return ALLOWED


def keys_fit(fields: Sequence[Mapping[str, Any]], kept: Mapping[str, str]) -> bool:
    """Whether an account has a key for each of these headers, with just this word before it, and no other key."""
    words = {str(one["name"]): str(one.get("prefix", "")) for one in fields}
    return words.keys() == kept.keys() and all(_is_after(word, kept[name]) for name, word in words.items())


def _is_after(word: str, value: str) -> bool:
    return value.startswith(word) and " " not in value.removeprefix(word)


def unfit_key(value: str) -> str:
    """Why this cannot be a key; empty for one that can."""
    if not value:
        return "Enter the key."
    if len(value) > KEY_CHARACTERS:
        return f"A key has at most {KEY_CHARACTERS} characters."
    if not value.isascii() or not value.isprintable() or " " in value:
        return "This is no key: it has blanks, line breaks or letters with accents in it. Copy it once more."
    return ""
