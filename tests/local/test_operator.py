"""`make operator` works on the run's own servers and on a person's, as the database's owner."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from config.local import operator
from config.local.settings import RunSettings
from tests.local.test_run import ADDRESSES, settings

__all__ = ["settings"]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What would have been started."""
    seen: dict[str, Any] = {"prepared": False}

    @contextmanager
    def services_of(*_: Any) -> Iterator[dict[str, str]]:
        yield ADDRESSES

    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        seen.update(command=command[1:], environment=options["env"])
        return subprocess.CompletedProcess(command, 3)

    monkeypatch.setattr(operator, "services_of", services_of)
    monkeypatch.setattr(operator, "prepare_database", lambda *_: seen.update(prepared=True))
    monkeypatch.setattr(operator.subprocess, "run", run)
    return seen


@pytest.mark.parametrize("embedded", [True, False])
def test_the_command_runs_as_the_owner_of_whichever_database_it_is(
    settings: RunSettings, started: dict[str, Any], embedded: bool
) -> None:
    code = operator.make_operator(replace(settings, embedded_database=embedded), "root@instance.example")
    assert code == 3
    assert started["command"] == ["manage.py", "make_operator", "root@instance.example"]
    assert started["environment"]["SWITCHBOARD_DATABASE_ROLE"] == "owner"
    assert started["environment"]["DATABASE_OWNER_URL"] == ADDRESSES["DATABASE_OWNER_URL"]
    # A person's own database is brought up to date when they start the product, not by this.
    assert started["prepared"] == embedded


def test_without_an_address_the_command_asks(settings: RunSettings, started: dict[str, Any]) -> None:
    operator.make_operator(settings, "")
    assert started["command"] == ["manage.py", "make_operator"]


def test_a_home_that_cannot_be_one_is_told_in_words(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "file").touch()
    monkeypatch.setenv("SWITCHBOARD_HOME", str(home / "file"))
    assert operator.main() == 1
    assert "is no folder" in capsys.readouterr().err
