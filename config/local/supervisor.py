"""Keeps programs running: starts again what died, and stops all only when it is told to."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from typing import Self

from config.local.program import Log, Program
from config.local.stopping import Stopping

# One supervised program: its process now, and when to start it again.

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 15.0
# Who ran this long was well: its next death starts from the shortest pause.
WELL_AFTER_SECONDS = 30.0


class Child:
    """Starts a program, and starts it again with growing pauses when it dies."""

    def __init__(self, program: Program, log: Log, announce: Callable[[str], None]) -> None:
        self._program = program
        self._log = log
        self._announce = announce
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._next_start = 0.0
        self._pause = FIRST_PAUSE_SECONDS
        self.name = program.name
        self.deaths = 0

    def start(self) -> None:
        """Start the process and copy what it writes into the log."""
        self._started_at = time.monotonic()
        self._process = self._program.start()
        output = (self.name, self._process.stdout, self._announce)
        threading.Thread(target=self._log.copy, args=output, daemon=True).start()

    def tend(self) -> None:
        """Notice a death, and start again when the pause is over."""
        now = time.monotonic()
        if self._process is not None and self._process.poll() is not None:
            self._notice_death(self._process.returncode, now)
        elif self._process is None and now >= self._next_start:
            self.start()

    def ask_to_stop(self) -> None:
        """Send the program's stop signal, if it runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.Signals[self._program.stop_signal])

    def wait_or_kill(self, deadline: float) -> None:
        """Wait for its end until `deadline` (monotonic), then kill it with all that it started."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def _notice_death(self, code: int, now: float) -> None:
        if now - self._started_at > WELL_AFTER_SECONDS:
            self._pause = FIRST_PAUSE_SECONDS
        self.deaths += 1
        self._process = None
        self._next_start = now + self._pause
        self._announce(f"{self.name} stopped ({_reason(code)}); starting it again. See {self._log.path}")
        self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)


def _reason(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name


TICK_SECONDS = 0.1
STOP_SECONDS = 6.0
MOST_DEATHS = 4


class Supervisor:
    """Runs programs side by side until it is asked to stop."""

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

    def run(self, stopping: Stopping) -> None:
        """Tend the programs until somebody asks to stop."""
        while not stopping.asked:
            time.sleep(TICK_SECONDS)
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
