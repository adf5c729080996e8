"""The workspace's build: packages and bundle are made again only when their sources have changed."""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Self

from config import env
from config.local.locks import held
from config.local.program import dies_with_parent

REPOSITORY = Path(__file__).resolve().parents[2]
FRONTEND = REPOSITORY / "frontend"
MADE = {"node_modules", "dist", "coverage", "shots"}
BUILT_FROM = FRONTEND / "dist" / ".switchboard-sources"
INSTALL_SECONDS, BUILD_SECONDS = 600, 300


class BuildFailed(RuntimeError):
    """npm failed; the message carries the end of what it said."""


def install_packages() -> None:
    """`npm ci`, unless the packages of this lock file are there."""
    stamp = FRONTEND / "node_modules" / ".switchboard-lock"
    wanted = _digest([FRONTEND / "package.json", FRONTEND / "package-lock.json"])
    if not _matches(stamp, wanted):
        _npm("ci", "--no-audit", "--no-fund", deadline=INSTALL_SECONDS)
        stamp.write_text(wanted)


def is_built() -> bool:
    """Whether the bundle was built from the sources that lie here now."""
    return _matches(BUILT_FROM, _digest(_sources()))


def build() -> None:
    """Install the packages, build the bundle and compress it, unless it was built from these sources.

    Two copies that start from one clone at once build one after the other: npm can't share its folder.
    """
    with held(FRONTEND / ".build.lock"):
        wanted = _digest(_sources())
        if _matches(BUILT_FROM, wanted):
            return
        install_packages()
        _npm("run", "build", deadline=BUILD_SECONDS)
        _compress()
        BUILT_FROM.write_text(wanted)


def _sources() -> Iterable[Path]:
    for folder, folders, files in os.walk(FRONTEND):
        folders[:] = sorted(set(folders) - MADE)
        yield from (Path(folder, name) for name in sorted(files) if not name.endswith((".tsbuildinfo", ".lock")))


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_to(FRONTEND)}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _matches(stamp: Path, wanted: str) -> bool:
    return stamp.is_file() and stamp.read_text() == wanted


def _npm(*arguments: str, deadline: int) -> None:
    # Node comes as a Python package: its npm lies beside this Python.
    programs = Path(sys.executable).parent
    path = f"{programs}{os.pathsep}{env.text('PATH', os.defpath)}"
    done = subprocess.run(
        [str(programs / "npm"), *arguments],
        cwd=FRONTEND,
        env={**env.everything(), "PATH": path, "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=deadline,
    )
    if done.returncode:
        # npm says what is wrong first and its manual afterwards; a build says it last.
        said = done.stderr.strip()[:2000] + "\n" + done.stdout.strip()[-2000:]
        raise BuildFailed(f"`npm {' '.join(arguments)}` failed in frontend/:\n{said}")


def _compress() -> None:
    # WhiteNoise serves the .br and .gz beside a file to browsers that take them.
    command = [sys.executable, "-m", "whitenoise.compress", "--quiet", str(FRONTEND / "dist")]
    subprocess.run(command, check=True, timeout=BUILD_SECONDS)


if __name__ == "__main__":
    try:
        build()
    except BuildFailed as error:
        raise SystemExit(str(error)) from error


# The front-end build beside the other preparations: it is the longest step of a first start.

BUILD_SECONDS = INSTALL_SECONDS + BUILD_SECONDS
STOP_SECONDS = 3.0


class Building:
    """Builds the workspace in a process of its own, if its sources have changed."""

    def __init__(self, logs: Path, say: Callable[[str], None]) -> None:
        logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._log = logs / "frontend.log"
        self._say = say
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        if not is_built():
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
            raise BuildFailed(self._log.read_text(errors="replace").strip())

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log.open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "config.local.frontend"],
                cwd=REPOSITORY,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=dies_with_parent(os.getpid(), signal.SIGTERM),
            )
