"""A build of the product that is up: this tree or another commit, started as `make run` starts it."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import psutil
from psycopg.conninfo import make_conninfo

from config.local.folders import make_folders, server_account
from config.local.keys import load_keys
from config.local.program import dies_with_parent
from config.local.servers import DATABASE, SUPERUSER, database_urls, valkey_url
from tests.benchmarks.machine import tree_of

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS, STOP_SECONDS = 600, 60
# What a person may have set for a run of their own.
NOT_OURS = ("DATABASE_", "REDIS_", "ANTHROPIC_", "SWITCHBOARD_", "PUBLIC_URL", "SANDBOX_URL", "PYTHONPATH", "DJANGO_")
# One worker process, as in all earlier figures; the machine's processors would decide otherwise.
WORKERS = "1"


def free_ports(count: int) -> int:
    """The first of that many neighbouring ports on which nobody listens."""
    while True:
        # Below those that the kernel gives to outgoing connections, which may take one before its server does.
        first = random.randrange(20_000, 32_000)
        if all(_is_free(port) for port in range(first, first + count)):
            return first


def _is_free(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) != 0


def plain_environment() -> dict[str, str]:
    """The environment without settings of the product."""
    return {name: value for name, value in os.environ.items() if not name.startswith(NOT_OURS)}


class Build:
    """The whole product in processes of its own, with a home of its own, from an empty folder."""

    def __init__(self, name: str, root: Path, home: Path, settings: dict[str, str]) -> None:
        self.name = name
        self._home = home
        port = free_ports(2)  # the demo servers take the next one
        self.origin = f"http://localhost:{port}"
        environment = {**plain_environment(), **settings, "SWITCHBOARD_WORKERS": WORKERS}
        self._log = home.with_suffix(".log")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "config.local"],
            cwd=root,
            env={**environment, "SWITCHBOARD_HOME": str(home), "PORT": str(port)},
            stdout=self._log.open("wb"),
            stderr=subprocess.STDOUT,
            preexec_fn=dies_with_parent(os.getpid(), signal.SIGTERM),
        )
        self.root = psutil.Process(self._process.pid)

    def wait_until_up(self) -> None:
        """Raises SystemExit with what it said when it does not come up."""
        deadline = time.monotonic() + START_SECONDS
        # What it says last, once its beat and other workers have been started too.
        while not self._is_up():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"The build {self.name} did not start:\n{self._log.read_text()[-4000:]}")
            time.sleep(0.2)
        folders, keys = make_folders(self._home, server_account()), load_keys(self._home)
        self.database_url = database_urls(folders, keys)["DATABASE_URL"]
        self.superuser_url = make_conninfo(
            host=str(folders.sockets), user=SUPERUSER, password=keys.superuser_password, dbname=DATABASE
        )
        self.valkey_url = valkey_url(folders)
        self.web, self.worker = self._one("uvicorn"), self._one("worker")

    def stop(self) -> None:
        """End it with everything that it stored."""
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        finally:
            self._process.kill()
            make_folders(self._home, server_account()).remove()

    def _is_up(self) -> bool:
        try:
            healthy = httpx2.get(f"{self.origin}/healthz", timeout=2, trust_env=False).status_code == 200
        except httpx2.HTTPError:
            return False
        return healthy and any("beat" in process.cmdline() for process in self.root.children())

    def _one(self, word: str) -> psutil.Process:
        return next(process for process in tree_of(self.root) if word in process.cmdline())


@contextmanager
def started(name: str, root: Path, home: Path, settings: dict[str, str]) -> Iterator[Build]:
    """A build that is up, and stopped at the end."""
    build = Build(name, root, home, settings)
    try:
        build.wait_until_up()
        yield build
    finally:
        build.stop()


@contextmanager
def checked_out(commit: str, folder: Path) -> Iterator[Path]:
    """Another commit's tree in this folder, with this tree's front end, which the bench does not measure."""
    found = _git("rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}")
    _git("worktree", "add", "--quiet", "--detach", str(folder), found)
    try:
        shutil.rmtree(folder / "frontend")
        ignored = shutil.ignore_patterns("node_modules", "coverage", "shots", "*.lock", "*.tsbuildinfo")
        shutil.copytree(ROOT / "frontend", folder / "frontend", ignore=ignored)
        yield folder
    finally:
        _git("worktree", "remove", "--force", str(folder))


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"`git {' '.join(arguments)}` failed: {done.stderr.strip() or 'there is no such commit'}")
    return done.stdout.strip()
