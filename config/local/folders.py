"""Where the embedded servers keep their data and their sockets."""

import hashlib
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config.local.account import Account

# A socket's address holds 104 bytes on macOS, 108 on Linux, and ends in a name like ".s.PGSQL.5432".
LONGEST_SOCKET_FOLDER = 80
SERVERS = "servers"
ROOTS_DATA = Path("/var/lib")


@dataclass(frozen=True)
class Folders:
    """The folders of one home's servers, private to the account that the servers run as."""

    data: Path
    sockets: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data directory."""
        return self.data / "postgres"

    @property
    def valkey_socket(self) -> Path:
        """Valkey's Unix socket."""
        return self.sockets / "valkey.sock"

    def remove(self) -> None:
        """Delete everything the servers have stored; they must have stopped."""
        shutil.rmtree(self.sockets, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)


def make_folders(home: Path, account: Account) -> Folders:
    """The folders of this home's servers, made when absent."""
    folders = _folders(home, account)
    for folder in (folders.data, folders.sockets):
        _make_private(folder, account)
    if account.differs:
        _link(home / SERVERS, folders.data)
    return folders


def set_orphans_aside(home: Path, account: Account) -> None:
    """Before the first start of a home: what an earlier home of this name left behind becomes `….orphaned`.

    Its keys went with that home, so it cannot be opened; but they may come back (a volume that was not mounted),
    so the last one is kept. Raises FileExistsError when only the keys of this very home are missing.
    """
    if (home / SERVERS).exists():
        raise FileExistsError(f"{home / SERVERS} is there without its keys; restore {home}/keys.json, or delete it")
    data = _folders(home, account).data
    if data.exists():
        orphaned = data.with_name(f"{data.name}.orphaned")
        shutil.rmtree(orphaned, ignore_errors=True)
        data.rename(orphaned)


def _folders(home: Path, account: Account) -> Folders:
    # Nobody cannot enter root's home or a `mktemp -d`, so root's servers live where everybody may pass.
    name = f"switchboard-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"
    data = ROOTS_DATA / name if account.differs else home / SERVERS
    sockets = data / "run"
    if len(os.fsencode(sockets)) > LONGEST_SOCKET_FOLDER:
        sockets = Path(tempfile.gettempdir()) / f"{name}-{account.user}"
    return Folders(data, sockets)


def _make_private(folder: Path, account: Account) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if account.differs:
        os.chown(folder, account.user, account.group)
    found = folder.lstat()
    # In a shared temporary folder somebody else may have made this name first.
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.user:
        raise PermissionError(f"{folder} belongs to somebody else")
    folder.chmod(0o700)


def _link(link: Path, target: Path) -> None:
    if link.is_symlink() and link.readlink() == target:
        return
    link.unlink(missing_ok=True)
    link.symlink_to(target)
