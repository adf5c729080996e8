"""A first message in a new conversation beside a message in an old one."""

import asyncio
import time
from typing import Any

import httpx2

from tests.benchmarks.growth import PROMPT, SAMPLES, Figures, first_word_in, medians
from tests.benchmarks.machine import Others
from tests.benchmarks.product import Product, followed
from tests.benchmarks.stage import ConnectedServer

OLD_CHATS = 3


def new_conversation(product: Product, others: Others, *servers: ConnectedServer) -> Figures:
    """First text since the conversation is asked for, with these connectors on, beside one that is there."""
    old = product.stage.conversations(OLD_CHATS, *servers)

    async def measured() -> Figures:
        async with product.client() as http:
            for chat in old:
                await product.turn(http, chat, PROMPT)
            opened = _at_once if await _is_taken_at_once(product, http, servers) else _one_after_the_other

            async def new(http: httpx2.AsyncClient) -> float:
                return await opened(product, http, servers)

            await new(http)
            return await medians(http, others, {"new": new, "old": first_word_in(product, old)}, SAMPLES)

    found = asyncio.run(measured())
    return {"new_conversation_x": found["new"] / found["old"]}


def _body(servers: tuple[ConnectedServer, ...]) -> dict[str, Any]:
    switches = [{"connector": server.connector} for server in servers]
    return {"message": {"text": PROMPT}, "connectors": switches}


async def _is_taken_at_once(product: Product, http: httpx2.AsyncClient, servers: tuple[ConnectedServer, ...]) -> bool:
    """Whether this build makes a conversation with its switches and its first message in one request."""
    answer = await http.post(f"{product.stage.base}/conversations", json=_body(servers))
    return answer.is_success and "turn" in answer.json()


async def _at_once(product: Product, http: httpx2.AsyncClient, servers: tuple[ConnectedServer, ...]) -> float:
    began = time.perf_counter()
    return (await followed(http, f"{product.stage.base}/conversations", _body(servers), began)).first_text


async def _one_after_the_other(
    product: Product, http: httpx2.AsyncClient, servers: tuple[ConnectedServer, ...]
) -> float:
    began = time.perf_counter()
    chat = await product.stage.conversation(http, *servers)
    url = f"{product.stage.base}/conversations/{chat}/messages"
    return (await followed(http, url, {"text": PROMPT}, began)).first_text
