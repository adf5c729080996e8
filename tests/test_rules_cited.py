"""What is cited is in the repository: rules by their ids and sections, pages by their names, files by their paths."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.test_rules_manifest import NOT_BUILT, PART, ROOT, RULES, WITHOUT_IDS, ids_in
from tests.test_words import ID_IN_SCRIPT

CODE = ("config", "organizations", "connectors", "conversations", "frontend/src", "frontend/scripts", "tests", "deploy")
WRITTEN = {".py", ".ts", ".tsx", ".mjs", ".sql", ".html", ".css", ".toml", ".yml"}
ROOTS_OWN = ("README.md", "Makefile", "pyproject.toml", "docker-compose.yml", ".env.example")
IN_AN_ADDRESS = re.compile(r"%[0-9A-F]{2}")
PAGE = re.compile(r"[\w./-]+\.md\b")
# "rules.md section 3", "rules.md sections 1 to 3", "rules.md sections 2, 9, 10", "rules.md 2".
SECTIONS = re.compile(r"rules\.md(?: sections?)? ((?:\d+(?:, | to | and )?)+)")
FILE = re.compile(r"(?<![\w/.<…-])[\w.-]+(?:/[\w.-]+)+\.(?:py|tsx?|toml|json|sql|sh)\b")
ROOM = re.compile(r"`((?:[\w.-]+/)+)`")
# The pages about turns and the engine name files from here on.
FROM = ("", "conversations", "conversations/engine", "frontend/src/features/chat")
# Sample data, and what is said of other projects' pages.
NO_CITATIONS = {
    "conversations/markdown/footnotes.py": {"state.md"},
    # People's files at services.
    "tests/services/microsoft_people.py": {"all.md"},
    "tests/services/test_google_drive.py": {"Handbook.md"},
    "tests/services/test_google_drive_at_emulate.py": {"é.md"},
    "tests/services/test_microsoft_365_files.py": {"1.md", "all.md"},
}
EXAMPLES = ("tests/test_rules_cited.py", "tests/test_rules_manifest.py", "tests/test_words.py")


@cache
def _texts() -> dict[str, str]:
    # Not the packages of a peer that a test has installed.
    written = (path for folder in CODE for path in (ROOT / folder).rglob("*") if path.suffix in WRITTEN)
    files = [path for path in written if "node_modules" not in path.parts]
    files += [*(ROOT / "docs").glob("*.md"), *(ROOT / name for name in ROOTS_OWN)]
    texts = {str(path.relative_to(ROOT)): path.read_text() for path in files if path.is_file()}
    return {name: text for name, text in texts.items() if name not in EXAMPLES}


def _missing_pages(name: str, text: str) -> Iterator[str]:
    for page in set(PAGE.findall(text)) - NO_CITATIONS.get(name, set()):
        places = (ROOT / page, ROOT / "docs" / page)
        if not any(place.is_file() for place in places):
            yield f"{name}: {page}"


def _ids(name: str, text: str) -> set[str]:
    """Not of data files, whose texts are samples, nor what is the key of a table of characters."""
    if not name.endswith((".py", ".ts", ".tsx", ".mjs", ".sql", ".md")):
        return set()
    named = ID_IN_SCRIPT.finditer(IN_AN_ADDRESS.sub("", text))
    return ids_in(" ".join(found[0] for found in named))


def test_every_rule_that_is_cited_stands_in_the_rules() -> None:
    known = ids_in(RULES.read_text())
    cited = {name: _ids(name, text) for name, text in _texts().items()}
    assert sum(map(bool, cited.values())) > 80
    assert {name: sorted(ids - known) for name, ids in cited.items() if ids - known} == {}


def test_every_section_that_is_cited_stands_in_the_rules() -> None:
    known = set(re.findall(r"^## (\d+)\. ", RULES.read_text(), re.MULTILINE))
    cited = {
        (name, number)
        for name, text in _texts().items()
        for found in SECTIONS.finditer(text)
        for number in re.findall(r"\d+", found[1])
    }
    assert len(cited) > 30
    assert {(name, number) for name, number in cited if number not in known} == set()


def test_every_page_that_is_cited_is_in_the_repository() -> None:
    assert [missing for name, text in _texts().items() for missing in _missing_pages(name, text)] == []


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_every_file_and_room_that_a_page_names_is_there(page: Path) -> None:
    named = {*FILE.findall(page.read_text()), *ROOM.findall(page.read_text())}
    assert sorted(name for name in named if not any((ROOT / start / name).exists() for start in FROM)) == []


def test_the_rules_say_what_is_not_built() -> None:
    built, _, planned = RULES.read_text().partition("## Not built yet")
    assert ids_in(planned) == (NOT_BUILT.keys() | PART.keys()) - set(WITHOUT_IDS.values())
    assert ids_in(built) & NOT_BUILT.keys() == set()


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("as rules.md section 3 says, docs/rules.md, README.md", []),
        ("facts/platform.md, architecture.md", ["a.py: architecture.md", "a.py: facts/platform.md"]),
        ("docs/nowhere.md", ["a.py: docs/nowhere.md"]),
    ],
)
def test_a_page_is_found_by_its_name_or_its_path(text: str, missing: list[str]) -> None:
    assert sorted(_missing_pages("a.py", text)) == missing
