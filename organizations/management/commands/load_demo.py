"""`manage.py load_demo`: the people whom a newcomer can sign in as, on the embedded database only."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from organizations.first_people import load_demo


class Command(BaseCommand):
    """Safe to repeat: what exists stays as it is."""

    help = "Make the demo organizations and accounts (embedded run only)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError where demo accounts would be an open door."""
        if not settings.DEMO_ACCOUNTS:
            raise CommandError("Demo accounts exist only on the embedded database of `make run`.")
        load_demo()
        if options["verbosity"]:
            self.stdout.write("The demo accounts are ready.")
