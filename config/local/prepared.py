"""Remembers from which sources the embedded database was prepared: a second start need not do it again.

The supervisor asks this, and loads neither Django nor the queue for it.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "organizations", "connectors", "conversations")
# What the directory and the demo are filled in with.
SAID = ("PORT", "PUBLIC_URL", "SWITCHBOARD_DEMO_SERVERS_URL", "DJANGO_SETTINGS_MODULE")


def fingerprint(environment: Mapping[str, str]) -> str:
    """Changes with every source of the product, its packages, and the settings that end up in the database."""
    digest = hashlib.sha256(repr([environment.get(name) for name in SAID]).encode())
    for path in _sources():
        digest.update(f"{path.relative_to(REPOSITORY)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_prepared(stamp: Path, wanted: str) -> bool:
    """Whether the database beside this stamp was prepared from exactly this."""
    return stamp.is_file() and stamp.read_text() == wanted


def _sources() -> Iterable[Path]:
    yield REPOSITORY / "requirements.txt"
    for package in PACKAGES:
        files = (REPOSITORY / package).rglob("*")
        yield from sorted(path for path in files if path.is_file() and path.suffix != ".pyc")
