"""Notion's official MCP server as our tests start it: who gets in, and what arrives at Notion."""

from typing import Any

import httpx2
import pytest

from tests.services.notion_server import GATE, TOKENS, NotionServer

pytestmark = pytest.mark.peer
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
}


def post(server: NotionServer, message: dict[str, Any], headers: dict[str, str]) -> httpx2.Response:
    wanted = {"accept": "application/json, text/event-stream"}
    return httpx2.post(server.url, json=message, headers={**wanted, **headers}, trust_env=False, timeout=20)


def call(server: NotionServer, person: str, tool: str, **arguments: Any) -> str:
    """The answer to a tool call in a session of its own."""
    headers = server.headers(person)
    opened = post(server, INITIALIZE, headers)
    assert opened.status_code == 200, opened.text
    headers |= {"mcp-session-id": opened.headers["mcp-session-id"]}
    post(server, {"jsonrpc": "2.0", "method": "notifications/initialized"}, headers)
    asked = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}
    return post(server, asked, headers).text


def test_a_call_arrives_at_notion_with_the_members_own_token(notion_server: NotionServer) -> None:
    for person in ("mia", "ada"):
        call(notion_server, person, "API-post-search", query="plan")
    sent = notion_server.prism.requests
    assert [each.headers["authorization"] for each in sent] == [f"Bearer {TOKENS[person]}" for person in ("mia", "ada")]
    assert [(each.path, each.json) for each in sent] == [("/v1/search", {"query": "plan"})] * 2
    assert notion_server.prism.faults == []


def test_a_token_that_notion_does_not_know_is_refused_inside_the_result(notion_server: NotionServer) -> None:
    notion_server.prism.knows = {TOKENS["mia"]}
    assert "unauthorized" not in call(notion_server, "mia", "API-post-search", query="plan")
    assert "unauthorized" in call(notion_server, "ada", "API-post-search", query="plan")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"authorization": f"Bearer {GATE}"}, 401),
        ({"authorization": f"Bearer {GATE}", "notion-token": "no-token-of-notion"}, 401),
        ({"authorization": "Bearer wrong", "notion-token": TOKENS["mia"]}, 403),
    ],
)
def test_nobody_gets_in_without_the_gates_bearer_and_a_token(
    notion_server: NotionServer, headers: dict[str, str], status: int
) -> None:
    assert post(notion_server, INITIALIZE, headers).status_code == status
