"""What people read (pages, answers of the API and its description, guides): no ids of rules, and what they need."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

from tests.test_rules_manifest import APPS, ID, ROOT

SCRIPT_COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
TOML_COMMENT = re.compile(r"^#.*$", re.MULTILINE)
# The pages about the code name rules by the ids that stand in it.
FOR_CONTRIBUTORS = ("rules.md", "a-turn.md", "adding-a-service.md")
# A key of a table of characters (A0) is no word.
ID_IN_SCRIPT = re.compile(ID.pattern + r"(?!\w*:)")


def _of_apps(pattern: str) -> list[Path]:
    return [path for app in APPS for path in (ROOT / app).rglob(pattern) if "migrations" not in path.parts]


def _strings(path: Path) -> Iterator[str]:
    """The texts in the code, without its docstrings."""
    tree = ast.parse(path.read_text())
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def _naming(texts: Iterable[tuple[Path, str]], rule: re.Pattern[str] = ID) -> list[str]:
    return [f"{path.relative_to(ROOT)}: {found[0]}" for path, text in texts for found in rule.finditer(text)]


def test_no_text_in_the_code_names_a_rule() -> None:
    files = _of_apps("*.py")
    assert len(files) > 100
    assert _naming((path, text) for path in files for text in _strings(path)) == []


def test_no_screen_names_a_rule() -> None:
    files = [path for path in (ROOT / "frontend/src").rglob("*.ts*") if ".test." not in path.name]
    # The description of the API is all comments, and stands on its pages.
    texts = ((path, path.read_text()) for path in files if path.name != "schema.d.ts")
    assert _naming(((path, SCRIPT_COMMENT.sub("", text)) for path, text in texts), ID_IN_SCRIPT) == []


def test_no_page_listing_guide_or_description_names_a_rule() -> None:
    guides = [path for path in (ROOT / "docs").glob("*.md") if path.name not in FOR_CONTRIBUTORS]
    files = [*_of_apps("*.html"), *(ROOT / "connectors/directory").glob("*.toml"), *guides]
    files += [ROOT / "frontend/src/types/schema.d.ts", ROOT / "README.md"]
    assert _naming((path, TOML_COMMENT.sub("", path.read_text())) for path in files) == []


def test_the_guide_tells_scripts_which_cookie_to_send_back_and_in_which_head() -> None:
    guide = (ROOT / "docs/api.md").read_text()
    name, port = settings.CSRF_COOKIE_NAME.split("_")
    assert f"`{name}_PORT`" in guide
    assert f"`{name}_{port}`" in guide
    assert settings.CSRF_HEADER_NAME == "HTTP_X_CSRFTOKEN"
    assert "`X-CSRFToken`" in guide
