"""Runs one command with embedded servers that exist only as long as it does; for tests."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from config.local.program import dies_with_parent
from config.local.services import EmbeddedServices


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
