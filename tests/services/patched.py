"""Copies of peers with a few words changed, beside the packages; the changes are counted, so that none is lost."""

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.local.locks import held


@dataclass(frozen=True)
class Change:
    """Words of a peer's source and what stands there instead; `places` says how often in which file."""

    old: str
    new: str
    places: dict[str, int]


def patched_copy(packages: Path, package: str, changes: Sequence[Change]) -> Path:
    """The folder of the copy. Raises AssertionError where this version has the words in other places than known."""
    source, digest = packages / "node_modules" / package, hashlib.sha256(repr(changes).encode()).hexdigest()[:12]
    copy = packages / "patched" / f"{package.replace('/', '-')}-{digest}"
    with held(packages / ".lock"):
        if not (copy / ".complete").is_file():
            shutil.rmtree(copy, ignore_errors=True)
            # A package may have a node_modules of its own: from the copy, the next one up has to be found.
            shutil.copytree(source, copy, symlinks=True)
            for change in changes:
                found = _replace(copy / "dist", change)
                assert found == change.places, f"{package} says {change.old!r} elsewhere: {found}"
            (copy / ".complete").touch()
    return copy


def _replace(folder: Path, change: Change) -> dict[str, int]:
    found = {}
    for path in folder.rglob("*.js"):
        text = path.read_text()
        if change.old in text:
            path.write_text(text.replace(change.old, change.new))
            found[path.relative_to(folder).as_posix()] = text.count(change.old)
    return found
