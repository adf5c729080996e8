"""What opening a client says about a server that cannot be used, and how a stored negotiation is taken up."""

import asyncio

import anyio
import pytest

from connectors.mcp import McpFailed, Negotiated, ServerAddress, open_client
from connectors.network import EgressPolicy
from tests.fakes.raw_server import raw_server, silent
from tests.fakes.scripted_mcp import DISCOVERED, Answer, error, response, result, scripted_mcp
from tests.fakes.serving import free_socket, origin_of
from tests.fakes.tool_server import tool_server

pytestmark = pytest.mark.anyio

CHALLENGE = 'Bearer resource_metadata="https://x.example/r"'
PAGE: Answer = response(200, "<h1>Welcome</h1>", content_type="text/html")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (response(401, www_authenticate=CHALLENGE), "authorization_required"),
        (response(401), "authorization_required"),
        (response(403), "access_refused"),
        (response(429, retry_after="3"), "rate_limited"),
        (response(500), "server_failed"),
        (response(404), "not_an_mcp_server"),
        (response(405), "not_an_mcp_server"),
        (PAGE, "not_an_mcp_server"),
        (response(200, "[]", content_type="application/json"), "not_an_mcp_server"),
        (response(302, location="https://login.example.com/"), "address_redirected"),
        (response(308, location="http://169.254.169.254/"), "address_redirected"),
        (error(-32600, "no"), "not_an_mcp_server"),
        (result({"protocolVersion": "1999-01-01", "capabilities": {}}), "unknown_protocol_version"),
        (response(200, b"x", content_encoding="gzip"), "protocol_broken"),
    ],
)
async def test_a_server_that_cannot_be_used_says_why(answer: Answer, code: str) -> None:
    with scripted_mcp({"server/discover": answer, "initialize": answer}) as script, anyio.fail_after(10):
        policy = EgressPolicy.parse(script.allowed)
        with pytest.raises(McpFailed) as failed:
            async with open_client(ServerAddress(script.url), policy=policy):
                pass
    assert (failed.value.code, failed.value.may_have_run) == (code, False)


async def test_a_challenge_at_connect_is_kept_for_discovery() -> None:
    with scripted_mcp({}) as script:
        script.answers["server/discover"] = script.answers["initialize"] = response(401, www_authenticate=CHALLENGE)
        policy = EgressPolicy.parse(script.allowed)
        with pytest.raises(McpFailed) as failed:
            async with open_client(ServerAddress(script.url), policy=policy):
                pass
    assert getattr(failed.value, "challenges", None) == (CHALLENGE,)


AFTER_A_401: dict[str, Answer] = {
    "400": response(400),
    "400 in words": error(-32600, "Unsupported protocol version", 400),
    "404": response(404),
    "405": response(405),
    "500": response(500),
    "a page": PAGE,
    "another error": error(-32601, "no such method"),
    "401 without words": response(401),
}


@pytest.mark.parametrize("then", AFTER_A_401.values(), ids=AFTER_A_401)
async def test_a_401_counts_whatever_the_second_question_is_answered(then: Answer) -> None:
    with scripted_mcp({"server/discover": response(401, www_authenticate=CHALLENGE), "initialize": then}) as script:
        policy = EgressPolicy.parse(script.allowed)
        with pytest.raises(McpFailed) as failed:
            async with open_client(ServerAddress(script.url), policy=policy):
                pass
    assert failed.value.code == "authorization_required"
    assert getattr(failed.value, "challenges", None) == (CHALLENGE,)


async def test_a_server_that_is_down_or_silent_is_unreachable() -> None:
    with free_socket() as closed_soon:
        origin = origin_of(closed_soon)
    policy = EgressPolicy.parse(origin.removeprefix("http://"))
    with pytest.raises(McpFailed) as down:
        async with open_client(ServerAddress(origin), policy=policy):
            pass
    async with raw_server(silent) as server:
        policy = EgressPolicy.parse(f"127.0.0.1:{server.port}")
        with pytest.raises(McpFailed) as mute, anyio.fail_after(5):
            async with open_client(ServerAddress(server.origin), policy=policy, connect_seconds=0.3):
                pass
    assert (down.value.code, mute.value.code) == ("server_unreachable", "server_unreachable")


@pytest.mark.parametrize(
    "url", ["https://10.0.0.1/mcp", "http://mcp.example.com/mcp", "https://localhost/mcp", "nonsense"]
)
async def test_an_address_that_is_not_public_https_is_refused(url: str) -> None:
    with pytest.raises(McpFailed) as failed:
        async with open_client(ServerAddress(url), policy=EgressPolicy()):
            pass
    assert failed.value.code == "address_refused"


async def test_opening_with_a_stored_negotiation_asks_nothing() -> None:
    with scripted_mcp({}) as script:
        policy = EgressPolicy.parse(script.allowed)
        stored = Negotiated("2026-07-28", DISCOVERED)
        async with open_client(ServerAddress(script.url), policy=policy, stored=stored) as client:
            assert client.negotiated.protocol_version == "2026-07-28"
        assert script.log == []


async def test_a_stored_negotiation_that_cannot_be_read_is_asked_again() -> None:
    with scripted_mcp({}) as script:
        policy = EgressPolicy.parse(script.allowed)
        broken = Negotiated("2026-07-28", {"supportedVersions": 7})
        async with open_client(ServerAddress(script.url), policy=policy, stored=broken) as client:
            assert client.negotiated.discover is not None
        assert len(script.asked("server/discover")) == 1


async def test_a_session_of_2025_is_opened_without_a_stream_and_ended() -> None:
    with tool_server() as server:
        policy = EgressPolicy.parse(server.allowed)
        async with open_client(ServerAddress(server.url), policy=policy, stored=Negotiated("2025-11-25")) as client:
            assert client.negotiated == Negotiated("2025-11-25")
            await client.call_tool("echo", {"text": "x"}, deadline_seconds=5)
        methods = [method for method, _ in server.requests]
    assert "GET" not in methods
    assert methods[-1] == "DELETE"


async def test_cancelling_while_a_client_opens_leaves_nothing_behind() -> None:
    async with raw_server(silent) as server:
        policy = EgressPolicy.parse(f"127.0.0.1:{server.port}")

        async def open_it() -> None:
            async with open_client(ServerAddress(server.origin), policy=policy):
                pass

        opening = asyncio.create_task(open_it())
        await asyncio.sleep(0.1)
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening
