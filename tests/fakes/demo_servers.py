"""The demo servers and the demo model in a thread of the tests' process."""

import asyncio
import socket
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette

from connectors.demo.application import build_application
from connectors.demo.authorization.tokens import ACCESS_SECONDS
from connectors.demo.services import Service
from connectors.demo.serving import HOST, uvicorn_config
from conversations.demo_model.app import build_application as build_demo_model

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


class DemoServers(BackgroundServer):
    """All demo servers over the data in `home` (made and seeded when missing).

    Use as a context manager; inside it, `base_url` is the issuer and `url_of(TRACKER)` an MCP address.
    """

    def __init__(self, home: Path, port: int = 0, *, access_seconds: int = ACCESS_SECONDS) -> None:
        super().__init__(port)
        self.home = home
        self._access_seconds = access_seconds

    def application(self, base_url: str) -> Starlette:
        return build_application(self.home, base_url, access_seconds=self._access_seconds)

    def url_of(self, service: Service) -> str:
        """The address of the service's MCP server."""
        return f"{self.base_url}{service.path}"


class DemoModel(BackgroundServer):
    """The demo model on a loopback port between enter and exit; `base_url` is for the SDK."""

    def __init__(self, port: int = 0, *, delay_ms: float = 0.0) -> None:
        super().__init__(port)
        self._delay_ms = delay_ms

    def application(self, base_url: str) -> Starlette:
        return build_demo_model(self._delay_ms)
