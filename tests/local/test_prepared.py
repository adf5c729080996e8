"""The embedded database is prepared again exactly when something that ends up in it has changed."""

from pathlib import Path

import pytest

from config.local import prepared
from config.local.prepared import fingerprint, is_prepared


@pytest.fixture
def sources(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for package in prepared.PACKAGES:
        (home / package / "migrations").mkdir(parents=True)
        (home / package / "migrations" / "0001_initial.py").write_text(package)
    (home / "requirements.txt").write_text("django==5.2")
    monkeypatch.setattr(prepared, "REPOSITORY", home)
    return home


def test_the_same_sources_and_settings_are_prepared(sources: Path) -> None:
    stamp = sources / "stamp"
    assert not is_prepared(stamp, fingerprint({"PORT": "8000"}))
    stamp.write_text(fingerprint({"PORT": "8000"}))
    assert is_prepared(stamp, fingerprint({"PORT": "8000"}))


@pytest.mark.parametrize(
    "path", ["requirements.txt", "connectors/migrations/0001_initial.py", "connectors/migrations/0002_more.py"]
)
def test_a_changed_source_is_prepared_again(path: str, sources: Path) -> None:
    before = fingerprint({})
    (sources / path).write_text("changed")
    assert fingerprint({}) != before


def test_another_port_is_prepared_again(sources: Path) -> None:
    assert fingerprint({"PORT": "8000"}) != fingerprint({"PORT": "8100"})


def test_byte_code_changes_nothing(sources: Path) -> None:
    before = fingerprint({})
    (sources / "config" / "env.pyc").write_text("made")
    assert fingerprint({}) == before
