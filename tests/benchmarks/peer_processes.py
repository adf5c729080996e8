"""The processes of the model and the tool servers, which all contestants share."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2

from config.local.program import dies_with_parent
from tests.benchmarks.builds import ROOT, free_ports, plain_environment

START_SECONDS = 300
LOOPBACK = "127.0.0.1"
# How many tools each server has, in the order of their names below.
TOOLS = (1, 10, 1, 512)


@dataclass(frozen=True)
class Peers:
    """Where they answer."""

    model_url: str
    tools_url: str
    ten_url: str
    asking_url: str
    many_url: str

    @property
    def settings(self) -> dict[str, str]:
        """What a build is told of them."""
        servers = ",".join(url.split("/")[2] for url in (self.tools_url, self.ten_url, self.asking_url, self.many_url))
        return {
            "ANTHROPIC_BASE_URL": self.model_url,
            "ANTHROPIC_API_KEY": "bench",
            "SWITCHBOARD_EGRESS_ALLOW": servers,
        }


@contextmanager
def started_peers() -> Iterator[Peers]:
    """All of them, until the end."""
    first = free_ports(1 + len(TOOLS))
    ports = range(first + 1, first + 1 + len(TOOLS))
    counts = (f"{port}={tools}" for port, tools in zip(ports, TOOLS, strict=True))
    here = "tests.benchmarks"
    with process_of(f"{here}.model_server", str(first)), process_of(f"{here}.tool_servers", *counts):
        for port in (first, *ports):
            wait_for(f"http://{LOOPBACK}:{port}")
        yield Peers(f"http://{LOOPBACK}:{first}", *(f"http://{LOOPBACK}:{port}/mcp" for port in ports))


@contextmanager
def process_of(module: str, *arguments: str) -> Iterator[None]:
    """A module of this checkout as a process, until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=plain_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=dies_with_parent(os.getpid(), signal.SIGKILL),
    )
    try:
        yield
    finally:
        process.kill()
        process.wait(20)


def wait_for(url: str) -> None:
    """Until something answers there. Raises SystemExit after START_SECONDS."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx2.get(f"{url}/nothing", timeout=2, trust_env=False).status_code < 500:
                return
        except httpx2.HTTPError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"{url} did not answer")
