"""The unchanged run: it has to be green, and says which tests run which lines."""

import json
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from types import FrameType
from typing import Any

import pytest

from tests.mutants.forking import in_a_child


@dataclass
class Baseline:
    """Which tests fail, how long each takes, which lines of the file each runs."""

    failed: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[str, list[int]] = field(default_factory=dict)

    def reaching(self, lines: range) -> list[str]:
        """Tests that run one of the lines, the fastest first."""
        reach = [test for test, run in self.lines.items() if not set(run).isdisjoint(lines)]
        return sorted(reach, key=self.seconds.__getitem__)


def baseline_of(file: str, items: Sequence[pytest.Item], fails: Callable[[pytest.Item], bool]) -> Baseline:
    """Measured in a child, so that nothing is remembered here."""

    def measure(tell: Callable[[str], object]) -> int:
        tell(json.dumps(asdict(_measured(file, items, fails))))
        return 0

    code, told = in_a_child(measure)
    if code != 0:
        raise RuntimeError(f"the unchanged run for {file} ended with {code}")
    return Baseline(**json.loads(told))


def _measured(file: str, items: Sequence[pytest.Item], fails: Callable[[pytest.Item], bool]) -> Baseline:
    found = Baseline()
    lines: dict[str, set[int]] = defaultdict(set)
    running = ""

    def local(frame: FrameType, event: str, argument: Any) -> Any:
        lines[running].add(frame.f_lineno)
        return local

    def entered(frame: FrameType, event: str, argument: Any) -> Any:
        return local if frame.f_code.co_filename == file else None

    threading.settrace(entered)
    sys.settrace(entered)
    for item in items:
        running, start = item.nodeid, time.monotonic()
        if fails(item):
            found.failed.append(item.nodeid)
        found.seconds[item.nodeid] = time.monotonic() - start
    sys.settrace(None)
    found.lines = {test: sorted(run) for test, run in lines.items() if test}
    return found
