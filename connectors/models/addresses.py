"""Addresses of a listing with holes for what an operator or owner has to enter, such as `{tenant}`."""

from collections.abc import Iterable, Mapping
from urllib.parse import quote


def filled_in(address: str, values: Mapping[str, str]) -> str:
    """The address with its `{placeholders}` filled in; empty where a value is missing.

    A value that begins an address is one itself (a FHIR server's, say) and stays as it is; any other is one part of
    a path, so that a tenant cannot lead to another host.
    """
    for name in _names_in(address):
        value = values.get(name, "").strip()
        if not value:
            return ""
        hole = "{" + name + "}"
        address = address.replace(hole, value.rstrip("/") if address.startswith(hole) else quote(value, safe=""))
    return address


def missing_values(addresses: Iterable[str], values: Mapping[str, str]) -> list[str]:
    """The names of the placeholders that nobody entered a value for, in order, each once."""
    names = dict.fromkeys(name for address in addresses for name in _names_in(address))
    return [name for name in names if not values.get(name, "").strip()]


def _names_in(address: str) -> list[str]:
    return [part.partition("}")[0] for part in address.split("{")[1:] if "}" in part]
