"""Linear's official schema: every query that we ship is looked at by it, with its variables.

assert query_faults(QUERY, {"id": "…"}) == []
"""

from functools import cache
from typing import Any

import pytest

from tests.services.shared import shared
from tests.services.validated import count

graphql = pytest.importorskip("graphql", reason="graphql-core is not installed")


@cache
def linear_schema() -> Any:
    """The schema; it takes three seconds once. Raises PeerMissing."""
    return graphql.build_schema(shared("specs/linear.graphql").read_text())


def query_faults(query: str, variables: dict[str, Any] | None = None) -> list[str]:
    """What Linear would refuse, and what it wants nobody to use any more."""
    schema, document = linear_schema(), graphql.parse(query)
    rules = [*graphql.specified_rules, graphql.NoDeprecatedCustomRule, _no_field_deprecated_in_words()]
    faults = [str(error.message) for error in graphql.validate(schema, document, rules)]
    for operation in document.definitions:
        if not faults and getattr(operation, "operation", None) is not None:
            faults += _variable_faults(schema, operation, variables or {})
    if not faults:
        count("linear")
    return faults


def _variable_faults(schema: Any, operation: Any, variables: dict[str, Any]) -> list[str]:
    definitions = operation.variable_definitions or ()
    given = graphql.execution.get_variable_values(schema, definitions, variables)
    unknown = variables.keys() - {each.variable.name.value for each in definitions}
    problems = given if isinstance(given, list) else []
    return [str(each.message) for each in problems] + [
        f"Variable '${name}' is not declared." for name in sorted(unknown)
    ]


@cache
def _no_field_deprecated_in_words() -> Any:
    """Some fields are deprecated in their description only, without the directive."""

    class NoFieldDeprecatedInWords(graphql.ValidationRule):  # type: ignore[misc, name-defined]
        def enter_field(self, node: Any, *_: Any) -> None:
            field = self.context.get_field_def()
            if field is not None and "deprecated" in (field.description or "").lower()[:40]:
                self.report_error(graphql.GraphQLError(f"'{node.name.value}' is deprecated: {field.description}", node))

    return NoFieldDeprecatedInWords
