"""App config."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """People, plans, roles, projects, audit, tenancy."""

    name = "organizations"

    def ready(self) -> None:
        """Register the system checks, and listen to sign-ins."""
        from organizations import checks, receivers  # noqa: F401
