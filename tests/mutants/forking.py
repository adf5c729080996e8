"""Children: each does one thing to a copy of this process and ends."""

import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

Tell = Callable[[str], object]


def in_a_child(work: Callable[[Tell], int], seconds: int = 0) -> tuple[int, str]:
    """How the child ended (its code, negative: the signal) and the last thing that it told. It prints nothing."""
    with tempfile.NamedTemporaryFile("r") as told:
        sys.stdout.flush()
        child = os.fork()
        if not child:
            _do(work, Path(told.name).write_text, seconds)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), told.read()


def _do(work: Callable[[Tell], int], tell: Tell, seconds: int) -> None:
    try:
        os.setsid()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (1, 2):
            os.dup2(nowhere, stream)
        signal.alarm(seconds)
        os._exit(work(tell))
    finally:
        os._exit(3)
