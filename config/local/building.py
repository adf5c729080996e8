"""The front-end build beside the other preparations: it is the longest step of a first start."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Self

from config.local import frontend
from config.local.program import dies_with_parent

BUILD_SECONDS = frontend.INSTALL_SECONDS + frontend.BUILD_SECONDS
STOP_SECONDS = 3.0


class Building:
    """Builds the workspace in a process of its own, if its sources have changed."""

    def __init__(self, logs: Path, say: Callable[[str], None]) -> None:
        logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._log = logs / "frontend.log"
        self._say = say
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        if not frontend.is_built():
            self._say("Building the workspace in the browser (frontend/), about half a minute the first time")
            self._process = self._start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(STOP_SECONDS)

    def finish(self) -> None:
        """Wait for the end of the build. Raises BuildFailed with what npm said."""
        if self._process is not None and self._process.wait(BUILD_SECONDS):
            raise frontend.BuildFailed(self._log.read_text(errors="replace").strip())

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log.open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "config.local.frontend"],
                cwd=frontend.REPOSITORY,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=dies_with_parent(os.getpid(), signal.SIGTERM),
            )
