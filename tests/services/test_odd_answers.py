"""Answers that no service describes: every call of every tool ends as a result, a refusal, or a failure with words."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from connectors.mcp import BuiltinClient, Credential, McpFailed, ServerAddress, ToolOutcome, open_client
from connectors.servers import service_named, service_names
from tests.fakes.serving import served
from tests.services.calling import policy
from tests.services.test_odd_arguments import good_arguments, nobody_answers

pytestmark = pytest.mark.anyio
# Where services have their lists and records.
_NAMES = (
    *("data", "value", "results", "items", "files", "messages", "threads", "labels", "drafts", "permissions", "entry"),
    *("channels", "members", "channel", "user", "message", "job", "design", "thread", "comments", "nodes", "document"),
    *(
        "formats",
        "versions",
        "images",
        "dev_resources",
        "links_created",
        "properties",
        "workspaces",
        "markdown",
        "team",
    ),
)
_SAID = {"ok": True, "resourceType": "Bundle", "id": "x", "has_more": True, "next_cursor": 7, "status": "success"}


def filled_with(value: Any) -> str:
    """An answer that has this wherever something is looked for."""
    return json.dumps({**dict.fromkeys(_NAMES, value), **_SAID})


ODD = (
    *("", "{}", "null", "[]", '"x"', "7", "[null]", "<html>", "{", "[" * 100_000, '{"a":' * 100_000, "9" * 5_000),
    *(filled_with(each) for each in (None, [], {}, "", "x", 7, True, [None], [{}], [[]], ["x"], {"x": None})),
    *(filled_with(each) for each in ([{"id": "\ud800"}], {"nodes": [None]}, "9" * 300_000, 10**400, [{"id": None}])),
    filled_with(float("inf")),
)


class Odd:
    """A service that gives one and the same answer to everything."""

    body = ""

    async def answer(self, _: Request) -> Response:
        return Response(self.body.encode("utf-8", "surrogatepass"), media_type="application/json")


@contextmanager
def odd_service() -> Iterator[tuple[Odd, str]]:
    odd, methods = Odd(), ["GET", "POST", "PUT", "PATCH"]
    routes = [Route(path, odd.answer, methods=methods) for path in ("/", "/{path:path}")]
    with served(Starlette(routes=routes)) as origin:
        yield odd, origin


async def end_of(client: BuiltinClient, tool: str, arguments: dict[str, Any]) -> str:
    try:
        done = await client.call_tool(tool, arguments, deadline_seconds=10)
    except McpFailed as failed:
        return failed.person_message
    assert isinstance(done, ToolOutcome)
    return json.dumps([*done.blocks, done.structured], ensure_ascii=False)


@pytest.mark.parametrize("service", service_names())
async def test_no_answer_breaks_a_call(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tools = await service_named(service).server.list_tools()
    with nobody_answers(monkeypatch):
        calls = [(tool.name, await good_arguments(service, tool)) for tool in tools]
    credential = Credential.bearer("a-token", "a-patient")
    monkeypatch.setattr("connectors.servers.canva.api.PAUSES", (0.0,))
    monkeypatch.setattr("connectors.servers.canva.api.LONGEST_WAIT", 0.2)
    with odd_service() as (odd, origin):
        address = ServerAddress(origin, builtin=service)
        async with open_client(address, credential=credential, policy=policy(origin)) as client:
            assert isinstance(client, BuiltinClient)
            for odd.body in ODD:
                for tool, arguments in calls:
                    said = await end_of(client, tool, arguments)
                    # What the database and a model can hold.
                    assert said.encode() and "\0" not in said
