"""What web and worker have loaded when they begin to serve is never looked through for garbage again."""

import subprocess
import sys

import pytest

from organizations.garbage import THRESHOLDS

TELL = "import gc; print(gc.get_freeze_count() > 100_000, gc.get_threshold(), gc.isenabled())"
# As `worker_ready` does; without an engine, which needs the worker's own settings.
WORKER = """
import django
django.setup()
from conversations import tasks
from types import SimpleNamespace
tasks._engine = lambda: SimpleNamespace(runtime=lambda: None)
tasks.start_engine()
"""


@pytest.mark.parametrize("process", ["import config.asgi", WORKER], ids=["web", "worker"])
def test_what_is_loaded_is_left_alone_and_the_rest_is_collected_seldom(process: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", f"{process}\n{TELL}"], capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout.strip().splitlines()[-1] == f"True {THRESHOLDS} True"
