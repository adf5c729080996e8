"""Messages for the operator of the instance only."""

import sys

PREFIX = "console: "


def tell_operator(text: str) -> None:
    """One line for the operator: `make run` shows it in the terminal and keeps it out of the log file."""
    sys.stdout.write(f"{PREFIX}{' '.join(text.split())}\n")
    sys.stdout.flush()
