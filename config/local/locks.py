"""Advisory file locks: the kernel drops them when their holder dies, however it dies."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FileLock:
    """One lock file, held shared by many or exclusively by one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def hold_shared(self) -> None:
        """Wait until nobody holds it exclusively, then hold it with others."""
        fcntl.flock(self._open(), fcntl.LOCK_SH)

    def hold(self) -> None:
        """Wait until nobody else holds it, then hold it alone."""
        fcntl.flock(self._open(), fcntl.LOCK_EX)

    def release(self) -> None:
        """Let go; harmless when it is not held."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _open(self) -> int:
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._file


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock file alone for the length of the block."""
    lock = FileLock(path)
    lock.hold()
    try:
        yield
    finally:
        lock.release()


def is_held(path: Path) -> bool:
    """Whether anybody holds the lock file at this moment; two who ask at once may see each other."""
    return not _could_hold(path, fcntl.LOCK_EX)


def is_held_exclusively(path: Path) -> bool:
    """Whether somebody holds the lock file alone at this moment."""
    return not _could_hold(path, fcntl.LOCK_SH)


def _could_hold(path: Path, mode: int) -> bool:
    try:
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(file, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(file)
    return True


# Loopback ports: free, taken, answering.

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether we could listen on this port now."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError:
            return False
    return not accepts(port)


def accepts(port: int) -> bool:
    """Whether somebody takes connections on this port now."""
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex((LOOPBACK, port)) == 0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        port: int = listener.getsockname()[1]
        return port
