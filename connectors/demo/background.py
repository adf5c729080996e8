"""How our small servers run: as a process, or, for tests, in a thread of another."""

import asyncio
import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette

HOST = "127.0.0.1"
_START_SECONDS = 20.0
_STOP_SECONDS = 10.0


class NotStarted(RuntimeError):
    """The server did not come up in time."""


class _Server(uvicorn.Server):
    """uvicorn that says when it accepts requests, so that nobody has to poll."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = threading.Event()

    async def main_loop(self) -> None:
        # uvicorn's own looks ten times a second whether it shall stop.
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        await self.on_tick(0)
        self.up.set()
        await self._stopping.wait()

    def stop(self) -> None:
        """Ask it to stop, from another thread; it accepts requests already."""
        self._loop.call_soon_threadsafe(self._stopping.set)


def _listening(port: int) -> socket.socket:
    # The protocol must be named: asyncio switches Nagle's delay off only for sockets that say they are TCP.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, port))
    listener.listen(128)
    return listener


class BackgroundServer:
    """Serves on the loopback address between enter and exit. Port 0 takes a free one; `base_url` names it."""

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self.base_url = ""

    def application(self, base_url: str) -> Starlette:
        """The application to serve at this address; subclasses say which."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        listener = _listening(self._port)
        self.base_url = f"http://{HOST}:{listener.getsockname()[1]}"
        try:
            self._start(listener)
        except BaseException:
            listener.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._server is not None and self._thread is not None and self._thread.is_alive():
            self._server.stop()
            self._thread.join(_STOP_SECONDS)

    def _start(self, listener: socket.socket) -> None:
        config = uvicorn_config(self.application(self.base_url))
        self._server = _Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listener]}, name=type(self).__name__, daemon=True
        )
        self._thread.start()
        if not self._server.up.wait(_START_SECONDS):
            raise NotStarted(f"{type(self).__name__} did not start within {_START_SECONDS:.0f} s")


def serve(application: Starlette, port: int) -> None:
    """Serve in this process until SIGINT or SIGTERM."""
    with suppress(KeyboardInterrupt):
        uvicorn.Server(uvicorn_config(application, port)).run()


def uvicorn_config(application: Starlette, port: int = 0) -> uvicorn.Config:
    """How our small servers run: on loopback, and without an access log, because addresses hold codes."""
    return uvicorn.Config(
        application,
        host=HOST,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
        timeout_graceful_shutdown=3,
    )
