"""All mutants of a module: each is one change in one place, with a name that outlives moved lines."""

import ast
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

from tests.mutants.changes import ROOT, replacements

UNTOUCHED = ("annotation", "returns", "decorator_list", "ctx", "op", "ops", "format_spec")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass
class Mutant:
    """A change; `function` is where its code lives (name, first line), None outside of functions."""

    path: str
    key: str
    lines: range
    function: tuple[str, int] | None
    _tree: ast.Module
    _slot: tuple[ast.AST, str, int | None]
    _new: ast.AST

    def code(self) -> CodeType:
        """The whole module with this change, compiled under its own name."""
        with _put(self._slot, self._new):
            return compile(self._tree, str(ROOT / self.path), "exec", dont_inherit=True)


def mutants_of(path: str, names: Sequence[str] = ()) -> list[Mutant]:
    """In the order of the file; the same list in every process. With names, only those of what is called so.

    Raises LookupError for a name that does not stand at the top of the module.
    """
    tree = ast.parse((ROOT / path).read_text())
    covered = _lines_of(names, tree) if names else range(sys.maxsize)
    named: Counter[str] = Counter()
    found = []
    for spot in _spots(tree, None, "", None):
        for new in replacements(spot.node):
            ast.fix_missing_locations(ast.copy_location(new, spot.node))
            key = f"{spot.where or 'module'}: {_text(spot.node)} -> {_text(new)}"
            named[key] += 1
            unique = key if named[key] == 1 else f"{key} ({named[key]})"
            found.append(Mutant(path, unique, spot.lines, spot.function, tree, spot.slot, new))
    return [mutant for mutant in found if mutant.lines.start in covered]


def _lines_of(names: Sequence[str], tree: ast.Module) -> set[int]:
    at_the_top = {name: _span(node) for node in tree.body for name in _names_of(node)}
    if missing := set(names) - at_the_top.keys():
        raise LookupError(f"not at the top of the module: {', '.join(sorted(missing))}")
    return {line for name in names for line in at_the_top[name]}


def _span(node: ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _names_of(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [target.id for target in targets if isinstance(target, ast.Name)]


@dataclass
class _Spot:
    node: ast.AST
    slot: tuple[ast.AST, str, int | None]
    lines: range
    where: str
    function: tuple[str, int] | None


def _spots(parent: ast.AST, lines: range | None, where: str, function: tuple[str, int] | None) -> Iterator[_Spot]:
    for field, value in ast.iter_fields(parent):
        if field in UNTOUCHED:
            continue
        for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(node, ast.AST) or _is_untouched(node, parent):
                continue
            inside = function
            if function is None and isinstance(parent, FUNCTIONS) and field == "body":
                inside = (where, _first_line(parent))
            header = _header(node) if isinstance(node, ast.stmt) else lines
            name = getattr(node, "name", "<lambda>") if isinstance(node, (*FUNCTIONS, ast.ClassDef)) else ""
            deeper = where if inside or not name else f"{where}.{name}".strip(".")
            if header is not None:
                yield _Spot(node, (parent, field, index), header, where, inside)
            yield from _spots(node, header, deeper, inside)


def _is_untouched(node: ast.AST, parent: ast.AST) -> bool:
    """Docstrings, words of f-strings, imports, types, what is exported."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.Constant) and isinstance(parent, ast.JoinedStr):
        return True
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
        return True
    return isinstance(node, ast.Import | ast.ImportFrom)


def _header(node: ast.stmt) -> range:
    """The lines of a statement without those of the statements in it."""
    body = getattr(node, "body", None)
    end = body[0].lineno if body else (node.end_lineno or node.lineno) + 1
    return range(node.lineno, max(end, node.lineno + 1))


def _first_line(function: Any) -> int:
    decorators = getattr(function, "decorator_list", [])
    return decorators[0].lineno if decorators else function.lineno


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.If | ast.With | ast.While):
        node = node.test if isinstance(node, ast.If | ast.While) else node.items[0]
    if isinstance(node, ast.comprehension):
        return " ".join(["for", *(f"if {ast.unparse(each)}" for each in node.ifs)])
    return " ".join(ast.unparse(node).split())


@contextmanager
def _put(slot: tuple[ast.AST, str, int | None], new: ast.AST) -> Iterator[None]:
    parent, field, index = slot
    if index is None:
        old = getattr(parent, field)
        setattr(parent, field, new)
    else:
        old = getattr(parent, field)[index]
        getattr(parent, field)[index] = new
    try:
        yield
    finally:
        if index is None:
            setattr(parent, field, old)
        else:
            getattr(parent, field)[index] = old


def module_name(path: str) -> str:
    """As it is imported."""
    return ".".join(Path(path).with_suffix("").parts).removesuffix(".__init__")
