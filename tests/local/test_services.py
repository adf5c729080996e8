"""The embedded servers start once per home, survive what they should and leave nothing behind."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
import redis

from config.local.services import REPOSITORY, EmbeddedServices
from tests.local.conftest import eventually

ORDINARY_USER = 65534  # nobody: initdb wants a user that the machine knows


def _server_started_at(addresses: dict[str, str]) -> object:
    with psycopg.connect(addresses["DATABASE_URL"]) as connection:
        return connection.execute("SELECT pg_postmaster_start_time()").fetchone()


def _sockets(addresses: dict[str, str]) -> Path:
    return Path(parse_qs(urlsplit(addresses["DATABASE_URL"]).query)["host"][0])


def test_two_starts_share_one_server_until_the_last_one_stops(home: Path) -> None:
    first, second = EmbeddedServices(home, durable=False), EmbeddedServices(home, durable=False)
    addresses = first.start()
    assert second.start() == addresses
    started = _server_started_at(addresses)
    first.stop()
    assert _server_started_at(addresses) == started
    second.stop()
    assert not _sockets(addresses).exists()


def test_rows_and_keys_are_the_same_after_a_second_start(home: Path) -> None:
    with EmbeddedServices(home) as services:
        addresses = services.start()
        with psycopg.connect(addresses["DATABASE_OWNER_URL"]) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS id")
    services = EmbeddedServices(home, durable=False)
    try:
        assert services.start() == addresses
        with psycopg.connect(addresses["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT id FROM kept").fetchone() == (1,)
    finally:
        services.stop()


def test_a_deleted_home_starts_anew(home: Path) -> None:
    with EmbeddedServices(home) as services:
        before = services.start()
    servers = (home / "servers").resolve()
    shutil.rmtree(home)
    with EmbeddedServices(home, durable=False) as services:
        assert services.start() != before
    shutil.rmtree(servers.with_name(f"{servers.name}.orphaned"), ignore_errors=True)


def test_lost_keys_are_said_and_not_replaced(home: Path) -> None:
    (home / "servers").mkdir()
    with pytest.raises(FileExistsError, match=r"keys\.json"):
        EmbeddedServices(home).start()


def test_a_killed_valkey_starts_again(addresses: dict[str, str]) -> None:
    with redis.Redis.from_url(addresses["REDIS_URL"]) as client:
        os.kill(client.info("server")["process_id"], signal.SIGKILL)

    def answers() -> bool:
        try:
            with redis.Redis.from_url(addresses["REDIS_URL"]) as again:
                return bool(again.ping())
        except redis.RedisError:
            return False

    assert eventually(answers)


def test_valkey_has_no_tcp_port_and_a_cap_on_its_memory(addresses: dict[str, str]) -> None:
    with redis.Redis.from_url(addresses["REDIS_URL"]) as client:
        assert client.config_get("port") == {"port": "0"}
        assert int(client.config_get("maxmemory")["maxmemory"]) > 0


def test_postgres_has_no_tcp_port(addresses: dict[str, str]) -> None:
    with psycopg.connect(addresses["DATABASE_URL"]) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_the_sockets_are_private_and_their_paths_short(addresses: dict[str, str]) -> None:
    sockets = _sockets(addresses)
    assert sockets.stat().st_mode & 0o777 == 0o700
    assert all(len(os.fsencode(path)) < 104 for path in sockets.iterdir())


def test_a_home_with_a_long_path_gets_short_socket_paths(home: Path) -> None:
    with EmbeddedServices(home / ("long" * 20), durable=False) as services:
        addresses = services.start()
        assert len(os.fsencode(_sockets(addresses) / ".s.PGSQL.5432.lock")) < 104


def test_a_command_sees_its_throwaway_servers_and_its_exit_code_comes_back() -> None:
    done = _run_with_services("import os, sys; sys.exit(7 if os.environ['DATABASE_URL'] else 0)")
    assert done.returncode == 7


def test_a_killed_run_leaves_no_server_and_no_folder() -> None:
    script = "import os, time; print(os.environ['SWITCHBOARD_HOME'], flush=True); time.sleep(60)"
    command = [sys.executable, "-m", "config.local.services", "--", sys.executable, "-c", script]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        home = Path(run.stdout.readline().strip())
        servers = (home / "servers").resolve()
        assert servers.exists()
        run.kill()
    assert eventually(lambda: not home.exists() and not servers.exists())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become an ordinary user; the other tests run as one")
def test_an_ordinary_user_runs_the_servers_too() -> None:
    if _as_ordinary_user([sys.executable, "-c", "import config.local.services"]).returncode:
        pytest.skip("this Python or this clone is not readable for an ordinary user")
    script = "import os; print(os.getuid(), os.stat(os.environ['SWITCHBOARD_HOME'] + '/servers/postgres').st_uid)"
    done = _as_ordinary_user([sys.executable, "-m", "config.local.services", "--", sys.executable, "-c", script])
    assert done.stdout.split() == [str(ORDINARY_USER)] * 2, done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers run as somebody else")
def test_roots_servers_run_as_nobody(home: Path) -> None:
    with EmbeddedServices(home, durable=False):
        assert (home / "servers" / "postgres").stat().st_uid == 65534


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers run as somebody else")
def test_programs_that_nobody_cannot_read_are_copied(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.local.servers._runs", lambda *_: False)
    with EmbeddedServices(home, durable=False) as services:
        assert psycopg.connect(services.start()["DATABASE_URL"]).execute("SELECT 1").fetchone() == (1,)
        assert (home / "servers" / "programs" / "valkey-server").stat().st_uid == 65534


def _run_with_services(script: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "config.local.services", "--", sys.executable, "-c", script]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=60)


def _as_ordinary_user(command: list[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            cwd=REPOSITORY,
            env={"PATH": os.defpath},
            user=ORDINARY_USER,
            group=ORDINARY_USER,
            extra_groups=[],
            capture_output=True,
            text=True,
            timeout=60,
        )
    except OSError as error:
        return subprocess.CompletedProcess(command, 1, "", str(error))
