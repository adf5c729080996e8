"""`make services`: every test of the built-in services, those that only run here too; arguments go to pytest."""

import sys

import pytest

from tests.services.report import Report

PLACE = "tests/services"


def main(arguments: list[str]) -> int:
    """The run's exit status: 0 where all passed and, without arguments, every tool of every service was exercised."""
    # The last -m counts: what pyproject.toml leaves out is run.
    options = ["-p", "no:cacheprovider", "-m", "", *(arguments or [PLACE])]
    return int(pytest.main(options, plugins=[Report(is_whole=not arguments)]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
