"""What an owner and a member do on the screens before a conversation can use a service."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.chat import Chat
from tests.browser.person import Person
from tests.browser.pictures import look
from tests.services.browser.outside import Service

# The live check asks the service, over loopback.
CHECK_MILLISECONDS = 30_000


def tile_of(person: Person, service: Service) -> Locator:
    """The service in the directory, which is opened."""
    person.page.get_by_role("navigation", name="Workspace").get_by_role("link", name="Connectors").click()
    heading = person.page.get_by_role("heading", name=service.name, exact=True)
    return person.page.get_by_role("listitem").filter(has=heading)


def set_up(owner: Person, service: Service, **values: str) -> None:
    """Enable it, enter the client, and `values` by their labels, see the live check pass: members can connect."""
    tile = tile_of(owner, service)
    tile.get_by_role("button", name="Enable").click()
    tile.get_by_role("link", name=f"Set up {service.name} first").click()
    enter(owner, service, **values)


def enter(owner: Person, service: Service, **values: str) -> None:
    """The same on the service's page, which is open."""
    page = owner.page
    panel = page.get_by_role("region", name="Set up")
    expect(panel.get_by_text(f"/oauth/callback/{service.slug}")).to_be_visible()
    look(owner, f"{service.slug}-set-up")
    for label, value in {"Client id": service.client_id, "Client secret": service.client_secret, **values}.items():
        panel.get_by_label(label, exact=True).fill(value)
    panel.get_by_role("button", name="Save as draft").click()
    expect(panel.get_by_text("A draft: members can connect once its test has passed.")).to_be_visible()
    panel.get_by_role("button", name="Test it").click()
    expect(page.get_by_text("It passed: members can connect now.")).to_be_visible(timeout=CHECK_MILLISECONDS)
    look(owner, f"{service.slug}-tested")


def choose_at_its_page(person: Person) -> None:
    """Press the button with one's own address on the service's page."""
    form = person.page.locator("form").filter(has_text=person.email)
    form.get_by_role("button").or_(form.locator("[type=submit]")).first.click()


def connect(person: Person, service: Service) -> None:
    """Connect one's own account: Connect, the service's own page, and back."""
    tile_of(person, service).get_by_role("link", name=service.name).click()
    look(person, f"{service.slug}-listing")
    person.page.get_by_role("button", name="Connect", exact=True).click()
    choose_at_its_page(person)
    expect(person.page).to_have_url(re.compile(f"/o/acme/connectors/{service.slug}$"))
    expect(person.page.get_by_text("Connected", exact=True)).to_be_visible()
    look(person, f"{service.slug}-connected")
    person.page.get_by_role("button", name="Dismiss").click()


def both_are_ready(owner: Person, person: Person, service: Service) -> None:
    """Set up and connected, unless another test of the run did that already."""
    if person.get(f"directory/{service.slug}")["state"] != "connected":
        get_ready(owner, person, service)


def get_ready(owner: Person, person: Person, *services: Service) -> None:
    """The owner sets them up; then the person connects an account of each."""
    for service in services:
        set_up(owner, service)
    person.page.reload()
    for service in services:
        connect(person, service)


def new_chat_with(person: Person, *services: Service) -> Chat:
    """A new chat in which they are on."""
    chat = Chat(person).new()
    for service in services:
        chat.switch_on(service.name)
    return chat
