"""Where the embedded servers keep their data and their sockets."""

import errno
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# Who the embedded servers run as: PostgreSQL refuses root, so root starts them as nobody.

NOBODY = 65534


@dataclass(frozen=True)
class Account:
    """A user and group id, and what `subprocess` takes to start a program as them."""

    user: int
    group: int
    differs: bool
    """Whether this is somebody other than the one who starts the servers."""

    @property
    def switch_user(self) -> int | None:
        """The user to switch to, or None to stay who we are."""
        return self.user if self.differs else None

    @property
    def switch_group(self) -> int | None:
        """The group to switch to, or None to stay in ours."""
        return self.group if self.differs else None

    @property
    def switch_groups(self) -> list[int] | None:
        """None of root's other groups when we switch; None to keep ours."""
        return [] if self.differs else None


def server_account() -> Account:
    """Ourselves, or nobody when we are root."""
    if os.geteuid() == 0:
        return Account(NOBODY, NOBODY, differs=True)
    return ourselves()


def ourselves() -> Account:
    """The account of this process: nothing to switch."""
    return Account(os.geteuid(), os.getegid(), differs=False)


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


# A home that cannot hold what a run keeps there, in words for whoever chose it.

MOVE = "choose another folder with SWITCHBOARD_HOME"
FULL = {errno.ENOSPC, errno.EDQUOT}
CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}
NO_FOLDER = {errno.EEXIST, errno.ENOTDIR}


class HomeUnusable(RuntimeError):
    """The home is a file, a mount point where a link has to be, closed, or full; the message says what to do."""


@contextmanager
def told_in_words(home: Path) -> Iterator[None]:
    """Raises HomeUnusable for what the system says of the home's files; every other error goes on as it is."""
    try:
        yield
    except OSError as error:
        words = words_about(error, home)
        if words is None:
            raise
        raise HomeUnusable(words) from error


def words_about(error: OSError, home: Path) -> str | None:
    """What is wrong with the home and what to do; None where it is not about the home."""
    if error.errno in FULL:
        return f"There is no room left for {error.filename or home}. Make room, or {MOVE}."
    if error.errno is None or not _belongs_to(home, error.filename):
        return None
    path = Path(str(error.filename))
    if error.errno == errno.EBUSY or path.is_mount():
        return f"{path} is a mount point, which cannot be replaced or moved. {_elsewhere(path, home)}"
    if error.errno == errno.EISDIR or (path.name == SERVERS and path.is_dir() and not path.is_symlink()):
        return f"{path} is a folder where Switchboard keeps a link. Move it away, or {MOVE}."
    if error.errno in NO_FOLDER:
        return f"{home} is no folder, or lies below a file: {MOVE}."
    if error.errno in CLOSED:
        return f"{path} cannot be written by who runs this. Give them the folder, or {MOVE}."
    return f"{path} cannot be used ({error.strerror}): {MOVE}."


def _elsewhere(path: Path, home: Path) -> str:
    if path == home / SERVERS:
        return f"Mount it at {home} instead, or {MOVE}."
    return f"Unmount it, or use a folder inside of it: SWITCHBOARD_HOME={path}/switchboard."


def _belongs_to(home: Path, filename: object) -> bool:
    if not isinstance(filename, str | bytes | Path):
        return False
    path = Path(filename.decode() if isinstance(filename, bytes) else filename)
    return path in (home, *home.parents) or home in path.parents or ROOTS_DATA in path.parents
