"""From a 401 to the authorization server."""

from typing import Any

import pytest

from connectors.network import EgressPolicy, guarded_client
from connectors.oauth import OAuthFailed, discover
from tests.connectors.oauth.flow import client_for, discovered
from tests.fakes.authorization_server import authorization_server
from tests.fakes.serving import free_socket, origin_of

pytestmark = pytest.mark.anyio


async def test_a_modern_server_is_found_from_its_challenge() -> None:
    with authorization_server(challenge_scope="read") as fake:
        async with client_for(fake) as client:
            server = await discovered(client, fake)
    assert (server.issuer, server.resource) == (fake.origin, fake.server_url)
    assert server.token_endpoint == f"{fake.origin}/token"
    assert server.default_scope == "read offline_access"
    assert (server.sends_iss, server.accepts_client_metadata_url, server.from_metadata) == (True, False, True)


async def test_the_scopes_of_the_resource_are_asked_for_when_the_challenge_names_none() -> None:
    with authorization_server() as fake:
        async with client_for(fake) as client:
            assert (await discovered(client, fake)).default_scope == "read write offline_access"


async def test_well_known_places_are_tried_when_the_challenge_says_nothing() -> None:
    with authorization_server(challenge_names_metadata=False) as fake:
        async with client_for(fake) as client:
            assert (await discover(client, fake.server_url)).issuer == fake.origin


async def test_an_openid_document_will_do() -> None:
    with authorization_server(server_metadata="openid") as fake:
        async with client_for(fake) as client:
            assert (await discovered(client, fake)).issuer == fake.origin


@pytest.mark.parametrize("page", ["missing", "html"])
async def test_a_server_of_2025_03_is_found_at_its_own_origin(page: str) -> None:
    with authorization_server(resource_metadata=page) as fake:
        async with client_for(fake) as client:
            server = await discovered(client, fake)
    assert (server.issuer, server.resource) == (fake.origin, fake.server_url)


@pytest.mark.parametrize("server_metadata", ["ok", "missing"])
async def test_the_query_of_an_address_is_kept_from_the_browser_that_signs_in(server_metadata: str) -> None:
    with authorization_server(resource_metadata="missing", server_metadata=server_metadata) as fake:
        async with client_for(fake) as client:
            server = await discover(client, f"{fake.server_url}?api_key=hush#part")
    assert server.resource == fake.server_url


async def test_a_server_without_any_metadata_has_its_endpoints_at_fixed_places() -> None:
    with authorization_server(resource_metadata="missing", server_metadata="missing") as fake:
        async with client_for(fake) as client:
            server = await discovered(client, fake)
    assert server.authorization_endpoint == f"{fake.origin}/authorize"
    assert (server.registration_endpoint, server.from_metadata) == (f"{fake.origin}/register", False)


@pytest.mark.parametrize(
    ("behaviour", "code", "transient"),
    [
        ({"resource_metadata": "broken"}, "metadata_unavailable", True),
        ({"resource_metadata": "busy"}, "metadata_unavailable", True),
        ({"resource_metadata": "wrong_resource"}, "resource_mismatch", False),
        ({"server_metadata": "broken"}, "metadata_unavailable", True),
        ({"server_metadata": "missing"}, "discovery_failed", False),
        ({"server_metadata": "wrong_issuer"}, "issuer_mismatch", False),
        ({"metadata": {"code_challenge_methods_supported": None}}, "pkce_undeclared", False),
        ({"metadata": {"code_challenge_methods_supported": []}}, "pkce_undeclared", False),
        ({"metadata": {"code_challenge_methods_supported": ""}}, "pkce_undeclared", False),
        ({"metadata": {"code_challenge_methods_supported": ["plain"]}}, "pkce_unsupported", False),
        ({"metadata": {"token_endpoint": "https://10.0.0.5/token"}}, "endpoint_refused", False),
        ({"metadata": {"token_endpoint": "http://mcp.example.com/token"}}, "endpoint_refused", False),
        ({"metadata": {"authorization_endpoint": "http://mcp.example.com/a"}}, "endpoint_refused", False),
        ({"metadata": {"registration_endpoint": "https://postgres/"}}, "endpoint_refused", False),
        ({"metadata": {"revocation_endpoint": "https://a:b@mcp.example.com/"}}, "endpoint_refused", False),
    ],
)
async def test_a_server_that_cannot_be_trusted_is_refused(
    behaviour: dict[str, Any], code: str, transient: bool
) -> None:
    with authorization_server(**behaviour) as fake:
        async with client_for(fake) as client:
            with pytest.raises(OAuthFailed) as failed:
                await discovered(client, fake)
    assert (failed.value.code, failed.value.transient) == (code, transient)


@pytest.mark.parametrize(
    "odd",
    [
        {"service_documentation": "see the wiki", "op_policy_uri": "/policy", "op_tos_uri": 7},
        {"ui_locales_supported": "en", "response_types_supported": {}, "grant_types_supported": 7},
        {"introspection_endpoint": "n/a", "revocation_endpoint": "none", "userinfo_endpoint": []},
        {"code_challenge_methods_supported": "S256"},
        {"code_challenge_methods_supported": "plain, S256"},
        {"code_challenge_methods_supported": ["s256"]},
        {"code_challenge_methods_supported": [None, "S256"]},
        {"token_endpoint_auth_methods_supported": "client_secret_post", "scopes_supported": "read write"},
        {"token_endpoint_auth_methods_supported": ["CLIENT_SECRET_POST"], "scopes_supported": ["read", "write"]},
        {"authorization_response_iss_parameter_supported": "maybe"},
    ],
)
async def test_an_odd_field_that_one_can_do_without_never_costs_the_sign_in(odd: dict[str, Any]) -> None:
    with authorization_server(metadata=odd) as fake:
        async with client_for(fake) as client:
            found = await discovered(client, fake)
    assert found.token_endpoint == f"{fake.origin}/token"
    if "scopes_supported" in odd:
        assert (found.scopes_supported, found.token_auth_methods) == (("read", "write"), ("client_secret_post",))


@pytest.mark.parametrize("odd", [{"code_challenge_methods_supported": {"S256": True}}, {"token_endpoint": "/token"}])
async def test_what_matters_is_not_guessed(odd: dict[str, Any]) -> None:
    with authorization_server(metadata=odd) as fake:
        async with client_for(fake) as client:
            with pytest.raises(OAuthFailed):
                await discovered(client, fake)


async def test_a_reviewed_listing_may_do_without_the_declaration_of_pkce() -> None:
    with authorization_server(metadata={"code_challenge_methods_supported": None}) as fake:
        async with client_for(fake) as client:
            server = await discover(client, fake.server_url, require_declared_pkce=False)
    assert server.issuer == fake.origin


@pytest.mark.parametrize("named", ["http://169.254.169.254/latest", "https://127.0.0.1/x", "file:///etc/passwd"])
async def test_a_challenge_that_points_inside_is_refused_not_skipped(named: str) -> None:
    with authorization_server() as fake:
        async with client_for(fake) as client:
            with pytest.raises(OAuthFailed) as failed:
                await discover(client, fake.server_url, challenges=[f'Bearer resource_metadata="{named}"'])
    assert failed.value.code == "endpoint_refused"


@pytest.mark.parametrize(
    "challenge",
    [
        'Bearer resource_metadata="/.well-known/oauth-protected-resource/mcp"',
        "Bearer resource_metadata='{origin}/.well-known/oauth-protected-resource/mcp'",
        'Bearer resource_metadata="see the wiki"',
        'Bearer resource_metadata="http://["',
        'Bearer resource_metadata="", scope=""',
    ],
)
async def test_a_challenge_that_names_no_address_is_no_dead_end(challenge: str) -> None:
    with authorization_server() as fake:
        async with client_for(fake) as client:
            found = await discover(client, fake.server_url, challenges=[challenge.format(origin=fake.origin)])
    assert (found.issuer, found.default_scope) == (fake.origin, "read write offline_access")


async def test_a_server_that_is_down_is_worth_another_try() -> None:
    with free_socket() as closed_soon:
        origin = origin_of(closed_soon)
    async with guarded_client(EgressPolicy.parse(origin.removeprefix("http://"))) as client:
        with pytest.raises(OAuthFailed) as failed:
            await discover(client, f"{origin}/mcp")
    assert (failed.value.code, failed.value.transient) == ("authorization_server_unavailable", True)


@pytest.mark.parametrize("dead", ["http://127.0.0.1:9", "{here}/nobody", "{broken}", "http://10.0.0.1", "{page}"])
async def test_of_several_sign_in_servers_the_first_that_is_there_is_taken(dead: str) -> None:
    with (
        authorization_server() as fake,
        authorization_server(server_metadata="broken") as broken,
        authorization_server(server_metadata="missing") as page,
    ):
        here = dead.format(here=fake.origin, broken=broken.origin, page=page.origin)
        fake.behaviour.authorization_servers = [here, fake.origin]
        hosts = ["127.0.0.1:9", *(one.origin.removeprefix("http://") for one in (fake, broken, page))]
        async with guarded_client(EgressPolicy.parse(",".join(hosts))) as client:
            assert (await discover(client, fake.server_url)).issuer == fake.origin
            fake.behaviour.authorization_servers = [here] * 4 + [fake.origin]
            with pytest.raises(OAuthFailed):
                await discover(client, fake.server_url)


@pytest.mark.parametrize("odd", ["login", "", "mailto:a@b.example", None, {"issuer": "x"}, "https://"])
async def test_an_entry_that_is_no_address_does_not_cost_the_sign_in_server_beside_it(odd: Any) -> None:
    with authorization_server() as fake, authorization_server() as other:
        hosts = (one.origin.removeprefix("http://") for one in (fake, other))
        async with guarded_client(EgressPolicy.parse(",".join(hosts))) as client:
            fake.behaviour.authorization_servers = [odd, other.origin]
            assert (await discover(client, fake.server_url)).issuer == other.origin
            # Where nothing is left, nothing was said: its own origin is asked.
            fake.behaviour.authorization_servers = [odd]
            assert (await discover(client, fake.server_url)).issuer == fake.origin


async def test_a_first_one_that_describes_another_server_is_not_passed_over() -> None:
    with authorization_server() as fake, authorization_server(server_metadata="wrong_issuer") as liar:
        fake.behaviour.authorization_servers = [liar.origin, fake.origin]
        hosts = (one.origin.removeprefix("http://") for one in (fake, liar))
        async with guarded_client(EgressPolicy.parse(",".join(hosts))) as client:
            with pytest.raises(OAuthFailed) as failed:
                await discover(client, fake.server_url)
    assert failed.value.code == "issuer_mismatch"
