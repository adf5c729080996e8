"""The whole product under its supervisor, as `make run` starts it, on a throwaway home and free ports."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import psutil

from config.local.locks import is_free
from config.local.program import dies_with_parent, log_tail
from config.local.run import REPOSITORY
from config.local.services import EmbeddedServices

# With a front-end build before it; the tests' own runs have one already.
START_SECONDS = 240
STOP_SECONDS = 30
WELCOME = "Switchboard is running"
# What belongs to the test run's own servers and settings.
NOT_INHERITED = ("DATABASE_", "REDIS_", "SWITCHBOARD_", "ANTHROPIC_", "DJANGO_", "PYTEST_")
ALSO_NOT = {"SECRET_KEY", "PUBLIC_URL", "SANDBOX_URL", "PORT", "MODEL", "EMAIL_URL"}


class Product:
    """One run of the product in a checkout. One worker process, so that killing it stops every turn."""

    def __init__(self, settings: dict[str, str], tree: Path = REPOSITORY) -> None:
        self._tree = tree
        self.home = Path(tempfile.mkdtemp(prefix="switchboard-"))
        self.port = _two_free_ports()
        self.url = f"http://localhost:{self.port}"
        self.said: list[str] = []
        self._ready = threading.Event()
        own = {"SWITCHBOARD_HOME": str(self.home), "PORT": str(self.port), "SWITCHBOARD_WORKERS": "1"}
        # Until it starts, more may be put in: who listens where is often only known once this port is.
        self.environment = {**_inherited(), **own, **settings}

    def start(self) -> None:
        """Start it and wait for its welcome."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "config.local"],
            cwd=self._tree,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=dies_with_parent(os.getpid(), signal.SIGTERM),
        )
        threading.Thread(target=self._listen, daemon=True).start()
        # Its output ends a moment before the process does.
        if not self._ready.wait(START_SECONDS) or not any(line.startswith(WELCOME) for line in self.said):
            raise AssertionError("The product did not start:\n" + "\n".join(self.said) + self.logs())

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            self.said.append(line.rstrip())
            if line.startswith(WELCOME):
                self._ready.set()
        self._ready.set()

    def stop(self) -> None:
        """Press Ctrl-C; fails when it does not end well or leaves anything running."""
        started = self.processes()
        self._process.send_signal(signal.SIGINT)
        code = self._process.wait(STOP_SECONDS)
        _, left = psutil.wait_procs(started, timeout=STOP_SECONDS)
        for process in left:
            process.kill()
        assert code == 0, "\n".join(self.said) + self.logs()
        assert not left, f"still running after Ctrl-C: {left}"
        assert is_free(self.port) and is_free(self.port + 1)

    def discard(self) -> None:
        """Delete its home, and end it where it was not stopped."""
        if self._process.poll() is None:
            for process in [*self.processes(), self._process]:
                process.kill()
        servers = (self.home / "servers").resolve()
        for folder in (servers, self.home):
            shutil.rmtree(folder, ignore_errors=True)

    def manage(self, *command: str, **environment: str) -> None:
        """Run a command of manage.py beside it, with every login of its database."""
        with EmbeddedServices(self.home) as services:
            done = subprocess.run(
                [sys.executable, "manage.py", *command],
                cwd=self._tree,
                env={**self.environment, **services.start(), **environment},
                capture_output=True,
                text=True,
            )
        assert done.returncode == 0, done.stderr

    def processes(self) -> list[psutil.Process]:
        """Everything that it has started and that runs."""
        return psutil.Process(self._process.pid).children(recursive=True)

    def kill(self, program: str) -> None:
        """SIGKILL the process of this run whose command line holds these words; wait until it is gone."""
        (victim, *others) = [each for each in self.processes() if program in " ".join(each.cmdline())]
        assert not others, f"{program} runs several times"
        victim.kill()
        psutil.wait_procs([victim], timeout=STOP_SECONDS)

    def reporters(self, title: str) -> list[str]:
        """Who reported the tracker's issues of this title, read from its own database."""
        with sqlite3.connect(f"file:{self.home}/demo.sqlite3?mode=ro", uri=True) as tracker:
            return [row[0] for row in tracker.execute("SELECT reporter FROM issues WHERE title = ?", [title])]

    def forget_sign_ins(self) -> None:
        """The demo servers forget every token that they gave out."""
        with sqlite3.connect(self.home / "demo.sqlite3", timeout=5) as demo:
            demo.execute("DELETE FROM oauth_tokens")

    def logs(self) -> str:
        """The end of each log, for the message of a failure."""
        files = sorted((self.home / "log").glob("*.log"))
        return "".join(f"\n--- {file.name}\n{log_tail(file, 60)}" for file in files)


def _two_free_ports() -> int:
    """Below those that the system gives to whoever asks for any: a start takes seconds until it listens on both."""
    while not (is_free(port := random.randrange(20_000, 32_000, 2)) and is_free(port + 1)):
        pass
    return port


def _inherited() -> dict[str, str]:
    return {
        name: value for name, value in os.environ.items() if name not in ALSO_NOT and not name.startswith(NOT_INHERITED)
    }
