"""Which services there are. Each is imported at its first use: a worker pays for those that it reaches."""

from functools import cache
from importlib import import_module

from connectors.servers.service import Service

# `Listing.builtin` names one of these folders, each with a `SERVICE`.
_FOLDERS = ("asana", "canva", "figma", "gmail", "google_drive", "health", "linear", "microsoft_365", "notion", "slack")


def service_names() -> tuple[str, ...]:
    """Every service's name, in order."""
    return _FOLDERS


@cache
def service_named(name: str) -> Service:
    """The service of a listing. Raises LookupError for a name that is none, as in a listing of a newer version."""
    if name not in _FOLDERS:
        raise LookupError(f"there is no built-in server {name!r}")
    service = import_module(f"connectors.servers.{name}").SERVICE
    assert isinstance(service, Service)
    return service
