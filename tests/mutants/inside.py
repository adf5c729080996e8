"""Changes inside of functions: pytest is loaded once, and each mutant is a child that gets the changed code."""

import functools
import gc
import os
import signal
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from types import CodeType, FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutants.baseline import baseline_of
from tests.mutants.changes import ROOT
from tests.mutants.forking import Tell, in_a_child
from tests.mutants.mutants import Mutant
from tests.mutants.verdicts import Verdict

LONGEST_TEST = 30  # seconds; a test that a mutant makes as slow as this has killed it
ANCHOR = "tests/mutants/anchor.py"
Functions = dict[tuple[str, int], list[FunctionType]]


class Inside:
    """A pytest plugin that runs the mutants instead of the tests."""

    def __init__(self, path: str, mutants: dict[int, Mutant], say: Callable[[int, Verdict], None]) -> None:
        self._file, self._mutants, self._say = str(ROOT / path), mutants, say
        self._tell: Tell | None = None
        self.red: list[str] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """The unchanged run first; nothing is said of mutants of what is red already."""
        items = [item for item in session.items if not item.nodeid.startswith(ANCHOR)]
        (self._anchor,) = (item for item in session.items if item.nodeid.startswith(ANCHOR))
        if any(map(_uses_database, items)):
            runtestprotocol(self._anchor, nextitem=items[0], log=False)
            _disconnect()
        nexts = dict(zip(items, [*items[1:], self._anchor], strict=True))
        forgetters = _forgetters()

        def fails_afresh(item: pytest.Item) -> bool:
            """As a mutant's child would run it: nothing is remembered of the tests before."""
            _call_all(forgetters)
            return self._fails(item, nexts[item])

        baseline = baseline_of(self._file, items, fails_afresh)
        self.red = baseline.failed
        if not self.red:
            functions = _functions_of(self._file)
            _call_all(forgetters)
            # Else children would copy memory.
            gc.collect()
            gc.freeze()
            by_name = {item.nodeid: item for item in items}
            for number, mutant in self._mutants.items():
                tests = [by_name[name] for name in baseline.reaching(mutant.lines)]
                self._say(number, self._verdict(mutant, functions, tests))
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        """A failure ends the child at once, without a report; only what commits has to clean up."""
        failed = call.excinfo is not None and not call.excinfo.errisinstance(pytest.skip.Exception)
        if failed and self._tell is not None and not _commits(item):
            self._tell(item.nodeid)
            os._exit(1)

    def _verdict(self, mutant: Mutant, functions: Functions, tests: list[pytest.Item]) -> Verdict:
        if not tests:
            return Verdict("survived", "no test reaches it")
        assert mutant.function is not None
        live, code = functions[mutant.function], _code_of(mutant)
        status, told = in_a_child(lambda tell: self._run(live, code, tests, tell))
        if status < 0:
            in_a_child(_clean)
            return Verdict("timeout", told)
        return Verdict("killed" if status else "survived", told if status else f"{len(tests)} tests reach it")

    def _run(self, live: list[FunctionType], code: CodeType, tests: list[pytest.Item], tell: Tell) -> int:
        self._tell = tell
        for function in live:
            function.__code__ = code
        for item, after in zip(tests, [*tests[1:], self._anchor], strict=True):
            signal.alarm(LONGEST_TEST)
            if self._fails(item, after):
                tell(item.nodeid)
                return 1
        return 0

    def _fails(self, item: pytest.Item, after: pytest.Item) -> bool:
        """`after` is the next one: what both use stays; what lives for the session stays in any case."""
        return any(report.failed for report in runtestprotocol(item, log=False, nextitem=after))


def _uses_database(item: pytest.Item) -> bool:
    return "db" in getattr(item, "fixturenames", ()) or _commits(item)


def _commits(item: pytest.Item) -> bool:
    return "transactional_db" in getattr(item, "fixturenames", ())


def _disconnect() -> None:
    from django.db import connection

    connection.close()
    connection.close_pool()


def _forgetters() -> list[Callable[[], object]]:
    """Each makes the process forget one thing that it remembers: answers of calls, compiled queries."""
    # Only here: mutants outside of functions need a process that has not imported the product.
    from organizations.selectors import Prepared

    found: list[Callable[[], object]] = []
    for each in gc.get_objects():
        if isinstance(each, Prepared):
            found.append(functools.partial(setattr, each, "_compiled", None))
        if isinstance(each, functools._lru_cache_wrapper) and str(each.__module__).startswith(APPS):
            found.append(each.cache_clear)
    return found


def _call_all(calls: Sequence[Callable[[], object]]) -> None:
    for call in calls:
        call()


APPS = ("organizations", "connectors", "conversations", "tests.mutants.example")


def _functions_of(file: str) -> Functions:
    found: Functions = defaultdict(list)
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename == file:
            found[each.__code__.co_qualname, each.__code__.co_firstlineno].append(each)
    return found


def _code_of(mutant: Mutant) -> CodeType:
    """The function's own code within the changed module's."""
    return next(code for code in _codes(mutant.code()) if (code.co_qualname, code.co_firstlineno) == mutant.function)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)


def _clean(tell: Tell) -> int:
    """What a killed child left in the database."""
    from django.db import connection
    from django.test import TransactionTestCase
    from pytest_django.plugin import DjangoDbBlocker

    from organizations.tenancy import as_operator

    others = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = session_user"""
    with DjangoDbBlocker(_ispytest=True).unblock():
        # Whose login opened the connections (config/settings/test.py) may end them.
        with as_operator("a test"), connection.cursor() as cursor:
            cursor.execute(others)
        empty: Any = TransactionTestCase._fixture_teardown  # tests/conftest.py
        empty(TransactionTestCase())
    return 0
