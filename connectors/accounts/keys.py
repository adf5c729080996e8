"""A member's own keys for a service: as they were entered, sealed in one value, and what is shown of them (A7)."""

import json
from collections.abc import Mapping

from connectors.models import Connection, Connector, OAuthAttempt
from connectors.policy.headers import header_named, unfit_key
from organizations.refusals import Invalid
from organizations.sealing import SecretUnreadable, open_secret

Keys = Mapping[str, str]


def keys_for(connector: Connector, given: Keys, account: Connection | None) -> dict[str, str]:
    """What goes into each header; what is not given is the account's. Raises Invalid, never with a key in it."""
    typed = {header_named(name) or name: value.strip() for name, value in given.items()}
    wanted = {one["name"]: one.get("prefix", "") for one in connector.key_fields}
    if unknown := typed.keys() - wanted.keys():
        raise Invalid("headers", f"{connector.name} has no key of this name: {sorted(unknown)[0][:60]}.", "unknown_key")
    kept = kept_keys(account)
    if wanted and not given and not kept:
        words = f"{connector.name} wants a key of your own: connect it under Customize, Connectors."
        raise Invalid("headers", words, "key_required")
    found = {}
    for name, prefix in wanted.items():
        key = typed.get(name, "").removeprefix(prefix).strip()
        if not key and name in kept:
            found[name] = kept[name]
            continue
        if words := unfit_key(key):
            code = "invalid_key" if key else "key_required"
            raise Invalid(f"headers.{name}", f"{_label(connector, name)}: {words}", code)
        found[name] = prefix + key
    return found


def kept_keys(account: Connection | None) -> Keys:
    """The account's keys; none where they cannot be read any more."""
    try:
        return opened_keys(account) if account else {}
    except SecretUnreadable:
        return {}


def _label(connector: Connector, name: str) -> str:
    labels = {one["name"]: one.get("label") or one["name"] for one in connector.key_fields}
    return labels[name]


def opened_keys(row: Connection | OAuthAttempt) -> dict[str, str]:
    """The stored keys by header; none where there are none. Raises SecretUnreadable."""
    packed = open_secret(row, "header_values")
    return dict(json.loads(packed)) if packed else {}
