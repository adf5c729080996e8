"""A stop that a signal asked for, and that cannot get lost."""

import contextlib
import os
import signal
import sys
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopping:
    """Whether this process was asked to stop.

    A plain attribute, set from a signal handler or a thread: an Event would wait for its own lock where the handler
    interrupts whoever waits for it.
    """

    def __init__(self) -> None:
        self.asked = False

    def by_signal(self) -> None:
        """From now on Ctrl-C or SIGTERM asks, and raises KeyboardInterrupt wherever the main thread is."""
        for each in SIGNALS:
            signal.signal(each, self._interrupt)

    def check(self) -> None:
        """Raise KeyboardInterrupt if it was asked.

        Python prints and drops what is raised inside a finalizer or while it forks, so whoever runs on looks here too.
        """
        if self.asked:
            raise KeyboardInterrupt

    def _interrupt(self, signum: int, frame: FrameType | None) -> None:
        # A second Ctrl-C would interrupt the clean-up: it is on its way already, and bounded.
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        self.asked = True
        # Not print: it may be what was interrupted, and cannot be entered twice.
        with contextlib.suppress(OSError):
            os.write(sys.stdout.fileno(), b"\nStopping \xe2\x80\xa6\n")
        raise KeyboardInterrupt
