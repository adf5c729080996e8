"""Names are resolved once, every address is checked, and the socket goes to the checked address."""

from collections.abc import Sequence

import httpx2
import pytest

from connectors.network import EgressPolicy, EgressRefused, guarded_client
from connectors.network.transport import Resolver, resolve_host
from tests.fakes.raw_server import plain, raw_server

pytestmark = pytest.mark.anyio


def answers(*addresses: str) -> Resolver:
    async def resolve(_: str, __: int) -> Sequence[str]:
        return addresses

    return resolve


async def get(url: str, policy: EgressPolicy, resolve: Resolver) -> httpx2.Response:
    async with guarded_client(policy, total_seconds=5, resolve=resolve) as client:
        return await client.get(url)


@pytest.mark.parametrize(
    "addresses",
    [
        ("127.0.0.1",),
        ("93.184.215.14", "10.0.0.1"),
        ("::ffff:127.0.0.1",),
        ("64:ff9b::7f00:1",),
        ("fe80::1%1",),
        ("169.254.169.254", "93.184.215.14"),
    ],
)
async def test_a_public_name_with_any_private_address_is_refused(addresses: tuple[str, ...]) -> None:
    with pytest.raises(EgressRefused) as refused:
        await get("https://rebind.example.com/", EgressPolicy(), answers(*addresses))
    assert refused.value.code == "private_address"


async def test_a_name_that_rebinds_after_a_first_look_reaches_nothing() -> None:
    """Check and connection share one resolution: a second, private answer is checked like the first."""
    async with raw_server(plain(b"secret")) as server:
        looks = iter([["93.184.215.14"], ["127.0.0.1"]])

        async def rebinding(_: str, __: int) -> Sequence[str]:
            return next(looks)

        assert await rebinding("rebind.example.com", 8443) == ["93.184.215.14"]
        with pytest.raises(EgressRefused):
            await get("https://rebind.example.com:8443/", EgressPolicy(), rebinding)
        assert server.connections == 0


async def test_an_allowed_pair_is_reached_at_the_address_it_resolves_to() -> None:
    async with raw_server(plain(b"hello")) as server:
        policy = EgressPolicy(frozenset({("tracker.internal", server.port)}))
        response = await get(f"http://tracker.internal:{server.port}/", policy, answers("127.0.0.1"))
    assert response.text == "hello"


async def test_the_next_address_is_tried_when_the_first_is_down() -> None:
    async with raw_server(plain(b"hello")) as server:
        policy = EgressPolicy(frozenset({("tracker.internal", server.port)}))
        response = await get(f"http://tracker.internal:{server.port}/", policy, answers("127.0.0.9", "127.0.0.1"))
    assert response.text == "hello"


async def test_a_redirect_to_a_private_address_is_not_followed() -> None:
    redirect = plain(b"", "location: http://169.254.169.254/", status="302 Found")
    async with raw_server(redirect) as server:
        policy = EgressPolicy.parse(f"127.0.0.1:{server.port}")
        response = await get(server.origin, policy, resolve_host)
        assert response.status_code == 302
        async with guarded_client(policy) as client:
            with pytest.raises(EgressRefused):
                await client.get(server.origin, follow_redirects=True)


async def test_an_unknown_name_is_a_connection_failure() -> None:
    async def unknown(_: str, __: int) -> Sequence[str]:
        raise OSError("no such name")

    with pytest.raises(httpx2.ConnectError):
        await get("https://nowhere.example.com/", EgressPolicy(), unknown)


async def test_proxies_from_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    async with raw_server(plain(b"proxy")) as proxy, raw_server(plain(b"direct")) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.origin)
        monkeypatch.setenv("ALL_PROXY", proxy.origin)
        response = await get(server.origin, EgressPolicy.parse(f"127.0.0.1:{server.port}"), resolve_host)
    assert (response.text, proxy.connections) == ("direct", 0)


async def test_an_ip_literal_needs_no_name_server() -> None:
    assert list(await resolve_host("127.0.0.1", 80)) == ["127.0.0.1"]
