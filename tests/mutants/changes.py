"""The small changes: for one piece of syntax, everything that may stand there instead."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = ("organizations", "connectors", "conversations")

CODE = re.compile(r"[@*a-z0-9_.:-]*")  # what a program compares; sentences for people are not rules
COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
}
OTHER_NAME = {"min": "max", "max": "min", "any": "all", "all": "any", "first": "last", "last": "first"}
NARROWING = {"filter", "exclude", "get", "Q", "update", "When", "distinct", "order_by", "select_for_update"}
ORDERED = {"first_refusal"}
ENUMERATIONS = {"models.TextChoices", "StrEnum"}


@cache
def enumerations() -> dict[str, list[str]]:
    """The names of every enumeration of the product: another member is another value."""
    found: dict[str, list[str]] = {}
    for path in (path for app in APPS for path in (ROOT / app).rglob("*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and {ast.unparse(base) for base in node.bases} & ENUMERATIONS:
                targets = [each.targets[0] for each in node.body if isinstance(each, ast.Assign)]
                found[node.name] = [target.id for target in targets if isinstance(target, ast.Name)]
    return found


def replacements(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in this node's place."""
    for kind in type(node).__mro__:
        if change := CHANGES.get(kind):
            yield from change(node)


def _compare(node: ast.Compare) -> Iterator[ast.AST]:
    if len(node.ops) == 1:
        for other in COMPARED[type(node.ops[0])]:
            yield ast.Compare(node.left, [other()], node.comparators)


def _boolean(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    for rest in _without_one(node.values):
        yield ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0]


def _unary(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.Not | ast.Invert):
        yield node.operand


def _binary(node: ast.BinOp) -> Iterator[ast.AST]:
    if other := OPERATORS.get(type(node.op)):
        yield ast.BinOp(node.left, other(), node.right)


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield from (ast.Constant(value + 1), ast.Constant(value - 1))
    elif isinstance(value, str) and CODE.fullmatch(value):
        yield ast.Constant(f"{value}mutated")


def _attribute(node: ast.Attribute) -> Iterator[ast.AST]:
    if isinstance(node.value, ast.Name) and node.attr in (members := enumerations().get(node.value.id, [])):
        yield ast.Attribute(node.value, members[(members.index(node.attr) + 1) % len(members)], node.ctx)
    elif node.attr in OTHER_NAME:
        yield ast.Attribute(node.value, OTHER_NAME[node.attr], node.ctx)


def _name(node: ast.Name) -> Iterator[ast.AST]:
    if node.id in OTHER_NAME and isinstance(node.ctx, ast.Load):
        yield ast.Name(OTHER_NAME[node.id], node.ctx)


def _call(node: ast.Call) -> Iterator[ast.AST]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in NARROWING:
        for arguments in _without_one(node.args):
            yield ast.Call(node.func, arguments, node.keywords)
        for keywords in _without_one(node.keywords):
            yield ast.Call(node.func, node.args, keywords)
        if isinstance(node.func, ast.Attribute) and name not in {"get", "update"}:
            yield node.func.value
    if name == "refuse" and len(node.args) == 3:
        yield ast.Call(node.func, node.args[:2], node.keywords)  # the row that decided
    if name in ORDERED:
        yield from (ast.Call(node.func, rest, node.keywords) for rest in _without_one(node.args))
        for i in range(len(node.args) - 1):
            swapped = [*node.args[:i], node.args[i + 1], node.args[i], *node.args[i + 2 :]]
            yield ast.Call(node.func, swapped, node.keywords)


def _elements(node: ast.Set | ast.Tuple | ast.List) -> Iterator[ast.AST]:
    if isinstance(getattr(node, "ctx", None), ast.Store):
        return
    for rest in _without_one(node.elts):
        if rest or not isinstance(node, ast.Set):
            yield type(node)(elts=rest, **({} if isinstance(node, ast.Set) else {"ctx": node.ctx}))


def _branch(node: ast.If | ast.IfExp) -> Iterator[ast.AST]:
    for test in (_always(node.test), _never(node.test)):
        if isinstance(node, ast.If):
            yield ast.If(test, node.body, node.orelse)
        else:
            yield ast.IfExp(test, node.body, node.orelse)


def _while(node: ast.While) -> Iterator[ast.AST]:
    yield ast.While(_never(node.test), node.body, node.orelse)


def _comprehension(node: ast.comprehension) -> Iterator[ast.AST]:
    for rest in _without_one(node.ifs):
        yield ast.comprehension(node.target, node.iter, rest, node.is_async)


def _return(node: ast.Return) -> Iterator[ast.AST]:
    called = node.value.func if isinstance(node.value, ast.Call) else None
    if isinstance(node.value, ast.Name) and node.value.id == "ALLOWED":
        yield ast.Return(ast.parse("refuse('mutated', 'Mutated.')", mode="eval").body)
    elif isinstance(called, ast.Name) and called.id == "refuse":
        yield ast.Return(ast.Name("ALLOWED", ast.Load()))
    elif node.value is not None and not isinstance(node.value, ast.Constant):
        yield ast.Return(ast.Constant(None))


def _statement(node: ast.Expr | ast.Assign) -> Iterator[ast.AST]:
    if isinstance(node, ast.Expr):
        effect = isinstance(node.value, ast.Call | ast.Await)
    else:
        effect = any(not isinstance(target, ast.Name) for target in node.targets)
    if effect:
        yield ast.Pass()


def _effect(node: ast.AST) -> Iterator[ast.AST]:
    yield ast.Pass()


def _with(node: ast.With) -> Iterator[ast.AST]:
    if all(item.optional_vars is None for item in node.items):
        yield ast.If(ast.Constant(True), node.body, [])


def _always(test: ast.expr) -> ast.expr:
    """Asked all the same, because it may name what comes after (`:=`)."""
    return ast.BoolOp(ast.Or(), [test, ast.Constant(True)])


def _never(test: ast.expr) -> ast.expr:
    return ast.BoolOp(ast.And(), [test, ast.Constant(False)])


def _without_one(values: list) -> Iterator[list]:  # type: ignore[type-arg]
    for i in range(len(values)):
        yield [*values[:i], *values[i + 1 :]]


CHANGES = {
    ast.Compare: _compare,
    ast.BoolOp: _boolean,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.Constant: _constant,
    ast.Attribute: _attribute,
    ast.Name: _name,
    ast.Call: _call,
    ast.Set: _elements,
    ast.Tuple: _elements,
    ast.List: _elements,
    ast.If: _branch,
    ast.IfExp: _branch,
    ast.While: _while,
    ast.comprehension: _comprehension,
    ast.Return: _return,
    ast.Expr: _statement,
    ast.Assign: _statement,
    ast.AugAssign: _effect,
    ast.Delete: _effect,
    ast.Raise: _effect,
    ast.With: _with,
}
