"""Linear's own schema takes every request of every tool, and finds nothing deprecated in it."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.servers.linear.queries import DOCUMENTS, VIEWER
from tests.services import calling
from tests.services.linear_people import members
from tests.services.linear_schema import linear_schema, query_faults
from tests.services.linear_stand_in import LinearStandIn, linear_stand_in, uuid
from tests.services.shared import SHARED

graphql = pytest.importorskip("graphql", reason="graphql-core is not installed")
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(not (SHARED / "specs").is_dir(), reason="../shared/specs is not there"),
]


def deprecated_inputs(document: str, variables: dict[str, Any]) -> list[str]:
    """What in the variables Linear wants nobody to use any more, by the directive or in the description only."""
    definitions = graphql.parse(document).definitions[0].variable_definitions or ()
    kinds = {each.variable.name.value: graphql.type_from_ast(linear_schema(), each.type) for each in definitions}
    return [fault for name, value in variables.items() for fault in _deprecated(kinds[name], value)]


def _deprecated(kind: Any, value: Any) -> Iterator[str]:
    named = graphql.get_named_type(kind)
    if isinstance(value, list):
        for each in value:
            yield from _deprecated(named, each)
    elif isinstance(value, dict) and graphql.is_input_object_type(named):
        for name, inner in value.items():
            said = named.fields[name]
            if said.deprecation_reason or "deprecated" in (said.description or "").lower():
                yield f"{named.name}.{name} is deprecated"
            yield from _deprecated(said.type, inner)


async def test_a_deprecated_filter_is_found() -> None:
    asks = "query T($filter: TeamFilter) { teams(filter: $filter) { nodes { id } } }"
    assert deprecated_inputs(asks, {"filter": {"private": {"eq": True}}}) == ["TeamFilter.private is deprecated"]
    assert deprecated_inputs(asks, {"filter": {"or": [{"key": {"eqIgnoreCase": "ENG"}}]}}) == []


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
    assert {document for document, _, _ in linear.sent} | {VIEWER} == set(DOCUMENTS)
    for document, name, variables in [*linear.sent, (VIEWER, "Viewer", {})]:
        assert query_faults(document, variables) == [], name
        assert deprecated_inputs(document, variables) == [], name
