"""Finding the sign-in of health records: what a FHIR server says of itself, and what is not taken for it."""

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from connectors.network import EgressPolicy, guarded_client
from connectors.oauth import (
    AuthorizationServer,
    DiscoveryFailed,
    EndpointRefused,
    MetadataUnavailable,
    OAuthFailed,
    PkceUnsupported,
    smart_server,
    start_authorization,
)
from tests.connectors.browser import query_of
from tests.connectors.oauth.test_known_servers import CLIENT
from tests.fakes.serving import served

pytestmark = pytest.mark.anyio

DOCUMENT: dict[str, Any] = {
    "issuer": "https://ehr.example",
    "authorization_endpoint": "{origin}/authorize?site=7",
    "token_endpoint": "{origin}/token",
    "revocation_endpoint": "{origin}/revoke",
    "code_challenge_methods_supported": ["S256"],
    "scopes_supported": ["openid", "launch/patient", "patient/Observation.rs"],
}


async def discovered(**changes: Any) -> tuple[AuthorizationServer, str]:
    """What is found where the description differs so; a Response instead of it as `answer`."""
    origin = ""

    async def configuration(_: Request) -> Response:
        if "answer" in changes:
            answer: Response = changes["answer"]
            return answer
        said = {name: value for name, value in {**DOCUMENT, **changes}.items() if value is not None}
        filled = {
            name: value.format(origin=origin) if isinstance(value, str) else value for name, value in said.items()
        }
        return JSONResponse(filled)

    route = Route("/r4/.well-known/smart-configuration", configuration)
    with served(Starlette(routes=[route])) as address:
        origin = address
        async with guarded_client(EgressPolicy.parse(origin.removeprefix("http://"))) as client:
            return await smart_server(client, f"{origin}/r4/"), origin


async def test_the_person_is_sent_there_for_this_server_and_no_other() -> None:
    server, origin = await discovered()
    assert (server.issuer, server.token_endpoint) == ("https://ehr.example", f"{origin}/token")
    assert server.revocation_endpoint == f"{origin}/revoke" and server.registration_endpoint is None
    query = query_of(start_authorization(server, CLIENT, scope="launch/patient patient/Observation.rs").url)
    assert (query["aud"], query["site"]) == (f"{origin}/r4", "7")
    assert query["scope"] == "launch/patient patient/Observation.rs" and "resource" not in query


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"answer": PlainTextResponse("down", 503)}, MetadataUnavailable),
        ({"answer": JSONResponse({}, 429)}, MetadataUnavailable),
        ({"answer": JSONResponse({}, 404)}, DiscoveryFailed),
        ({"answer": PlainTextResponse("<html>")}, DiscoveryFailed),
        ({"answer": JSONResponse([1])}, DiscoveryFailed),
        ({"token_endpoint": None}, DiscoveryFailed),
        ({"authorization_endpoint": 7}, DiscoveryFailed),
        ({"code_challenge_methods_supported": None}, PkceUnsupported),
        ({"code_challenge_methods_supported": ["plain"]}, PkceUnsupported),
        ({"token_endpoint": "https://10.0.0.1/token"}, EndpointRefused),
        ({"authorization_endpoint": "http://ehr.example/authorize"}, EndpointRefused),
        ({"revocation_endpoint": "https://localhost/revoke"}, EndpointRefused),
    ],
)
async def test_nobody_is_sent_where_the_description_does_not_do(
    changes: dict[str, Any], kind: type[OAuthFailed]
) -> None:
    with pytest.raises(kind):
        await discovered(**changes)


@pytest.mark.parametrize(
    ("said", "supported"),
    [
        (["openid", 7, "patient/*.read"], ()),
        (["openid", "patient/Patient.rs"], ("openid", "patient/Patient.rs")),
        (None, ()),
        ("openid", ()),
    ],
)
async def test_a_wildcard_in_the_list_means_that_it_does_not_name_all(said: Any, supported: tuple[str, ...]) -> None:
    server, _ = await discovered(scopes_supported=said)
    assert server.scopes_supported == supported
