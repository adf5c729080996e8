"""How much of a schema is read: it was written by somebody else, and references can make it endless."""

from typing import Any

DEEPEST_JSON = 100
DEEPEST_SCHEMA = 24
MOST_SCHEMAS = 20_000


class Unfit(Exception):
    """This tool cannot be offered to the model; the words say why, for people."""


def check_depth(value: Any) -> None:
    """Raises Unfit for JSON that is nested deeper than anything that reads it should have to bear."""
    level = [value]
    for _ in range(DEEPEST_JSON):
        if not level:
            return
        level = [inner for outer in level for inner in _inside(outer)]
    raise Unfit("Its description is nested too deeply.")


def _inside(value: Any) -> list[Any]:
    found = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [inner for inner in found if isinstance(inner, dict | list)]


class Allowance:
    """How many schemas may still be read in one tool."""

    def __init__(self) -> None:
        self._left = MOST_SCHEMAS

    def take(self) -> None:
        """One more. Raises Unfit."""
        self._left -= 1
        if self._left < 0:
            raise Unfit("Its arguments are described in more detail than a model can be given.")
