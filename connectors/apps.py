"""App config."""

from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    """Listings, connectors, connections, tools."""

    name = "connectors"

    def ready(self) -> None:
        """Listen to the app below, and name this one's rows in its audit log."""
        from connectors import receivers  # noqa: F401
