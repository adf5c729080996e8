"""A home that is a file, a mount point in the wrong place, closed or full is told in words, never with a traceback."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.local.folders import ROOTS_DATA, HomeUnusable, told_in_words, words_about
from config.local.keys import load_keys
from config.local.services import REPOSITORY, EmbeddedServices

ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root keeps the servers' data elsewhere")


def run_on(home: Path) -> subprocess.CompletedProcess[str]:
    """`make run` on this home."""
    given = {**os.environ, "SWITCHBOARD_HOME": str(home), "PORT": "8765"}
    for name in ("DATABASE_URL", "REDIS_URL", "DATABASE_OWNER_URL", "DATABASE_OPERATOR_URL", "PUBLIC_URL"):
        given.pop(name, None)
    command = [sys.executable, "-m", "config.local"]
    return subprocess.run(command, cwd=REPOSITORY, env=given, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("below", ["", "deep/er"])
def test_a_home_that_is_a_file_is_told_in_words(home: Path, below: str) -> None:
    (home / "file").write_text("mine")
    done = run_on(home / "file" / below)
    assert done.returncode == 1
    assert "is no folder, or lies below a file" in done.stderr and "SWITCHBOARD_HOME" in done.stderr
    assert "Traceback" not in done.stderr
    assert (home / "file").read_text() == "mine"


@ROOT
def test_a_folder_where_roots_link_has_to_be_is_told_in_words_and_kept(home: Path) -> None:
    load_keys(home)
    (home / "servers").mkdir()
    (home / "servers" / "kept").touch()
    with pytest.raises(HomeUnusable, match="is a folder where Switchboard keeps a link"), told_in_words(home):
        EmbeddedServices(home).start()
    assert (home / "servers" / "kept").exists()


@ROOT
def test_a_mount_point_where_roots_link_has_to_be_is_told_in_words(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_keys(home)
    (home / "servers").mkdir()
    monkeypatch.setattr(Path, "is_mount", lambda path: path == home / "servers")
    with pytest.raises(HomeUnusable, match="is a mount point") as told, told_in_words(home):
        EmbeddedServices(home).start()
    assert f"Mount it at {home} instead" in str(told.value)


@pytest.mark.parametrize(
    ("number", "where", "words"),
    [
        (errno.EBUSY, "", "is a mount point, which cannot be replaced or moved. Unmount it"),
        (errno.EBUSY, "servers", "Mount it at"),
        (errno.EACCES, "start.lock", "cannot be written"),
        (errno.EPERM, "log", "cannot be written"),
        (errno.EROFS, "start.lock", "cannot be written"),
        (errno.ENOSPC, "keys.json", "no room left"),
        (errno.EDQUOT, "static", "no room left"),
        (errno.EEXIST, "", "is no folder"),
        (errno.ENOTDIR, "log", "is no folder"),
        (errno.EISDIR, "servers", "is a folder where Switchboard keeps a link"),
        (errno.EIO, "keys.json", "cannot be used"),
        (errno.ELOOP, "", "cannot be used"),
    ],
)
def test_what_the_system_says_of_the_home_is_said_with_what_to_do(
    home: Path, number: int, where: str, words: str
) -> None:
    told = words_about(OSError(number, os.strerror(number), str(home / where)), home)
    assert told is not None and words in told
    assert "SWITCHBOARD_HOME" in told or "Mount it" in told


def test_roots_data_that_is_a_mount_point_is_the_homes_too(home: Path) -> None:
    data = ROOTS_DATA / "switchboard-0123456789ab"
    told = words_about(OSError(errno.EBUSY, "busy", str(data), None, f"{data}.orphaned"), home)
    assert told is not None and f"{data} is a mount point" in told


@pytest.mark.parametrize(
    "error", [OSError("no number"), OSError(errno.ENOENT, "gone", "/elsewhere/x"), OSError(111, "no")]
)
def test_what_is_not_about_the_home_stays_what_it_is(home: Path, error: OSError) -> None:
    with pytest.raises(OSError, match=str(error.args[1] if error.errno else error)), told_in_words(home):
        raise error


def test_a_full_disk_is_told_although_the_system_names_no_file(home: Path) -> None:
    with pytest.raises(HomeUnusable, match="no room left"), told_in_words(home):
        raise OSError(errno.ENOSPC, "No space left on device")
