"""One home for all the browser files of a run: made by a whole first start, and copied for each of them.

A copy starts as a second `make run` does, on ports of its own, which are filled in. Under a lock the first worker
makes it, and the first that ends takes it away.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from config.local.folders import SERVERS, make_folders, server_account
from config.local.keys import KEYS_FILE
from config.local.locks import held
from tests.browser.product import Product


class PreparedHome:
    """What a first start leaves behind and a second one needs: the keys, and what PostgreSQL stores."""

    def __init__(self, shared: Path) -> None:
        self._folder = shared / "prepared-home"
        self._lock = shared / "prepared-home.lock"

    def fill(self, home: Path) -> None:
        """Make this empty home one that was started before."""
        folders = make_folders(home, server_account())
        with held(self._lock):
            if not (self._folder / KEYS_FILE).exists():
                self._make()
            _copy(self._folder / SERVERS, folders.data)
            shutil.copy2(self._folder / KEYS_FILE, home)

    def discard(self) -> None:
        """Take it away; a worker that needs one after this makes it anew."""
        with held(self._lock):
            shutil.rmtree(self._folder, ignore_errors=True)

    def _make(self) -> None:
        first = Product({})
        try:
            first.start()
            first.stop()
            self._folder.mkdir(mode=0o700, exist_ok=True)
            (self._folder / SERVERS).mkdir(exist_ok=True)
            _copy(first.home / SERVERS, self._folder / SERVERS)
            # The last: it says that the rest is there.
            shutil.copy2(first.home / KEYS_FILE, self._folder)
        finally:
            first.discard()


def _copy(stored: Path, to: Path) -> None:
    """Owners and modes stay: PostgreSQL starts on nothing that others may read. Its sockets are made anew."""
    kept = [path for path in stored.iterdir() if path.name != "run"]
    subprocess.run(["cp", "-a", *kept, to], check=True)


def shared_folder(factory: pytest.TempPathFactory, worker: str | None) -> Path:
    """The temporary folder of this run, which its workers share."""
    own = factory.getbasetemp()
    return own.parent if worker else own
