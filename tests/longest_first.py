"""The order of files among several workers: each file stays whole, so one that takes long must not be the last.

pytest-xdist's own order is by number of tests (`make test-python` turns it off), and the longest files have few.
"""

from collections import Counter
from pathlib import Path

import pytest

# Longer than half a minute, or nearly, on two cores. Those that start the whole product with a browser stand apart:
# three of them at once are more than two cores can do in the time that their tests give it.
LONGEST = (
    "tests/edge/test_unknown_fields.py",
    "tests/browser/test_slow_answers.py",
    "tests/conversations/test_valkey_stalls.py",
    "tests/edge/test_characters.py",
    "tests/conversations/test_live_losses.py",
    "tests/browser/test_doors.py",
    "tests/conversations/test_broken_answers.py",
    "tests/conversations/test_stream_access.py",
    "tests/browser/test_faults.py",
    "tests/local/test_services.py",
    "tests/mutants/test_tool.py",
    "tests/browser/test_main_job.py",
    "tests/edge/test_caching.py",
    "tests/connectors/test_step_up.py",
    "tests/browser/test_second_tab.py",
    "tests/conversations/test_tool_rules.py",
    "tests/edge/test_lean.py",
    "tests/browser/test_operators.py",
    "tests/connectors/test_late_sign_in.py",
    "tests/test_production.py",
    "tests/browser/test_accounts.py",
    "tests/local/test_roles.py",
    "tests/local/test_garbage.py",
    "tests/browser/test_tool_reviews.py",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long files first, then those with many tests; alone and in one process the order is pytest's."""
    if not hasattr(config, "workerinput"):
        return
    places = {name: place for place, name in enumerate(LONGEST)}
    counts = Counter(_file(config, item) for item in items)

    def rank(item: pytest.Item) -> tuple[int, int, str]:
        name = _file(config, item)
        return places.get(name, len(places)), -counts[name], name

    items.sort(key=rank)


def _file(config: pytest.Config, item: pytest.Item) -> str:
    return Path(item.path).relative_to(config.rootpath).as_posix()
