"""Keeps programs running: starts again what died, and stops all only when it is told to."""

import threading
import time
from collections.abc import Callable
from typing import Self

from config.local.child import Child
from config.local.log import Log
from config.local.program import Program

TICK_SECONDS = 0.1
STOP_SECONDS = 6.0
MOST_DEATHS = 4


class Supervisor:
    """Runs programs side by side until `stopping` is set."""

    def __init__(self, log: Log, announce: Callable[[str], None]) -> None:
        self._log = log
        self._announce = announce
        self._children: list[Child] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, programs: list[Program]) -> None:
        """Start these beside those that run already."""
        for program in programs:
            child = Child(program, self._log, self._announce)
            self._children.append(child)
            child.start()

    def run(self, stopping: threading.Event) -> None:
        """Tend the programs until `stopping` is set."""
        while not stopping.wait(TICK_SECONDS):
            self.tend()

    def tend(self) -> None:
        """Start again what has died, each after its own pause."""
        for child in self._children:
            child.tend()

    def dies_again_and_again(self) -> str | None:
        """The name of a program that has died more often than a slow start explains."""
        return next((child.name for child in self._children if child.deaths > MOST_DEATHS), None)

    def stop(self) -> None:
        """Ask all to stop at once, and kill after a deadline who has not."""
        for child in self._children:
            child.ask_to_stop()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self._children:
            child.wait_or_kill(deadline)
