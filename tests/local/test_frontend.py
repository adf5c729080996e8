"""The front end is built again exactly when its sources changed."""

from pathlib import Path

import pytest

from config.local import frontend


@pytest.fixture
def sources(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A front end whose npm only notes what it was asked."""
    (home / "src").mkdir()
    (home / "dist").mkdir()
    (home / "node_modules").mkdir()
    for name in ("package.json", "package-lock.json", "src/main.tsx"):
        (home / name).write_text(name)
    monkeypatch.setattr(frontend, "FRONTEND", home)
    monkeypatch.setattr(frontend, "BUILT_FROM", home / "dist" / ".switchboard-sources")
    return home


@pytest.fixture
def npm(sources: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    asked: list[str] = []

    def note(*arguments: str, deadline: int) -> None:
        asked.append(arguments[-1] if arguments[0] == "run" else arguments[0])

    monkeypatch.setattr(frontend, "_npm", note)
    return asked


def test_a_first_build_installs_and_builds_and_a_second_does_nothing(npm: list[str]) -> None:
    frontend.build()
    assert npm == ["ci", "build"]
    frontend.build()
    assert npm == ["ci", "build"]


def test_a_changed_source_builds_without_installing(sources: Path, npm: list[str]) -> None:
    frontend.build()
    (sources / "src" / "main.tsx").write_text("changed")
    assert not frontend.is_built()
    frontend.build()
    assert npm == ["ci", "build", "build"]


def test_a_changed_lock_file_installs_again(sources: Path, npm: list[str]) -> None:
    frontend.build()
    (sources / "package-lock.json").write_text("changed")
    frontend.build()
    assert npm == ["ci", "build", "ci", "build"]


def test_what_the_build_makes_is_no_source(sources: Path, npm: list[str]) -> None:
    frontend.build()
    (sources / "dist" / "main.js").write_text("made")
    (sources / "node_modules" / "package.js").write_text("made")
    assert frontend.is_built()


def test_a_failed_build_is_not_remembered(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: str, deadline: int) -> None:
        raise frontend.BuildFailed("npm says no")

    monkeypatch.setattr(frontend, "_npm", fail)
    with pytest.raises(frontend.BuildFailed):
        frontend.build()
    assert not frontend.is_built()
