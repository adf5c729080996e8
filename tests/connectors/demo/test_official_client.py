"""The SDK's own OAuth client goes the whole way by itself: it knows nothing of this server."""

from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from mcp import Client
from mcp.client.auth import OAuthClientProvider, TokenStorage
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientInformationFull, OAuthClientMetadata, OAuthToken
from pydantic import AnyUrl

from connectors.demo.services import CHAT
from tests.connectors.demo.calling import call
from tests.connectors.demo.oauth_flow import CALLBACK, OAuthFlow, query_of
from tests.fakes.demo_servers import DemoServers

pytestmark = pytest.mark.anyio
MIA = "mia@acme.example"


class Kept(TokenStorage):
    tokens: OAuthToken | None = None
    client: OAuthClientInformationFull | None = None

    async def get_tokens(self) -> OAuthToken | None:
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        return self.client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        self.client = client_info


class Person:
    """Opens the address that the client gives, allows, and hands back what the redirect carries."""

    def __init__(self, flow: OAuthFlow) -> None:
        self._flow = flow
        self._answer: dict[str, str] = {}

    async def open(self, address: str) -> None:
        assert dict(parse_qsl(urlsplit(address).query))["code_challenge_method"] == "S256"
        page = self._flow.http.get(self._flow.http.get(address).headers["location"])
        self._answer = query_of(self._flow.answer(page.text, person=MIA))

    async def come_back(self) -> AuthorizationCodeResult:
        return AuthorizationCodeResult(code=self._answer["code"], state=self._answer["state"], iss=self._answer["iss"])


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_the_official_client_signs_in_and_calls_a_tool(servers: DemoServers, flow: OAuthFlow, mode: str) -> None:
    person, kept = Person(flow), Kept()
    metadata = OAuthClientMetadata(client_name="Official", redirect_uris=[AnyUrl(CALLBACK)], application_type="web")
    auth = OAuthClientProvider(servers.url_of(CHAT), metadata, kept, person.open, person.come_back)
    async with (
        httpx2.AsyncClient(auth=auth, trust_env=False, verify=False) as http,
        Client(streamable_http_client(servers.url_of(CHAT), http_client=http), mode=mode) as client,
    ):
        channels = (await call(client, "list_channels"))["channels"]
    assert [channel["name"] for channel in channels] == ["general", "launch", "mia-and-ada", "mobile"]
    assert kept.tokens and kept.tokens.scope == "chat:read chat:write"
