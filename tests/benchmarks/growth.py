"""What a first word, and a list, cost when there is much of something, beside little of it."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from itertools import cycle

import httpx2

from tests.benchmarks.builds import Build
from tests.benchmarks.machine import Others
from tests.benchmarks.product import Product
from tests.benchmarks.rows import keep_calls, make_calls, refresh_statistics, repeat_turn, without_autovacuum
from tests.benchmarks.stage import ConnectedServer

PROMPT = "rounds=0 delay=0"
MESSAGES, FEW_MESSAGES, SHORT_CHATS = 1000, 10, 6
CALLS, FEW_CALLS = 50_000, 50
SAMPLES, READS = 18, 15
Figures = dict[str, float]
Way = Callable[[httpx2.AsyncClient], Awaitable[float]]


async def medians(http: httpx2.AsyncClient, others: Others, ways: Mapping[str, Way], times: int) -> Figures:
    """The median seconds of each way, taken by turns."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    with others.watched():
        for _ in range(times):
            for name, way in ways.items():
                seconds[name].append(await way(http))
    return {name: statistics.median(found) for name, found in seconds.items()}


def first_word_in(product: Product, conversations: list[str]) -> Way:
    """Seconds to the first text of a message in one of these conversations, each in its turn."""
    turn = cycle(conversations)

    async def way(http: httpx2.AsyncClient) -> float:
        return (await product.turn(http, next(turn), PROMPT)).first_text

    return way


def history(product: Product, build: Build, others: Others) -> Figures:
    """First text with 1,000 messages in the conversation beside 10, which are copies of one real turn."""
    long, *short = product.stage.conversations(1 + SHORT_CHATS, product.server)

    async def measured() -> Figures:
        async with product.client() as http:
            for chat, messages in [(long, MESSAGES), *((chat, FEW_MESSAGES) for chat in short)]:
                await product.turn(http, chat, PROMPT)
                repeat_turn(build.superuser_url, chat, messages // 2 - 1)
            refresh_statistics(build.superuser_url)
            await product.turn(http, long, PROMPT)
            ways = {"much": first_word_in(product, [long]), "little": first_word_in(product, short)}
            return await medians(http, others, ways, SAMPLES)

    found = asyncio.run(measured())
    return {"history_1000_x": found["much"] / found["little"]}


def tools(product: Product, build: Build, others: Others, *, many_url: str, few: ConnectedServer) -> Figures:
    """First text with 512 tools beside 10, after first use, before PostgreSQL has statistics of them and after.

    The rows are made by the product's own sync of a server with that many tools.
    """
    with without_autovacuum(build.superuser_url):
        many = product.stage.connect("Many tools", many_url, each_tool=False)
        chats = {
            "much": product.stage.conversations(1 + SAMPLES // 3, many),
            "little": product.stage.conversations(1 + SAMPLES // 3, few),
        }
        new = asyncio.run(_with_tools(product, others, chats))
        refresh_statistics(build.superuser_url)
        analyzed = asyncio.run(_with_tools(product, others, chats))
    return {
        "tools_512_x": new["much"] / new["little"],
        "tools_512_analyzed_x": analyzed["much"] / analyzed["little"],
    }


async def _with_tools(product: Product, others: Others, chats: Mapping[str, list[str]]) -> Figures:
    async with product.client() as http:
        for mine in chats.values():
            for _ in range(3):
                await product.turn(http, mine[0], PROMPT)
        ways = {name: first_word_in(product, mine[1:]) for name, mine in chats.items()}
        return await medians(http, others, ways, SAMPLES)


def tool_calls(product: Product, build: Build, others: Others) -> Figures:
    """`GET /tool-calls` with 50,000 calls beside 50, before and after them.

    The rows are copies of real calls, written past the API; all but those are deleted, so this comes last.
    """
    keep_calls(build.superuser_url, FEW_CALLS)
    before = asyncio.run(_reads(product, others))
    make_calls(build.superuser_url, CALLS)
    much = asyncio.run(_reads(product, others))
    keep_calls(build.superuser_url, FEW_CALLS)
    after = asyncio.run(_reads(product, others))
    return {"tool_calls_50000_x": much / statistics.mean((before, after))}


async def _reads(product: Product, others: Others) -> float:
    async def read(http: httpx2.AsyncClient) -> float:
        began = time.perf_counter()
        answer = await http.get(f"{product.stage.base}/tool-calls")
        answer.raise_for_status()
        if not answer.json()["results"]:
            raise RuntimeError("there are no tool calls")
        return time.perf_counter() - began

    async with product.client() as http:
        for _ in range(5):
            await read(http)
        return (await medians(http, others, {"read": read}, READS))["read"]
