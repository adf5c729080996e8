"""Event streams on which nothing is said: what each costs the web process, and Valkey."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress

import httpx2
import redis

from tests.benchmarks.builds import Build
from tests.benchmarks.growth import Figures
from tests.benchmarks.machine import MIB, Others
from tests.benchmarks.product import Product
from tests.benchmarks.stage import ConnectedServer

STREAMS, LEAST = 500, 0.9
AT_ONCE = 16
SETTLE_SECONDS, LOOK_SECONDS = 3.0, 15.0  # three pings of every stream
# Its first ping holds what was told against PostgreSQL, which belongs to its opening.
FIRST_PING_SECONDS = 15.0


def idle_streams(product: Product, build: Build, others: Others, server: ConnectedServer) -> Figures:
    """Each stream follows a turn of its own that waits for a person; the server's tools ask."""
    chats = product.stage.conversations(STREAMS, server)
    return asyncio.run(_measured(product, build, others, chats))


async def _measured(product: Product, build: Build, others: Others, chats: list[str]) -> Figures:
    async with product.client() as http:
        turns = await _each(chats, lambda chat: _started(product, http, chat))
        await _each(turns, lambda turn: _waiting(product, http, turn))
        await asyncio.sleep(SETTLE_SECONDS)
        memory, clients = build.web.memory_info().rss, _clients(build)
        streams: list[asyncio.Task[None]] = []
        await _each(turns, lambda turn: _opened(product, http, turn, streams))
        await asyncio.sleep(FIRST_PING_SECONDS)
        cores = await _cores(build, others)
        # The product ends streams whose PostgreSQL did not answer in time; an early build lost more than half.
        living = sum(not stream.done() for stream in streams)
        found = {"idle_streams_lost_x": 1 - living / STREAMS}
        if living >= LEAST * STREAMS:
            found["idle_stream_mib"] = (build.web.memory_info().rss - memory) / MIB / living
            found["idle_stream_cores"] = cores
            found["idle_stream_valkey_connections"] = (_clients(build) - clients) / living
        for stream in streams:
            stream.cancel()
        await asyncio.gather(*streams, return_exceptions=True)
        await _each(turns, lambda turn: _cancelled(product, http, turn))
        return found


async def _each(items: Iterable[str], work: Callable[[str], Awaitable[str]]) -> list[str]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(item: str) -> str:
        async with gate:
            return await work(item)

    return list(await asyncio.gather(*(one(item) for item in items)))


async def _started(product: Product, http: httpx2.AsyncClient, chat: str) -> str:
    url = f"{product.stage.base}/conversations/{chat}/messages"
    answer = await http.post(url, json={"text": "rounds=1 delay=0"})
    answer.raise_for_status()
    return str(answer.json()["turn"]["id"])


async def _waiting(product: Product, http: httpx2.AsyncClient, turn: str) -> str:
    while True:
        answer = await http.get(f"{product.stage.base}/turns/{turn}")
        answer.raise_for_status()
        status = answer.json()["status"]
        if status == "waiting_approval":
            return turn
        if status not in ("queued", "running"):
            raise RuntimeError(f"a turn that should ask is {status}")
        await asyncio.sleep(0.2)


async def _opened(product: Product, http: httpx2.AsyncClient, turn: str, streams: list["asyncio.Task[None]"]) -> str:
    """Adds a stream that has said its first event."""
    said = asyncio.Event()
    streams.append(asyncio.create_task(_follow(product, http, turn, said)))
    ended, _ = await asyncio.wait({streams[-1], asyncio.create_task(said.wait())}, return_when="FIRST_COMPLETED")
    if streams[-1] in ended:
        raise RuntimeError("a stream ended before it had said anything")
    return turn


async def _follow(product: Product, http: httpx2.AsyncClient, turn: str, said: asyncio.Event) -> None:
    url = f"{product.stage.base}/turns/{turn}/events"
    with suppress(httpx2.ReadError):  # it is over
        async with http.stream("GET", url, headers={"Accept": "text/event-stream"}, timeout=None) as events:
            events.raise_for_status()
            async for line in events.aiter_lines():
                if line.startswith("event: "):
                    said.set()


async def _cores(build: Build, others: Others) -> float:
    """The part of one processor that the web process takes."""
    with others.watched():
        before = build.web.cpu_times()
        await asyncio.sleep(LOOK_SECONDS)
        after = build.web.cpu_times()
    return float(after.user + after.system - before.user - before.system) / LOOK_SECONDS


def _clients(build: Build) -> int:
    with redis.Redis.from_url(build.valkey_url) as valkey:
        return int(valkey.info("clients")["connected_clients"])


async def _cancelled(product: Product, http: httpx2.AsyncClient, turn: str) -> str:
    (await http.post(f"{product.stage.base}/turns/{turn}/cancellation")).raise_for_status()
    return turn
