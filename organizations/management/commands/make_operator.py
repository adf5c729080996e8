"""`manage.py make_operator [EMAIL]`: the first operator, made by whoever has the database's owner role."""

import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from organizations.first_people import MadeOperator, make_operator
from organizations.refusals import DomainError


class Command(BaseCommand):
    """Safe to repeat. A password is neither asked nor said: a new account gets a link to choose one."""

    # The checks are about the role that serves.
    requires_system_checks = ()
    help = "Make a person an operator of this workspace: opens /admin/ for them. Run it as the database's owner."

    def add_arguments(self, parser: CommandParser) -> None:
        """The address; asked for where it is missing and somebody is there."""
        parser.add_argument("email", nargs="?", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError in words."""
        try:
            made = make_operator(email=options["email"] or _asked())
        except DomainError as refused:
            raise CommandError(refused.detail) from refused
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        self.stdout.write("\n".join(_words(made)))


def _asked() -> str:
    if not sys.stdin.isatty():
        raise CommandError("Say who: EMAIL=you@example.com make operator, or manage.py make_operator you@example.com.")
    return input("E-mail address of the operator: ")


def _words(made: MadeOperator) -> list[str]:
    lines = [f"{made.email} {'was an operator already' if made.was_one else 'is an operator now'}."]
    if made.password_link:
        hours = settings.PASSWORD_RESET_TIMEOUT // 3600
        lines += [f"They choose a password here (good once, for {hours} hours): {made.password_link}"]
    address = settings.PUBLIC_URL
    return [
        *lines,
        f"Next: sign in at {address}/sign-in and open {address}/admin/ for plans, countries, listings and their client",
        "secrets, and for who else is an operator.",
    ]
