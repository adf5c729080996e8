"""A gate in front of PostgreSQL: it drops what goes through, lets nobody in, or answers as a server in trouble does."""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

SSL_REQUEST, GSS_REQUEST = 80877103, 80877104
# What PostgreSQL says to whoever connects, by its code.
TROUBLES = {
    "53300": "sorry, too many clients already",
    "57P03": "the database system is starting up",
    "57P01": "terminating connection due to administrator command",
}


class DatabaseGate:
    """Listens on a port of its own. `trouble` is a code of TROUBLES, or empty."""

    def __init__(self) -> None:
        settings = connection.settings_dict
        self._host, self._port = settings["HOST"], settings["PORT"] or "5432"
        self._open: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self.port, self.trouble = 0, ""
        # While it is not set, nothing gets through: so does a server that was stopped.
        self.flows = threading.Event()
        self.flows.set()

    def up(self) -> None:
        """Let people in, on the same port as before."""
        self._listener = socket.create_server(("127.0.0.1", self.port), reuse_port=True)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def down(self) -> None:
        """Connections are refused, and the open ones end."""
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        self.drop()

    def drop(self) -> None:
        """End the open connections, as a restart does."""
        for each in self._open:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._open = []

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self._serve, args=(listener.accept()[0],), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        if self.trouble:
            self._refuse(client)
            return
        server = self._reach()
        self._open += [client, server]
        threading.Thread(target=self._carry, args=(server, client), daemon=True).start()
        self._carry(client, server)

    def _reach(self) -> socket.socket:
        if self._host.startswith("/"):
            server = socket.socket(socket.AF_UNIX)
            server.connect(f"{self._host}/.s.PGSQL.{self._port}")
            return server
        return socket.create_connection((self._host, int(self._port)))

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(65536):
                self.flows.wait()
                target.sendall(chunk)
        for each in (source, target):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _refuse(self, client: socket.socket) -> None:
        with client:
            while struct.unpack("!II", client.recv(8, socket.MSG_WAITALL))[1] in (SSL_REQUEST, GSS_REQUEST):
                client.sendall(b"N")
            fields = f"SFATAL\0VFATAL\0C{self.trouble}\0M{TROUBLES[self.trouble]}\0\0".encode()
            client.sendall(b"E" + struct.pack("!I", len(fields) + 4) + fields)


@contextmanager
def through_a_gate() -> Iterator[DatabaseGate]:
    """Django's default connections go through a gate that is up; outside of transactions only."""
    gate = DatabaseGate()
    gate.up()
    before = {key: connection.settings_dict[key] for key in ("HOST", "PORT")}
    _go_to({"HOST": "127.0.0.1", "PORT": str(gate.port)})
    try:
        yield gate
    finally:
        _go_to(before)
        gate.down()


def _go_to(address: dict[str, str]) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict.update(address)
