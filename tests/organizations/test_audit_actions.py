"""The audit log's filter offers every action that is ever written."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

OFFERED = Path("frontend/src/features/settings/organization/audit-actions.json")
APPS = ("organizations", "connectors", "conversations")
# By what writes an action: where it stands among the arguments, None for by name.
WRITERS = {"record": None, "event_of": None, "record_for_person": None, "AuditNote": 0, "tell": 0}


def _written() -> Iterator[str]:
    for app in APPS:
        for path in Path(app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                yield from _action_of(node)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return "tell" if function.attr == "tell" else ""
    return function.id if isinstance(function, ast.Name) else ""


def _action_of(node: ast.AST) -> Iterator[str]:
    if not isinstance(node, ast.Call) or (name := _name(node.func)) not in WRITERS:
        return
    first = node.args[:1] if WRITERS[name] == 0 else []
    for value in [*first, *(word.value for word in node.keywords if word.arg == "action")]:
        if isinstance(value, ast.Constant):
            yield str(value.value)


def test_the_filter_offers_every_action_that_is_written_and_no_other() -> None:
    assert json.loads(OFFERED.read_text()) == sorted(set(_written()))
