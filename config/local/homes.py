"""A home that cannot hold what a run keeps there, in words for whoever chose it."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.local.folders import ROOTS_DATA, SERVERS

MOVE = "choose another folder with SWITCHBOARD_HOME"
FULL = {errno.ENOSPC, errno.EDQUOT}
CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}
NO_FOLDER = {errno.EEXIST, errno.ENOTDIR}


class HomeUnusable(RuntimeError):
    """The home is a file, a mount point where a link has to be, closed, or full; the message says what to do."""


@contextmanager
def told_in_words(home: Path) -> Iterator[None]:
    """Raises HomeUnusable for what the system says of the home's files; every other error goes on as it is."""
    try:
        yield
    except OSError as error:
        words = words_about(error, home)
        if words is None:
            raise
        raise HomeUnusable(words) from error


def words_about(error: OSError, home: Path) -> str | None:
    """What is wrong with the home and what to do; None where it is not about the home."""
    if error.errno in FULL:
        return f"There is no room left for {error.filename or home}. Make room, or {MOVE}."
    if error.errno is None or not _belongs_to(home, error.filename):
        return None
    path = Path(str(error.filename))
    if error.errno == errno.EBUSY or path.is_mount():
        return f"{path} is a mount point, which cannot be replaced or moved. {_elsewhere(path, home)}"
    if error.errno == errno.EISDIR or (path.name == SERVERS and path.is_dir() and not path.is_symlink()):
        return f"{path} is a folder where Switchboard keeps a link. Move it away, or {MOVE}."
    if error.errno in NO_FOLDER:
        return f"{home} is no folder, or lies below a file: {MOVE}."
    if error.errno in CLOSED:
        return f"{path} cannot be written by who runs this. Give them the folder, or {MOVE}."
    return f"{path} cannot be used ({error.strerror}): {MOVE}."


def _elsewhere(path: Path, home: Path) -> str:
    if path == home / SERVERS:
        return f"Mount it at {home} instead, or {MOVE}."
    return f"Unmount it, or use a folder inside of it: SWITCHBOARD_HOME={path}/switchboard."


def _belongs_to(home: Path, filename: object) -> bool:
    if not isinstance(filename, str | bytes | Path):
        return False
    path = Path(filename.decode() if isinstance(filename, bytes) else filename)
    return path in (home, *home.parents) or home in path.parents or ROOTS_DATA in path.parents
