"""Throwaway homes with embedded servers for the tests of the launcher."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.local.services import EmbeddedServices

DEADLINE_SECONDS = 20.0


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty folder with a short path, removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="switchboard-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def addresses() -> Iterator[dict[str, str]]:
    """Servers that the tests of one module share."""
    folder = Path(tempfile.mkdtemp(prefix="switchboard-"))
    services = EmbeddedServices(folder, durable=False)
    yield services.start()
    services.stop()


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether it comes true before the deadline."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.01)
    return False
