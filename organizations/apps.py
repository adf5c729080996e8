"""App config."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """People, plans, roles, projects, audit, tenancy."""

    name = "organizations"

    def ready(self) -> None:
        """Register the system checks."""
        from organizations import checks  # noqa: F401
