"""The HTTP transport under the model's SDK: how it reaches the model, and what it makes of a broken connection."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from conversations.llm import client
from conversations.llm.errors import ModelBusy, ModelFailed, ModelSilent, StreamBroken
from conversations.llm.records import ModelRequest
from tests.fakes.raw_server import Answer, plain, raw_server

SECONDS = 5.0
REQUEST = ModelRequest("system", [{"role": "user", "content": "Hello"}], [])
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
CHUNKED = HEAD + b"transfer-encoding: chunked\r\n\r\n"
WORDS = (
    b'data: {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}\n\n'
    b'data: {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Half"}}\n\n'
)


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def pieces(*sent: bytes) -> Answer:
    """The bytes as they are, each on its own."""

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for piece in sent:
            writer.write(piece)
            await writer.drain()
            # Until what was written has been read by itself.
            await asyncio.sleep(0.05)

    return answer


async def asked(origin: str) -> list[Any]:
    model = client._client(base_url=origin, api_key="key")
    try:
        async with asyncio.timeout(SECONDS):
            return [piece async for piece in client.stream_step(model, REQUEST)]
    finally:
        await model.close()


BROKEN: dict[str, tuple[Sequence[bytes], type[ModelFailed]]] = {
    "nothing": ([b""], ModelBusy),
    "no HTTP": ([b"HELLO\r\n\r\n"], ModelBusy),
    "a cut chunk": ([CHUNKED + chunk(WORDS) + b"ff\r\nabc"], StreamBroken),
    "a cut chunk later": ([CHUNKED + chunk(WORDS), b"ff\r\nabc"], StreamBroken),
    "no last chunk": ([CHUNKED + chunk(WORDS)], StreamBroken),
    "less than was announced": ([HEAD + b"content-length: 9999\r\n\r\n" + WORDS], StreamBroken),
    "until it closes": ([HEAD + b"connection: close\r\n\r\n" + WORDS], StreamBroken),
    "what is said to be compressed": ([HEAD + b"content-encoding: gzip\r\n\r\n" + WORDS], StreamBroken),
    "no answer to a redirect": (
        [b"HTTP/1.1 307 Away\r\nlocation: /v1/messages\r\ncontent-length: 0\r\n\r\n"],
        ModelBusy,
    ),
}


@pytest.mark.parametrize(("sent", "failed"), BROKEN.values(), ids=BROKEN)
def test_a_broken_connection_has_a_name(sent: Sequence[bytes], failed: type[ModelFailed]) -> None:
    async def run() -> None:
        async with raw_server(pieces(*sent)) as server:
            with pytest.raises(failed):
                await asked(server.origin)

    asyncio.run(run())


def test_bytes_that_are_no_chunk_in_mid_stream_are_silence_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "READ_SECONDS", 0.3)

    async def run() -> None:
        async with raw_server(pieces(CHUNKED + chunk(WORDS), b"no length\r\n")) as server:
            with pytest.raises(ModelSilent):
                await asked(server.origin)

    asyncio.run(run())


def test_the_operators_proxy_is_used_and_what_it_is_not_for_is_asked_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await plain(b'{"error": {"type": "authentication_error"}}', status="401 No")(reader, writer)

    async def run() -> None:
        async with raw_server(answer, seen=lines) as proxy:
            monkeypatch.setenv("HTTP_PROXY", proxy.origin)
            monkeypatch.setenv("http_proxy", proxy.origin)
            for no_proxy, origin in (("", "http://model.example"), ("127.0.0.1", proxy.origin)):
                monkeypatch.setenv("NO_PROXY", no_proxy)
                monkeypatch.setenv("no_proxy", no_proxy)
                with pytest.raises(ModelFailed):
                    await asked(origin)

    asyncio.run(run())
    assert lines == [b"POST http://model.example/v1/messages HTTP/1.1", b"POST /v1/messages HTTP/1.1"]


HEADS = {
    "a line of 20 KiB": b"x-policy: " + b"p" * 20_000 + b"\r\n",
    "200 lines": b"".join(b"x-hop-%d: passed\r\n" % number for number in range(200)),
    "60 KiB in ten lines": b"".join(b"x-hop-%d: %s\r\n" % (number, b"p" * 6_000) for number in range(10)),
}


@pytest.mark.parametrize("is_through_a_proxy", [False, True])
@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_a_gateways_long_head_is_read(head: bytes, is_through_a_proxy: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    body = b'{"error": {"type": "authentication_error"}}'
    answer = b"HTTP/1.1 401 No\r\n" + head + b"content-length: %d\r\n\r\n" % len(body) + body

    async def run() -> str:
        async with raw_server(pieces(answer)) as server:
            if is_through_a_proxy:
                monkeypatch.setenv("HTTP_PROXY", server.origin)
                monkeypatch.setenv("http_proxy", server.origin)
            with pytest.raises(ModelFailed) as failed:
                await asked("http://model.example" if is_through_a_proxy else server.origin)
            return failed.value.code

    assert asyncio.run(run()) == "model_unauthorized"
