"""Querysets that are compiled to SQL once: for the few look-ups that every request makes.

The rule stays an ordinary queryset in its selector; Django's compiler takes longer than PostgreSQL needs to answer it.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)


class Value(Expression):
    """Where a value of the call goes; no literal, so that the SQL does not depend on it."""

    def __init__(self, position: int) -> None:
        super().__init__()
        self.position = position

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """A placeholder, with itself as what `Prepared` replaces."""
        return "%s", (self,)


class Prepared(Generic[M]):
    """`build` makes the queryset from `values` placeholders; it must not read the clock or anything that changes."""

    def __init__(self, build: Callable[..., QuerySet[M]], values: int) -> None:
        self._build, self._values = build, values
        self._compiled: _Compiled | None = None

    def get(self, *values: object) -> M | None:
        """The one row, with what the queryset selects beside it; None when there is none."""
        compiled = self._compiled
        if compiled is None:
            placeholders = [Value(position) for position in range(self._values)]
            compiled = self._compiled = _Compiled(self._build(*placeholders))
        found: M | None = compiled.get(values)
        return found


class _Compiled:
    """The parts of `django.db.models.query.ModelIterable` that do not change from call to call."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        compiler = rows.order_by().query.get_compiler(DEFAULT_DB_ALIAS)
        self._sql, self._parameters = compiler.as_sql()
        selected: Any = compiler.select
        info: Any = compiler.klass_info
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        self._model, self._own = info["model"], slice(first, last)
        self._names = [column[0].target.attname for column in selected[first:last]]
        populators: Any = get_related_populators  # the stubs are those of a newer Django
        self._beside = populators(info, selected, DEFAULT_DB_ALIAS)
        self._compiler, self._converters = compiler, compiler.get_converters([column[0] for column in selected])

    def get(self, values: tuple[object, ...]) -> Any:
        bound: list[Any] = [values[each.position] if isinstance(each, Value) else each for each in self._parameters]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, bound)
            row = cursor.fetchone()
        if row is None:
            return None
        (row,) = self._compiler.apply_converters([row], self._converters)
        found = self._model.from_db(DEFAULT_DB_ALIAS, self._names, row[self._own])
        for populator in self._beside:
            populator.populate(row, found)
        return found
