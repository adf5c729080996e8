"""What a run on one machine starts, and what each process is told."""

import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from config.local.run import Plan, plan_programs, run_environment, welcome
from config.local.services import REPOSITORY
from config.local.settings import RunSettings, SettingsRefused, read_settings

ADDRESSES = {
    "DATABASE_URL": "postgresql://app",
    "DATABASE_OWNER_URL": "postgresql://owner",
    "DATABASE_OPERATOR_URL": "postgresql://operator",
    "REDIS_URL": "unix://x",
}


@pytest.fixture
def settings(home: Path) -> RunSettings:
    return RunSettings(
        home=home,
        port=8100,
        workers=2,
        embedded_database=True,
        embedded_services=True,
        demo_model=True,
        environment={},
    )


def _names(plan: Plan) -> list[str]:
    return [program.name for program in plan.programs]


def test_the_embedded_run_starts_everything(settings: RunSettings) -> None:
    plan = plan_programs(settings, ADDRESSES)
    assert sorted(_names(plan)) == ["beat", "demo-model", "demo-servers", "web", "worker-1", "worker-2"]


def test_with_a_database_of_ones_own_there_are_no_demo_servers_and_no_demo_accounts(
    settings: RunSettings,
) -> None:
    own = replace(settings, embedded_database=False)
    assert "demo-servers" not in _names(plan_programs(own, ADDRESSES))
    assert "SWITCHBOARD_EGRESS_ALLOW" not in run_environment(own, ADDRESSES)
    assert "ada@acme.example" in welcome(settings)
    assert "ada@acme.example" not in welcome(own)


def test_with_a_model_there_is_no_demo_model(settings: RunSettings) -> None:
    plan = plan_programs(replace(settings, demo_model=False), ADDRESSES)
    assert "demo-model" not in _names(plan)
    assert "SWITCHBOARD_DEMO_MODEL_URL" not in plan.needed[0].environment


def test_the_demo_servers_keep_their_data_in_the_home(settings: RunSettings) -> None:
    [demo] = [each for each in plan_programs(settings, ADDRESSES).programs if each.name == "demo-servers"]
    assert demo.command[demo.command.index("--home") + 1] == str(settings.home)


def test_no_process_learns_the_owners_password(settings: RunSettings) -> None:
    for program in plan_programs(settings, ADDRESSES).programs:
        assert "DATABASE_OWNER_URL" not in program.environment


def test_the_web_process_alone_learns_the_operators_password(settings: RunSettings) -> None:
    programs = plan_programs(settings, ADDRESSES).programs
    assert [each.name for each in programs if "DATABASE_OPERATOR_URL" in each.environment] == ["web"]
    assert [each.name for each in programs if "SWITCHBOARD_DEMO_MODEL_URL" not in each.environment] == []


def test_only_the_demo_servers_and_what_the_person_named_may_be_private(settings: RunSettings) -> None:
    given = {**ADDRESSES, "SWITCHBOARD_EGRESS_ALLOW": "10.0.0.7:9000"}
    environment = run_environment(settings, given)
    assert environment["SWITCHBOARD_EGRESS_ALLOW"] == "127.0.0.1:8101,localhost:8101,10.0.0.7:9000"


def test_everything_listens_on_loopback_only(settings: RunSettings) -> None:
    web = plan_programs(settings, ADDRESSES).needed[0]
    assert web.command[web.command.index("--host") + 1] == "127.0.0.1"


def test_the_web_process_writes_no_access_log(settings: RunSettings) -> None:
    assert "--no-access-log" in plan_programs(settings, ADDRESSES).needed[0].command


def test_the_first_line_says_where_the_workspace_is(settings: RunSettings) -> None:
    assert welcome(settings).splitlines()[0] == "Switchboard is running at http://localhost:8100"


def test_it_says_how_somebody_becomes_an_operator_and_not_that_nobody_is_one(settings: RunSettings) -> None:
    """It does not look into the database: on the second start there may be one."""
    assert "make operator EMAIL=" in welcome(settings)
    assert "Nobody" not in welcome(settings)


@pytest.mark.parametrize("port", ["eighty", "0", "70000"])
def test_a_port_that_cannot_be_is_refused(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(SettingsRefused, match="PORT"):
        read_settings()


@pytest.mark.parametrize("missing", ["DATABASE_OWNER_URL", "DATABASE_OPERATOR_URL"])
def test_a_database_without_its_owner_or_its_operators_is_refused(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_OPERATOR_URL"):
        monkeypatch.setenv(name, "postgresql://app@host/switchboard")
    assert not read_settings().embedded_database
    monkeypatch.delenv(missing)
    with pytest.raises(SettingsRefused, match=missing):
        read_settings()


def test_a_taken_port_is_said_in_one_line(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "config.local"],
            cwd=REPOSITORY,
            env={"PORT": str(port), "SWITCHBOARD_HOME": str(home), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            timeout=30,
        )
    assert done.returncode == 1
    assert done.stderr.strip() == f"Port {port} is taken. Choose another: `make run PORT=8100`."
