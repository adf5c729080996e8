"""The floor: a bare asyncio loop with the anthropic and mcp SDKs; no web, no database, no rules."""

import asyncio
import time
from typing import Any

import anthropic
import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from tests.benchmarks.measures import Portion, Times


async def _turn(model: Any, tools: Any, definitions: list[dict[str, Any]], prompt: str) -> Times:
    began = time.perf_counter()
    first: float | None = None
    history: list[dict[str, Any]] = [{"role": "user", "content": prompt}]
    while True:
        blocks: list[dict[str, Any]] = []
        arguments: dict[int, str] = {}
        stream = await model.messages.create(
            model="bench", max_tokens=1000, messages=history, tools=definitions, stream=True
        )
        async for event in stream:
            if event.type == "content_block_start":
                blocks.append(event.content_block.model_dump(mode="json", exclude_none=True))
            elif event.type == "content_block_delta" and event.delta.type == "text_delta":
                first = first or time.perf_counter()
                blocks[event.index]["text"] += event.delta.text
            elif event.type == "content_block_delta":
                arguments[event.index] = arguments.get(event.index, "") + event.delta.partial_json
        history.append({"role": "assistant", "content": blocks})
        uses = [block for block in blocks if block["type"] == "tool_use"]
        if not uses:
            return Times((first or began) - began, time.perf_counter() - began)
        results = []
        for use in uses:
            done = await tools.call_tool("note", {"text": "note"})
            content = [{"type": "text", "text": done.content[0].text}]
            results.append({"type": "tool_result", "tool_use_id": use["id"], "content": content})
        history.append({"role": "user", "content": results})


async def _run(model_url: str, tools_url: str, prompts: list[str], *, at_once: bool) -> tuple[list[Times], float]:
    """Run the prompts one after the other or all at once; (times of each, seconds of all)."""
    async with (
        httpx2.AsyncClient(timeout=60, trust_env=False) as http,
        Client(streamable_http_client(tools_url, http_client=http)) as tools,
        anthropic.AsyncAnthropic(base_url=model_url, api_key="bench") as model,
    ):
        listed = (await tools.list_tools()).tools
        definitions = [
            {"name": t.name, "description": t.description or "", "input_schema": t.input_schema} for t in listed
        ]
        await _turn(model, tools, definitions, "rounds=1 delay=0")
        began = time.perf_counter()
        work = [_turn(model, tools, definitions, prompt) for prompt in prompts]
        times = list(await asyncio.gather(*work)) if at_once else [await one for one in work]
        return times, time.perf_counter() - began


class Floor:
    """A contestant: the bare loop in this process."""

    name = "floor"

    def __init__(self, model_url: str, tools_url: str) -> None:
        self._model_url, self._tools_url = model_url, tools_url

    def run(self, prompts: list[str], *, at_once: bool) -> Portion:
        """Run the prompts, one after the other or all at once."""
        before = time.process_time()
        times, seconds = asyncio.run(_run(self._model_url, self._tools_url, prompts, at_once=at_once))
        return Portion(times, seconds, time.process_time() - before)
