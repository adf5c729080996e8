"""One supervised program: its process now, and when to start it again."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable

from config.local.log import Log
from config.local.program import Program

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
