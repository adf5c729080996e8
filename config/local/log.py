"""The log file of a supervisor: every line with the time and the name of its program, capped in size."""

import logging
import logging.handlers
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from config.console import PREFIX

FILE_BYTES = 10 * 1024 * 1024
LINE_BYTES = 64 * 1024


class Log:
    """One file for all programs; when it is full it becomes `.1` and a new one begins."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = path
        self._handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=FILE_BYTES, backupCount=1, encoding="utf-8", errors="replace"
        )
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(name)s | %(message)s"))
        path.chmod(0o600)

    def copy(self, name: str, output: BinaryIO, announce: Callable[[str], None]) -> None:
        """Write everything that `output` gives until it ends; what is for the operator alone is announced instead."""
        with output:
            while line := output.readline(LINE_BYTES):
                text = line.decode("utf-8", errors="replace").rstrip()
                if text.startswith(PREFIX):
                    announce(text.removeprefix(PREFIX))
                else:
                    self.write(name, text)

    def write(self, name: str, line: str) -> None:
        """One line of the program `name`."""
        self._handler.handle(logging.LogRecord(name, logging.INFO, "", 0, line, None, None))


def log_tail(path: Path, lines: int = 15, about: str = "") -> str:
    """The end of a log file, of one program or of all, for a message about a failed start."""
    if not path.exists():
        return ""
    said = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join([line for line in said if not about or f" {about} | " in line][-lines:])
