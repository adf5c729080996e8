"""A member asks the owners for a connector, and reads what became of it; each step with what must be seen after it."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.person import Person
from tests.browser.pictures import look
from tests.browser.product import Product
from tests.local.conftest import eventually

DOCS, WHY = "Acme Docs", "I look up our release notes every week"


def docs_in_directory(person: Person) -> Locator:
    """The documents in the directory, which is opened."""
    person.page.get_by_role("navigation", name="Workspace").get_by_role("link", name="Connectors").click()
    heading = person.page.get_by_role("heading", name=DOCS)
    return person.page.get_by_role("listitem").filter(has=heading)


def mia_asks(mia: Person) -> None:
    tile = docs_in_directory(mia)
    tile.get_by_role("button", name=f"Request {DOCS}").click()
    dialog = mia.page.get_by_role("dialog", name=f"Request {DOCS}")
    dialog.get_by_label("What do you need it for?").fill(WHY)
    look(mia, "request-asking")
    dialog.get_by_role("button", name="Send request").click()
    expect(tile.get_by_text("Requested", exact=True)).to_be_visible()
    tiles_end_alike(mia)
    look(mia, "request-asked")


def tiles_end_alike(person: Person) -> None:
    """What one can do stands at the bottom of each tile of the first row, however much is said above it."""
    feet = [person.page.locator("li footer").nth(number).bounding_box() for number in range(3)]
    assert len({round(foot["y"] + foot["height"]) for foot in feet if foot}) == 1, feet


def ada_approves(ada: Person) -> None:
    """She is led there by the number at her name."""
    account = ada.page.get_by_role("button", name=re.compile("Ada Byron.*1 request for connectors"))
    expect(account).to_be_visible()
    look(ada, "request-badge")
    account.click()
    ada.page.get_by_role("menuitem", name=re.compile("^Organization settings")).click()
    requests = ada.page.get_by_role("group", name="Requests")
    expect(requests).to_contain_text(WHY)
    look(ada, "request-decide")
    requests.get_by_role("button", name=f"Approve {DOCS} for Mia Kern").click()
    expect(requests.get_by_text("Nobody is asking for a connector.")).to_be_visible()
    expect(ada.page.get_by_text("is enabled. Whoever asked for it is told.")).to_be_visible()
    expect(ada.page.get_by_role("button", name=re.compile("for connectors"))).to_have_count(0)
    look(ada, "request-decided")


def mia_is_told(mia: Person, product: Product) -> None:
    """In her mailbox, which is the console here, and on the listing's page, where she connects."""
    assert eventually(lambda: any(line.startswith(f"Mail to {mia.email}:") for line in product.said)), product.said
    docs_in_directory(mia).get_by_role("link", name=DOCS).click()
    expect(mia.page.get_by_text("Approved by Ada Byron: connect now.")).to_be_visible()
    expect(mia.page.get_by_role("button", name="Connect", exact=True)).to_be_visible()
    look(mia, "request-approved")
