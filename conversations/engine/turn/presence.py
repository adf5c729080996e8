"""Which workers of this machine are dead for certain: each holds a lock that the kernel drops however it ends.

A process number proves nothing in containers, each of which counts anew. A file is seen only by who shares its
folder, and a lock on it is held until its process is gone: where nothing can be proved nothing is concluded, and the
lease has to run out. Should a file system ever forget a lock (some over a network do), the fence still keeps a living
worker whose turn was taken from writing.
"""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

log = logging.getLogger(__name__)


class Presence:
    """One worker's lock, from its first claim on for as long as its process lives."""

    def __init__(self, folder: Path, name: str) -> None:
        """Show the worker of this name to those that share the folder; where that can't be, do without."""
        self._path = folder / name
        self._file: int | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = _locked_file(self._path)
        except OSError as error:
            log.info("after a kill, this worker's turns go on when their leases end (%s)", error)

    def end(self) -> None:
        """Go in order: nothing has to be concluded from this worker's absence."""
        if self._file is not None:
            self._path.unlink(missing_ok=True)
            os.close(self._file)
            self._file = None


def _locked_file(path: Path) -> int:
    """Locked before it can be seen, so that nobody takes a beginner for dead."""
    hidden = path.with_name(f".{path.name}")
    file = os.open(hidden, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    fcntl.flock(file, fcntl.LOCK_EX)
    hidden.rename(path)
    return file


@contextmanager
def dead_workers(folder: Path) -> Iterator[list[str]]:
    """Names of workers that died, for exactly one caller; forgotten after the block, unless it raises."""
    dead = dict(_unheld(folder))
    try:
        yield list(dead)
        for name in dead:
            (folder / name).unlink(missing_ok=True)
    finally:
        for file in dead.values():
            os.close(file)


def _unheld(folder: Path) -> Iterator[tuple[str, int]]:
    with suppress(OSError):
        for entry in os.scandir(folder):
            if not entry.name.startswith(".") and (file := _taken(entry.path)) is not None:
                yield entry.name, file


def _taken(path: str) -> int | None:
    try:
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        return None
    return file
