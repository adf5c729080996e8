"""The demo servers inside another process, for tests."""

from pathlib import Path

from starlette.applications import Starlette

from connectors.demo.application import build_application
from connectors.demo.authorization.tokens import ACCESS_SECONDS
from connectors.demo.background import BackgroundServer
from connectors.demo.services import Service


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
