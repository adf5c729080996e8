"""A peer is changed where it is known, or not at all."""

from pathlib import Path

import pytest

from tests.services.patched import Change, patched_copy

LENIENT = Change(old="lenient", new="strict", places={"api.js": 2})


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    dist = tmp_path / "node_modules" / "@who" / "peer" / "dist"
    dist.mkdir(parents=True)
    (dist / "api.js").write_text("lenient, lenient")
    return tmp_path


def test_the_copy_is_changed_and_the_package_is_not(packages: Path) -> None:
    for _ in range(2):
        copy = patched_copy(packages, "@who/peer", [LENIENT])
        assert (copy / "dist/api.js").read_text() == "strict, strict"
    assert (packages / "node_modules/@who/peer/dist/api.js").read_text() == "lenient, lenient"


@pytest.mark.parametrize("words", ["lenient", "lenient, lenient, lenient", "", None])
def test_a_version_with_the_words_elsewhere_is_not_started(packages: Path, words: str | None) -> None:
    dist = packages / "node_modules/@who/peer/dist"
    if words is None:
        (dist / "more.js").write_text("lenient")
    else:
        (dist / "api.js").write_text(words)
    for _ in range(2):
        with pytest.raises(AssertionError, match="elsewhere"):
            patched_copy(packages, "@who/peer", [LENIENT])


def test_other_changes_make_another_copy(packages: Path) -> None:
    first = patched_copy(packages, "@who/peer", [LENIENT])
    other = patched_copy(packages, "@who/peer", [Change("lenient", "severe", {"api.js": 2})])
    assert first != other and (other / "dist/api.js").read_text() == "severe, severe"
