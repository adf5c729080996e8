"""The live events of a turn are one list: in the schema, in docs/api.md, and in the workspace."""

import re
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from drf_spectacular.generators import SchemaGenerator

from conversations.events.types import EVENT_STREAM, TURN_EVENTS

ROOT = Path(__file__).parents[2]
NAMES = {*TURN_EVENTS.opening, *TURN_EVENTS.events}
PATH = "/api/v1/organizations/{org}/turns/{turn_id}/events"


@pytest.fixture(scope="module")
def schema() -> Any:
    return SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]


def test_the_schema_has_each_with_its_data(schema: Any) -> None:
    choices = schema["components"]["schemas"]["TurnEvent"]["oneOf"]
    assert {choice["properties"]["event"]["const"] for choice in choices} == NAMES
    for choice in choices:
        name, data = choice["properties"]["event"]["const"], choice["properties"]["data"]
        assert ("allOf" in data) == (name in TURN_EVENTS.events)


def test_every_stream_of_events_is_described_by_them(schema: Any) -> None:
    streams = [
        answer["content"][EVENT_STREAM]["schema"]
        for operations in schema["paths"].values()
        for operation in operations.values()
        for answer in operation["responses"].values()
        if EVENT_STREAM in answer.get("content", {})
    ]
    assert len(streams) == 3 and {"$ref": "#/components/schemas/TurnEvent"} == streams[0] == streams[1] == streams[2]
    assert schema["paths"][PATH]["get"]["operationId"] == "turn_events_list"


def test_the_workspace_knows_all_that_come_after_the_opening() -> None:
    (listed,) = (
        found[1]
        for file in (ROOT / "frontend" / "src").rglob("*.ts")
        if (found := re.search(r"const EVENT_TYPES[^=]*=\s*\[(.*?)\]", file.read_text(), re.DOTALL))
    )
    assert set(re.findall(r'"([\w.]+)"', listed)) == set(TURN_EVENTS.events)


def test_the_page_for_clients_lists_each_with_its_data() -> None:
    rows = re.findall(r"^\| `([\w.]+)` \| ([^|]*)\|", (ROOT / "docs" / "api.md").read_text(), re.MULTILINE)
    listed = {name: set(re.findall(r"`(\w+)`", fields)) for name, fields in rows if name in NAMES}
    shapes = {**TURN_EVENTS.opening, **TURN_EVENTS.events}
    assert listed == {name: set(get_type_hints(shape)) for name, shape in shapes.items()}
