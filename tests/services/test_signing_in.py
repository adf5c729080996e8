"""Connecting an account of a built-in service through our own views, at sign-in servers that we did not write."""

from typing import Any

import pytest

from connectors.models import Listing
from organizations.sealing import seal
from organizations.tenancy import as_operator
from tests.cast import Cast
from tests.connectors.browser import Browser, query_of
from tests.services.consent import consent
from tests.services.emulate import ADA, MIA, Emulate, client_of

pytestmark = [pytest.mark.peer, pytest.mark.usefixtures("directory")]

# slug: the peer, the path of its API, and the scopes that it knows.
SERVICES = {
    "linear": ("linear", "/graphql", ["read", "write", "comments:create"]),
}
services = pytest.mark.parametrize("slug", SERVICES)


def point_at(emulate: Emulate, slug: str) -> None:
    """The listing as an operator would complete it, with its addresses at the peer."""
    peer, path, scopes = SERVICES[slug]
    with as_operator("a test"):
        listing = Listing.objects.get(slug=slug)
        listing.api_url, listing.api_scopes = emulate.origin(peer) + path, scopes
        listing.sign_in |= {
            "authorization_endpoint": emulate.authorization_url(peer, "").partition("?")[0],
            "token_endpoint": emulate.token_url(peer),
        }
        listing.review_status = "listed"
        listing.oauth_client_id = client_of(peer)["client_id"]
        seal(listing, "oauth_client_secret", client_of(peer)["client_secret"])
        listing.save()


@pytest.fixture
def at_peer(emulate: Emulate, settings: Any) -> Emulate:
    settings.EGRESS_ALLOW = [*settings.EGRESS_ALLOW, *emulate.hosts]
    return emulate


def connect(browser: Browser, connector: str, email: str) -> dict[str, str]:
    """Connect, consent at the service, come back; what the workspace reads from its address."""
    started = browser.start(connector)
    back = browser.come_back(consent(started["authorization_url"], email))
    assert back.status_code == 302, back.content
    return query_of(back["Location"])


@services
def test_two_members_connect_their_own_accounts(
    cast: Cast, adas: Browser, mias: Browser, at_peer: Emulate, slug: str
) -> None:
    point_at(at_peer, slug)
    connector = adas.enable(slug)
    for browser, email in ((mias, MIA), (adas, ADA)):
        assert connect(browser, connector, email)["connected"] == connector
        accounts = browser.get(f"connectors/{connector}").json()["connections"]
        assert [(one["status"], one["account"]) for one in accounts] == [("connected", email)]
    tools = {tool["name"]: tool for tool in mias.get(f"connectors/{connector}/tools").json()["results"]}
    assert tools and all(tool["accepted"] for tool in tools.values())
