"""The order of files among several workers: each file stays whole, so one that takes long must not be the last.

pytest-xdist's own order is by number of tests (`make test-python` turns it off), and the longest files have few.
"""

from collections import Counter
from pathlib import Path

import pytest

# Longer than a quarter of a minute on two cores. Those that start the whole product with a browser stand apart:
# three of them at once are more than two cores can do in the time that their tests give it, and the first of them
# makes the home that the others copy.
LONGEST = (
    "tests/browser/test_doors.py",
    "tests/edge/test_characters.py",
    "tests/conversations/test_waiting_for_accounts.py",
    "tests/browser/test_faults.py",
    "tests/conversations/test_valkey_stalls.py",
    "tests/edge/test_unknown_fields.py",
    "tests/browser/test_main_job.py",
    "tests/conversations/test_stream_access.py",
    "tests/connectors/test_bound_clients.py",
    "tests/browser/test_slow_answers.py",
    "tests/services/test_health_sign_in.py",
    "tests/local/test_services.py",
    "tests/browser/test_second_tab.py",
    "tests/connectors/test_late_sign_in.py",
    "tests/conversations/test_live_losses.py",
    "tests/browser/test_tool_reviews.py",
    "tests/connectors/test_registering_again.py",
    "tests/conversations/test_broken_answers.py",
    "tests/browser/test_accounts.py",
    "tests/edge/test_caching.py",
    "tests/connectors/test_first_sync.py",
    "tests/browser/test_operators.py",
    "tests/test_strangers.py",
    "tests/conversations/test_resuming.py",
    "tests/browser/test_questions.py",
    "tests/local/test_roles.py",
    "tests/edge/test_lean.py",
    "tests/scenarios/test_server_everything.py",
    "tests/services/test_signing_in.py",
    "tests/mutants/test_tool.py",
    "tests/conversations/test_tool_rules.py",
    "tests/conversations/test_exact_arguments.py",
    "tests/connectors/test_tool_reviews_api.py",
    "tests/connectors/test_step_up.py",
    "tests/test_production.py",
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
