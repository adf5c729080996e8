"""App config."""

from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    """Listings, connectors, connections, tools."""

    name = "connectors"

    def ready(self) -> None:
        """Listen to the app below."""
        from connectors import receivers  # noqa: F401
