"""A Valkey that stands still when it is told to: it accepts, and answers nothing. Before, the real one answers."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from tests.fakes.serving import free_socket


class StalledValkey:
    """`url` is its address; until `stalls` is set, words go both ways."""

    def __init__(self, real: str) -> None:
        self._real = urlsplit(real)
        self._listening = free_socket()
        self._open: list[socket.socket] = []
        self.stalls = threading.Event()
        self.url = f"redis://127.0.0.1:{self._listening.getsockname()[1]}/0"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Break every connection."""
        for each in (self._listening, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = self._connect()
                self._open += [near, far]
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(source, target), daemon=True).start()

    def _connect(self) -> socket.socket:
        if self._real.scheme == "unix":
            far = socket.socket(socket.AF_UNIX)
            far.connect(self._real.path)
            return far
        return socket.create_connection((self._real.hostname or "127.0.0.1", self._real.port or 6379))

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while words := source.recv(65536):
                if not self.stalls.is_set():
                    target.sendall(words)


@contextmanager
def stalled_valkey(real: str) -> Iterator[StalledValkey]:
    """One for a block."""
    valkey = StalledValkey(real)
    try:
        yield valkey
    finally:
        valkey.close()
