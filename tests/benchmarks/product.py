"""The product: one build of it, driven over HTTP as a client would."""

import asyncio
import json
import time
from typing import Any

import httpx2
import psutil

from tests.benchmarks.machine import cpu_seconds
from tests.benchmarks.measures import Portion, Times
from tests.benchmarks.stage import ConnectedServer, Stage

LIMITS = httpx2.Limits(max_connections=600, max_keepalive_connections=600)


class Product:
    """A contestant: sends messages and follows the events of their turns."""

    def __init__(self, name: str, stage: Stage, root: psutil.Process, server: ConnectedServer) -> None:
        self.name = name
        self.stage = stage
        self.server = server
        self._root = root
        self._conversations: list[str] = []

    def prepare(self, turns: int) -> None:
        """Make conversations for that many turns, outside the measured time."""
        self._conversations += self.stage.conversations(turns, self.server)

    def run(self, prompts: list[str], *, at_once: bool) -> Portion:
        """Each prompt in a new conversation, all at once or one after the other."""
        before = cpu_seconds(self._root)
        times, seconds = asyncio.run(self._run(prompts, at_once=at_once))
        return Portion(times, seconds, cpu_seconds(self._root) - before)

    def client(self) -> httpx2.AsyncClient:
        """An HTTP client with the member's token."""
        return httpx2.AsyncClient(headers=self.stage.headers, timeout=60, trust_env=False, limits=LIMITS)

    async def _run(self, prompts: list[str], *, at_once: bool) -> tuple[list[Times], float]:
        async with self.client() as http:
            began = time.perf_counter()
            work = [self.turn(http, self._conversations.pop(), prompt) for prompt in prompts]
            times = list(await asyncio.gather(*work)) if at_once else [await one for one in work]
            return times, time.perf_counter() - began

    async def turn(self, http: httpx2.AsyncClient, conversation: str, prompt: str) -> Times:
        """Send a message and follow its events to the end of the turn."""
        began = time.perf_counter()
        url = f"{self.stage.base}/conversations/{conversation}/messages"
        return await followed(http, url, {"text": prompt}, began)


async def followed(http: httpx2.AsyncClient, url: str, body: dict[str, Any], began: float) -> Times:
    """Seconds since `began` of the turn that this request starts. Raises RuntimeError when it does not complete."""
    first = last = None
    async with http.stream("POST", url, json=body, headers={"Accept": "text/event-stream"}) as events:
        events.raise_for_status()
        name = ""
        async for line in events.aiter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: ") and first is None and _has_text(name, line):
                first = time.perf_counter()
            if line.startswith("data: ") and name == "turn.finished":
                last = time.perf_counter()
                _expect_completed(json.loads(line.removeprefix("data: ")))
    if last is None or first is None:
        raise RuntimeError("the stream ended before the turn did, or without a text")
    return Times(first - began, last - began)


def _has_text(event: str, line: str) -> bool:
    """Whether this event is the first that a reader sees words of; who comes late gets them in a snapshot."""
    return event == "text.delta" or (event == "snapshot" and bool(json.loads(line.removeprefix("data: "))["content"]))


def _expect_completed(data: dict[str, Any]) -> None:
    if data["status"] != "completed":
        raise RuntimeError(f"a turn did not complete: {data}")
