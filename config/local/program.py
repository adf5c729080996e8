"""What a supervised process is, and how it is started so that it cannot outlive its supervisor."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from config.local.account import Account, ourselves

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Program:
    """A command that a supervisor keeps running."""

    name: str
    command: list[str]
    environment: dict[str, str]
    folder: Path
    account: Account = field(default_factory=ourselves)
    stop_signal: str = "SIGTERM"

    def start(self) -> subprocess.Popen[bytes]:
        """Start it in a session of its own: a Ctrl-C in the terminal reaches only the supervisor."""
        return subprocess.Popen(
            self.command,
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=self.account.switch_user,
            group=self.account.switch_group,
            extra_groups=self.account.switch_groups,
            preexec_fn=dies_with_parent(os.getpid(), signal.Signals[self.stop_signal]),
        )


def dies_with_parent(parent: int, stop_signal: signal.Signals) -> Callable[[], None] | None:
    """For `preexec_fn`: on Linux, ask the kernel to send the stop signal when the parent is killed."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(stop_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask
