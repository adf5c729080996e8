"""The product: its own web process and worker, driven over HTTP as a client would."""

import asyncio
import json
import time
from typing import Any

import httpx2

from tests.benchmarks.dropping import seconds_after_a_drop
from tests.benchmarks.measures import Times


class ProductClient:
    """Sends messages and follows the events of their turns."""

    def __init__(self, origin: str, token: str, conversations: list[str]) -> None:
        self._base = f"{origin}/api/v1/organizations/bench"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._conversations = conversations

    def after_a_drop(self) -> float:
        """Seconds of a request after PostgreSQL dropped the idle connections."""
        return seconds_after_a_drop(f"{self._base}/conversations", self._headers)

    async def run(self, prompts: list[str], *, at_once: bool) -> tuple[list[Times], float]:
        """Each prompt in a conversation of its own when at once, else all in new ones in turn."""
        limits = httpx2.Limits(max_connections=200, max_keepalive_connections=200)
        async with httpx2.AsyncClient(headers=self._headers, timeout=60, trust_env=False, limits=limits) as http:
            began = time.perf_counter()
            work = [self._turn(http, self._conversations.pop(), prompt) for prompt in prompts]
            times = list(await asyncio.gather(*work)) if at_once else [await one for one in work]
            return times, time.perf_counter() - began

    async def _turn(self, http: httpx2.AsyncClient, conversation: str, prompt: str) -> Times:
        began = time.perf_counter()
        first = last = None
        url = f"{self._base}/conversations/{conversation}/messages"
        async with http.stream("POST", url, json={"text": prompt}, headers={"Accept": "text/event-stream"}) as events:
            events.raise_for_status()
            name = ""
            async for line in events.aiter_lines():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: ") and name == "text.delta":
                    first = first or time.perf_counter()
                elif line.startswith("data: ") and name == "turn.finished":
                    last = time.perf_counter()
                    _expect_completed(json.loads(line.removeprefix("data: ")))
        if last is None:
            raise RuntimeError("the stream ended before the turn did")
        return Times((first or began) - began, last - began)


def _expect_completed(data: dict[str, Any]) -> None:
    if data["status"] != "completed":
        raise RuntimeError(f"a turn did not complete: {data}")
