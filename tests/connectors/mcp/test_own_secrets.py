"""A server that repeats what identified the member: neither people nor the model read it (credentials-C4)."""

import json
from typing import Any

import anyio
import pytest
from starlette.responses import Response, StreamingResponse

from connectors.mcp import Credential, Negotiated, Progress, ServerAddress, open_client
from connectors.network import EgressPolicy
from tests.fakes.scripted_mcp import DISCOVERED, Answer, Message, error, response, result, scripted_mcp

pytestmark = pytest.mark.anyio

TOKEN, KEY = "hush-4f9c.secret/1", 'k3y"+of/the-address'
ECHO = f"got Authorization: Bearer {TOKEN} at ?api_key=k3y%22%2Bof%2Fthe-address&project=marketing (that is {KEY})"


def told(asked: Message) -> Response:
    async def chunks() -> Any:
        token = asked["params"]["_meta"]["progressToken"]
        params = {"progressToken": token, "progress": 1, "message": ECHO}
        word = {"jsonrpc": "2.0", "method": "notifications/progress", "params": params}
        answer = {"jsonrpc": "2.0", "id": asked["id"], "result": {"content": [], "resultType": "complete"}}
        for said in (word, answer):
            yield f"data: {json.dumps(said)}\n\n".encode()

    return StreamingResponse(chunks(), media_type="text/event-stream")


REPEATING: dict[str, Answer] = {
    "in a result": result({"content": [{"type": "text", "text": ECHO}], "resultType": "complete"}),
    "in a link": result(
        {"content": [{"type": "resource_link", "name": "x", "uri": ECHO}], "isError": True, "resultType": "complete"}
    ),
    "in data and its names": result({"structuredContent": {ECHO: [ECHO]}, "content": [], "resultType": "complete"}),
    "in its own error": error(-32603, ECHO),
    "in a refusal": response(400, json.dumps({"message": ECHO}), content_type="application/json"),
    "in a refusal in plain words": response(422, ECHO, content_type="text/plain"),
    "in a crooked error": response(200, json.dumps({"error": ECHO}), content_type="text/html"),
    "in a word of progress": told,
}


@pytest.mark.parametrize("name", REPEATING)
async def test_what_identifies_a_member_never_comes_back(name: str) -> None:
    words: list[str] = []

    async def note(word: Progress) -> None:
        words.append(word.message or "")

    with scripted_mcp({"tools/call": REPEATING[name]}) as script, anyio.fail_after(15):
        server = ServerAddress(f"{script.url}?api_key=k3y%22%2Bof%2Fthe-address&project=marketing")
        policy, stored = EgressPolicy.parse(script.allowed), Negotiated("2026-07-28", DISCOVERED)
        async with open_client(server, credential=Credential.bearer(TOKEN), policy=policy, stored=stored) as client:
            outcome = await client.call_tool("read", {}, deadline_seconds=5, on_progress=note)
    said = "".join([json.dumps([outcome.blocks, outcome.structured]), *words])
    assert "got Authorization" in said and "project=marketing" in said
    for secret in ("hush", "secret/1", "of/the", "of%2Fthe"):
        assert secret not in said


async def test_nor_in_the_definition_of_a_tool_which_everybody_reads() -> None:
    echo = {"type": "object", "properties": {"key": {"type": "string", "default": TOKEN}}}
    tools = [{"name": "read", "title": TOKEN, "description": f"Reads with {TOKEN}", "inputSchema": echo}]
    listed = {"tools": tools, **{key: DISCOVERED[key] for key in ("resultType", "ttlMs", "cacheScope")}}
    with scripted_mcp({"tools/list": result(listed)}) as script, anyio.fail_after(15):
        policy = EgressPolicy.parse(script.allowed)
        credential = Credential.of("", {"X-Api-Key": TOKEN, "DD-API-KEY": "another-key-of-hers"})
        async with open_client(ServerAddress(script.url), credential=credential, policy=policy) as client:
            (tool,) = (await client.list_tools()).tools
    assert TOKEN not in str(tool) and tool.description.startswith("Reads with ")
