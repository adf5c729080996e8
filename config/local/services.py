"""Embedded PostgreSQL and Valkey for one home folder, shared by everybody who starts them there."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from config import env
from config.local.folders import Folders, make_folders, server_account, set_orphans_aside
from config.local.keeper import IN_USE, KEEPER, SERVICES_LOG, THROWAWAY
from config.local.keys import Keys, has_keys, load_keys
from config.local.locks import FileLock, held, is_held, is_held_exclusively
from config.local.program import dies_with_parent, log_tail
from config.local.servers import (
    database_urls,
    find_binaries,
    make_cluster,
    make_roles,
    postgres_answers,
    valkey_answers,
    valkey_url,
)

START_SECONDS = 60.0
STOP_SECONDS = 20.0
LOOK_SECONDS = 0.02
REPOSITORY = Path(__file__).resolve().parents[2]


class ServicesFailed(RuntimeError):
    """The embedded servers did not start; the message names the log."""


class EmbeddedServices:
    """The servers of one home. Start and stop may be called from several processes at once.

    A home that is not durable is deleted, with all that the servers stored, when its last user leaves.
    """

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self._home = home.absolute()
        self._durable = durable
        self._in_use = FileLock(self._home / IN_USE)
        self._account = server_account()
        self._keeper: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> dict[str, str]:
        """Start the servers, or join those that run; returns the environment that points at them.

        Raises:
            ServicesFailed, PostgresFailed: a server did not answer in time, or could not be set up.
            KeysDamaged, FileExistsError: the keys of what is stored here are gone.
            ProgramMissing: there are no server programs for this machine.
        """
        self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with held(self._home / "start.lock"):
            self._in_use.hold_shared()
            try:
                return self._started()
            except BaseException:
                self.stop()
                raise

    def stop(self) -> None:
        """Stop using the servers; they end with their last user, before this returns."""
        self._in_use.release()
        deadline = time.monotonic() + STOP_SECONDS
        while self._is_ending() and time.monotonic() < deadline:
            time.sleep(LOOK_SECONDS)
        if self._keeper is not None and not is_held_exclusively(self._home / KEEPER):
            self._keeper.wait(STOP_SECONDS)
            self._keeper = None

    def _started(self) -> dict[str, str]:
        if not has_keys(self._home):
            set_orphans_aside(self._home, self._account)
        keys = load_keys(self._home)
        folders = make_folders(self._home, self._account)
        binaries = find_binaries(self._account, folders.data)
        if not is_held_exclusively(self._home / KEEPER):
            make_cluster(folders, binaries, self._account, keys)
            self._start_keeper()
        self._wait_for(lambda: postgres_answers(folders, binaries), "PostgreSQL")
        self._wait_for(lambda: valkey_answers(folders), "Valkey")
        make_roles(folders, binaries, keys)
        return _environment(folders, keys)

    def _start_keeper(self) -> None:
        command = [sys.executable, "-m", "config.local.keeper", str(self._home)]
        (self._home / "log").mkdir(mode=0o700, exist_ok=True)
        with (self._home / "log" / "keeper.log").open("wb") as log:
            self._keeper = subprocess.Popen(
                command if self._durable else [*command, THROWAWAY],
                cwd=REPOSITORY,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _wait_for(self, answers: Callable[[], bool], name: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not answers():
            keeper_ended = self._keeper is not None and self._keeper.poll() is not None
            if keeper_ended or time.monotonic() > deadline:
                logs = (self._home / "log" / file for file in ("keeper.log", SERVICES_LOG))
                raise ServicesFailed("\n".join([f"{name} did not start.", *map(log_tail, logs)]))
            time.sleep(LOOK_SECONDS)

    def _is_ending(self) -> bool:
        """Whether a keeper runs that no user keeps alive."""
        if not is_held_exclusively(self._home / KEEPER):
            return False
        in_use = self._home / IN_USE
        return is_held_exclusively(in_use) or not is_held(in_use)


def _environment(folders: Folders, keys: Keys) -> dict[str, str]:
    return {
        **database_urls(folders, keys),
        "REDIS_URL": valkey_url(folders),
        **keys.environment(),
    }


def run_with_throwaway_services(arguments: list[str], environment: dict[str, str]) -> int:
    """Run the command after `--` with servers in a new temporary home; returns its exit code."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    home = Path(tempfile.mkdtemp(prefix="switchboard-"))
    services = EmbeddedServices(home, durable=False)
    try:
        addresses = services.start()
        return _run(command, {**environment, **addresses, "SWITCHBOARD_HOME": str(home)})
    finally:
        services.stop()
        shutil.rmtree(home, ignore_errors=True)


def _run(command: list[str], environment: dict[str, str]) -> int:
    dies_with_us = dies_with_parent(os.getpid(), signal.SIGTERM)
    with subprocess.Popen(command, env=environment, preexec_fn=dies_with_us) as process:
        # A Ctrl-C reaches the command too: it says how it ends, then we clean up.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        code = process.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    raise SystemExit(run_with_throwaway_services(sys.argv[1:], env.everything()))
