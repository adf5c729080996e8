"""Linear's own schema takes every document that we send, with the variables that the tools make."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from connectors.servers.linear.queries import DOCUMENTS
from tests.services import calling
from tests.services.linear_people import members
from tests.services.linear_stand_in import LinearStandIn, linear_stand_in, uuid
from tests.services.node import PeerMissing
from tests.services.shared import shared

graphql = pytest.importorskip("graphql", reason="graphql-core is not installed")
pytestmark = [pytest.mark.anyio, pytest.mark.peer]


@cache
def schema() -> Any:
    """Linear's own schema; 3 seconds."""
    try:
        path = shared("specs/linear.graphql")
    except PeerMissing as missing:
        pytest.skip(str(missing))
    return graphql.build_schema(path.read_text(), assume_valid=True)


def faults_of(document: str) -> list[str]:
    """What is wrong with a document: invalid, or deprecated by a directive or in a description only."""
    parsed = graphql.parse(document)
    invalid = [error.message for error in graphql.validate(schema(), parsed)]
    deprecated = graphql.validate(schema(), parsed, [graphql.validation.NoDeprecatedCustomRule])
    info = graphql.TypeInfo(schema())
    told: list[str] = []

    class Descriptions(graphql.Visitor):  # type: ignore[misc, name-defined]
        def enter(self, *_: Any) -> None:
            for definition in (info.get_field_def(), info.get_argument(), info.get_type()):
                if "deprecated" in (getattr(definition, "description", None) or "").lower():
                    told.append(definition.description)

    graphql.visit(parsed, graphql.TypeInfoVisitor(info, Descriptions()))
    return [*invalid, *(error.message for error in deprecated), *told]


def variable_faults(document: str, variables: dict[str, Any]) -> list[str]:
    """What is wrong with variables, and what of them is deprecated."""
    operation = graphql.parse(document).definitions[0]
    declared = operation.variable_definitions or ()
    given = graphql.execution.values.get_variable_values(schema(), declared, variables)
    if isinstance(given, list):
        return [error.message for error in given]
    kinds = {each.variable.name.value: each.type for each in declared}
    return [
        fault
        for name, value in variables.items()
        for fault in _deprecated_inputs(graphql.type_from_ast(schema(), kinds[name]), value)
    ]


def _deprecated_inputs(kind: Any, value: Any) -> Iterator[str]:
    named = graphql.get_named_type(kind)
    if isinstance(value, list):
        for each in value:
            yield from _deprecated_inputs(named, each)
    elif isinstance(value, dict) and graphql.is_input_object_type(named):
        for name, inner in value.items():
            said = named.fields[name]
            if said.deprecation_reason or "deprecated" in (said.description or "").lower():
                yield f"{named.name}.{name} is deprecated"
            yield from _deprecated_inputs(said.type, inner)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda text: text.split("(")[0].split("{")[0].split()[-1])
async def test_a_document_is_valid_and_asks_for_nothing_deprecated(document: str) -> None:
    assert faults_of(document) == []


@pytest.mark.parametrize(
    "document",
    [
        '{ issueSearch(query: "x") { nodes { id } } }',
        "{ teams { nodes { private } } }",
        "{ projects { nodes { state } } }",
        "{ issues { nodes { nothing } } }",
        'mutation { issueCreate(input: {title: "x"}) { success } }',
    ],
)
async def test_the_check_finds_what_is_wrong(document: str) -> None:
    assert faults_of(document)


async def test_the_check_finds_wrong_variables() -> None:
    asks = "query T($filter: TeamFilter) { teams(filter: $filter) { nodes { id } } }"
    assert variable_faults(asks, {"filter": {"private": {"eq": True}}}) == ["TeamFilter.private is deprecated"]
    assert variable_faults(asks, {"filter": {"nothing": {"eq": True}}})


@pytest.fixture
def linear() -> Iterator[LinearStandIn]:
    with linear_stand_in(members()) as state:
        yield state


ISSUE = {
    "team": "ENG",
    "title": "New",
    "status": "Todo",
    "assignee": "Mia",
    "priority": "urgent",
    "due_date": "2026-12-31",
}
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("list_issues", {"status": "Todo", "kind": "open", "assignee": "me", "priority": "high", "project": "Mobile"}),
    ("list_issues", {"team": "ENG", "assignee": "none", "label": "Bug", "cycle": "previous", "due_by": "2026-12-01"}),
    ("list_issues", {"team": uuid(1), "assignee": uuid(9), "project": uuid(12), "kind": "started", "sort": "created"}),
    ("list_issues", {"status": "Todo", "team": "ENG", "assignee": "mia@acme.example", "cursor": "1", "limit": 1}),
    ("search_issues", {"query": "login", "team": "ENG", "in_comments": True}),
    ("get_issue", {"issue": "ENG-1"}),
    ("get_issue", {"issue": "ENG-1", "with_sub_issues": True, "cursor": "1"}),
    ("list_teams", {}),
    ("get_team", {"team": "ENG"}),
    ("list_members", {"name": "mia"}),
    ("list_members", {"team": "ENG"}),
    ("list_projects", {"team": "ENG", "name": "Mob", "status": "started"}),
    ("list_cycles", {"team": "ENG"}),
    (
        "create_issue",
        {**ISSUE, "labels": ["Bug", "Customer"], "cycle": "current", "project": "Mobile", "parent": "ENG-2"},
    ),
    ("create_issue", {**ISSUE, "cycle": "7", "description": "Why"}),
    ("update_issue", {"issue": "ENG-1", "add_labels": ["Customer"], "remove_labels": ["Bug"], "priority": "low"}),
    ("update_issue", {"issue": "ENG-1", "assignee": "none", "project": "none", "cycle": "none", "due_date": "none"}),
    ("comment_on_issue", {"issue": "ENG-1", "body": "Hello"}),
]


async def test_every_request_of_every_tool_is_valid(linear: LinearStandIn) -> None:
    async with calling.connected("linear", linear.url, "mia") as client:
        tools = {tool.name for tool in (await client.list_tools()).tools}
    assert tools == {tool for tool, _ in CALLS}
    for tool, arguments in CALLS:
        await calling.result("linear", linear.url, "mia", tool, **arguments)
    assert {document for document, _, _ in linear.sent} | {DOCUMENTS[0]} == set(DOCUMENTS)
    for document, name, variables in linear.sent:
        assert variable_faults(document, variables) == [], name
