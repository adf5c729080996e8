"""Real HTTP servers for tests: an ASGI application under uvicorn on a free loopback port, in a thread."""

import logging
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn


def free_socket() -> socket.socket:
    """A listening socket on a port that nobody else has."""
    # With the protocol named, asyncio turns Nagle's algorithm off; without it each answer may wait 40 ms.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", 0))
    listening.listen(128)
    return listening


@contextmanager
def served(app: Any, listening: socket.socket | None = None) -> Iterator[str]:
    """Serve `app` until the block ends; gives its origin. Pass a socket when the app must know its port."""
    listening = listening or free_socket()
    options = {"lifespan": "auto", "timeout_graceful_shutdown": 1, "ws": "none", "proxy_headers": False}
    # Nobody waits for its end, so what it says of its end would stand among the next test's log records.
    config = uvicorn.Config(app, log_config=None, log_level="error", **options)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    # The socket listens already, so the first request waits in its backlog until uvicorn is up.
    try:
        yield origin_of(listening)
    finally:
        # Not waited for: it closes the socket itself within its next tick.
        server.should_exit = True


def said_by_the_product(records: Iterable[logging.LogRecord], level: int) -> list[str]:
    """What was logged at `level` or above, without what a test server that is closing says meanwhile."""
    ours = (record for record in records if record.levelno >= level and not record.name.startswith("uvicorn"))
    return [record.getMessage() for record in ours]


def origin_of(listening: socket.socket) -> str:
    """The address of a socket from `free_socket`."""
    return f"http://127.0.0.1:{listening.getsockname()[1]}"
