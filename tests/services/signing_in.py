"""Listings with their addresses at a peer, set up by an owner, and accounts connected there by consent."""

from typing import Any

from connectors.models import Listing
from organizations.tenancy import as_operator
from tests.connectors.browser import Browser, query_of
from tests.services.consent import consent
from tests.services.emulate import Emulate, client_of
from tests.services.emulate_seed import SLACK_SCOPES

GOOGLE = "https://www.googleapis.com/auth/"
# slug: the peer, the path of its API, and the scopes that it knows.
SERVICES = {
    "microsoft-365": ("microsoft", "/v1.0", ["offline_access", "openid", "email", "User.Read"]),
    "slack": ("slack", "/api", SLACK_SCOPES),
    "linear": ("linear", "/graphql", ["read", "write", "comments:create"]),
    "google-drive": ("google", "", [f"{GOOGLE}drive.readonly", f"{GOOGLE}drive.file"]),
    "gmail": ("google", "", [f"{GOOGLE}gmail.readonly", f"{GOOGLE}gmail.compose"]),
}


def addresses_at(emulate: Emulate, slug: str) -> dict[str, Any]:
    """What a listing says of its API and sign-in, with the addresses at the peer."""
    peer, path, scopes = SERVICES[slug]
    sign_in = {
        "authorization_endpoint": emulate.authorization_url(peer, "").partition("?")[0],
        "token_endpoint": emulate.token_url(peer),
    }
    return {"api_url": emulate.origin(peer) + path, "api_scopes": scopes, "sign_in": sign_in}


def point(slug: str, *, api_url: str, api_scopes: list[str], sign_in: dict[str, str]) -> None:
    """Correct the listing as an operator would, with its addresses elsewhere."""
    with as_operator("a test"):
        listing = Listing.objects.get(slug=slug)
        listing.api_url, listing.api_scopes = api_url, api_scopes
        listing.sign_in |= sign_in
        listing.save()


def point_at(emulate: Emulate, slug: str, api_url: str = "") -> None:
    """Point the listing at the peer; its API elsewhere, if said so."""
    addresses = addresses_at(emulate, slug)
    point(slug, **addresses | ({"api_url": api_url} if api_url else {}))


def set_up(owner: Browser, emulate: Emulate, slug: str, api_url: str = "") -> str:
    """The owner enables it, enters the client that the peer knows, and tests it; the connector's id."""
    point_at(emulate, slug, api_url)
    connector = owner.enable(slug)
    known = client_of(SERVICES[slug][0])
    given = {"oauth_client_id": known["client_id"], "oauth_client_secret": known["client_secret"]}
    entered = owner.patch(f"connectors/{connector}/setup", **given)
    assert entered.status_code == 200, entered.content
    found = owner.post(f"connectors/{connector}/diagnosis").json()
    assert found["passed"] and not found["required"], found
    return connector


def connect(browser: Browser, connector: str, email: str) -> dict[str, str]:
    """Connect, consent at the service, come back; what the workspace reads from its address."""
    started = browser.start(connector)
    back = browser.come_back(consent(started["authorization_url"], email))
    assert back.status_code == 302, back.content
    return query_of(back["Location"])
