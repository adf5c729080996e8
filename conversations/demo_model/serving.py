"""The demo model inside another process, for tests."""

from starlette.applications import Starlette

from connectors.demo.background import BackgroundServer
from conversations.demo_model.app import build_application


class DemoModel(BackgroundServer):
    """The demo model on a loopback port between enter and exit; `base_url` is for the SDK."""

    def __init__(self, port: int = 0, *, delay_ms: float = 0.0) -> None:
        super().__init__(port)
        self._delay_ms = delay_ms

    def application(self, base_url: str) -> Starlette:
        return build_application(self._delay_ms)
