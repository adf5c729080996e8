"""Answers that are too large, too slow or packed end in a named error."""

import gzip

import anyio
import httpx2
import pytest

from connectors.network import AnswerRefused, EgressPolicy, GuardedClient, guarded_client
from connectors.network.limits import MAX_ANSWER_BYTES
from tests.fakes.raw_server import Answer, RawServer, endless, plain, raw_server, silent

pytestmark = pytest.mark.anyio


def client_for(server: RawServer, total_seconds: float = 5.0, read_seconds: float = 5.0) -> GuardedClient:
    policy = EgressPolicy.parse(f"127.0.0.1:{server.port}")
    return guarded_client(policy, total_seconds=total_seconds, read_timeout_seconds=read_seconds)


async def refusal_of(answer: Answer) -> str:
    async with raw_server(answer) as server, client_for(server) as client:
        with pytest.raises(AnswerRefused) as refused:
            await client.get(server.origin)
    return refused.value.code


async def test_an_answer_that_announces_too_much_is_refused_unread() -> None:
    async def huge(_: object, writer: object) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 67108864\r\n\r\n")  # type: ignore[attr-defined]

    assert await refusal_of(huge) == "answer_too_large"


async def test_an_answer_without_an_end_is_cut_at_the_limit() -> None:
    assert await refusal_of(endless(b"x" * 262_144, "content-type: application/json")) == "answer_too_large"


async def test_an_event_stream_has_its_own_larger_limit() -> None:
    body = b"data: x\n\n" * (MAX_ANSWER_BYTES // 9 + 1)
    async with (
        raw_server(plain(body, "content-type: text/event-stream")) as server,
        client_for(server) as client,
    ):
        assert len((await client.get(server.origin)).content) == len(body)
    assert await refusal_of(endless(b"x" * 262_144, "content-type: text/event-stream")) == "answer_too_large"


async def test_a_packed_answer_is_refused_without_unpacking() -> None:
    bomb = gzip.compress(b"\0" * 30_000_000)
    assert await refusal_of(plain(bomb, "content-encoding: gzip")) == "answer_encoded"


async def test_identity_is_all_we_ask_for() -> None:
    async with raw_server(plain(b"{}")) as server, client_for(server) as client:
        response = await client.get(server.origin)
    assert response.request.headers["accept-encoding"] == "identity"


async def test_one_byte_now_and_then_does_not_extend_the_deadline() -> None:
    started = anyio.current_time()
    trickle = endless(b"x", pause_seconds=0.05)
    async with raw_server(trickle) as server, client_for(server, total_seconds=0.4) as client:
        with pytest.raises(httpx2.ReadTimeout):
            await client.get(server.origin)
    assert anyio.current_time() - started < 2


async def test_a_server_that_says_nothing_ends_in_a_timeout() -> None:
    async with raw_server(silent) as server, client_for(server, total_seconds=0.3) as client:
        with pytest.raises(httpx2.ReadTimeout):
            await client.get(server.origin)


async def test_a_request_may_carry_its_own_deadline() -> None:
    async with raw_server(silent) as server, client_for(server, total_seconds=60, read_seconds=60) as client:
        with pytest.raises(httpx2.ReadTimeout), anyio.fail_after(5):
            await client.get(server.origin, extensions={"total_seconds": 0.2})


async def test_no_cookie_is_kept() -> None:
    async with raw_server(plain(b"{}", "set-cookie: session=1")) as server, client_for(server) as client:
        await client.get(server.origin)
        assert len(client.cookies) == 0
