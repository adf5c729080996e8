"""`manage.py load_directory`: bring the directory up to date with the shipped file."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from connectors.directory.loading import load_directory


class Command(BaseCommand):
    """Safe to repeat; what an operator edited stays (connectors/directory/loading.py has the rule)."""

    help = "Load the shipped Connectors Directory; safe to repeat, keeps operators' edits."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say how many entries there are."""
        count = load_directory(settings.DEMO_SERVERS_URL)
        if options["verbosity"]:
            self.stdout.write(f"The directory has {count} listings.")
