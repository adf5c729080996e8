"""Changes outside of functions (tables, defaults): each mutant is a child that imports the product with it."""

import importlib
import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType

import pytest

from tests.mutants.forking import Tell, in_a_child
from tests.mutants.mutants import Mutant, module_name
from tests.mutants.verdicts import Verdict

LONGEST_RUN = 300
# What takes long to import and is not the product's: once, before the children are forked.
HEAVY = (
    "anthropic",
    "celery",
    "cryptography.hazmat.primitives.ciphers.aead",
    "django.db.backends.postgresql.base",
    "django.test",
    "drf_spectacular.utils",
    "httpx2",
    "jsonschema",
    "kombu",
    "mcp",
    "psycopg_pool",
    "redis",
    "rest_framework.test",
    "starlette.applications",
    "uvicorn",
)


def load_what_is_heavy() -> None:
    """Once per process."""
    for name in HEAVY:
        importlib.import_module(name)


def verdict_of(mutant: Mutant, tests: Sequence[str]) -> Verdict:
    """Run all of the tests, those without a database first, in a child."""
    status, told = in_a_child(lambda tell: _run(mutant, tests, tell), LONGEST_RUN)
    if status < 0:
        return Verdict("timeout", told)
    if status:
        return Verdict("killed", told or "it cannot be imported")
    return Verdict("survived", "all tests of the module are green")


def _run(mutant: Mutant, tests: Sequence[str], tell: Tell) -> int:
    worker = int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw"))
    os.environ["PYTEST_XDIST_WORKER"] = f"gw{worker + 5}"  # a database of its own
    sys.meta_path.insert(0, _Finder(mutant))
    return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *tests], plugins=[_FirstFailure(tell)]))


class _FirstFailure:
    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: "db" in getattr(item, "fixturenames", ()))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._tell(report.nodeid)


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, mutant: Mutant) -> None:
        super().__init__(name, path)
        self._mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        return self._mutant.code()


class _Finder(MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != module_name(self._mutant.path):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin is not None:
            spec.loader = _Loader(fullname, spec.origin, self._mutant)
        return spec
