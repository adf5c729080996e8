"""How the demo servers and the demo model run: one application in a process of its own."""

from contextlib import suppress

import uvicorn
from starlette.applications import Starlette

HOST = "127.0.0.1"


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
