"""People on plans and in the country where health records may be used, and the listing as an operator completes it."""

from typing import Any

from connectors.models import Connection, Listing
from organizations.models import Membership, Organization
from organizations.sealing import seal
from organizations.tenancy import as_operator, tenant
from tests.connectors.browser import Browser, query_of
from tests.services.consent import consent
from tests.services.smart import CLIENT, Smart

SLUG = "health-records"


def eligible(member: Membership, plan: str = "pro", country: str = "US") -> Browser:
    """The browser of somebody alone in their organization, on this plan and in this country."""
    with as_operator("a test"):
        Organization.objects.filter(pk=member.organization_id).update(plan=plan, country=country)
    with tenant(member.organization_id):
        return Browser.of(Membership.objects.select_related("organization", "user").get(pk=member.pk))


def complete(smart: Smart) -> None:
    """The listing, with its address and client at the peer, listed."""
    with as_operator("a test"):
        listing = Listing.objects.get(slug=SLUG)
        listing.api_url, listing.setup_fields = smart.base, []
        listing.review_status = "listed"
        listing.oauth_client_id = CLIENT["client_id"]
        seal(listing, "oauth_client_secret", CLIENT["client_secret"])
        listing.save()


def consents(browser: Browser, connector: str, *categories: str) -> Any:
    """Read the text and give the consent."""
    path = f"connectors/{connector}/consent"
    version = browser.get(path).json()["version"]
    return browser.client.put(browser.url(path), {"version": version, "categories": list(categories)}, format="json")


def connect(browser: Browser, connector: str, email: str) -> dict[str, str]:
    """Sign in at the peer as this person; what the workspace reads from the address."""
    started = browser.start(connector)
    back = browser.come_back(consent(started["authorization_url"], email))
    assert back.status_code == 302, back.content
    return query_of(back["Location"])


def account_of(browser: Browser) -> Connection:
    """The newest account."""
    with tenant(browser.member.organization_id):
        return Connection.objects.select_related("connector").latest("created_at")
