"""A chat on a person's screen, by the names that a screen reader would say."""

import json
import re
from typing import Any

from playwright.sync_api import Locator, expect

from tests.browser.person import Person

ANSWER_MILLISECONDS = 40_000


class Chat:
    """The chat that is open on this person's page."""

    def __init__(self, person: Person) -> None:
        self.person, self.page = person, person.page
        self.message = self.page.get_by_role("textbox", name="Message")
        self.send = self.page.get_by_role("button", name="Send", exact=True)
        self.allow = self.page.get_by_role("button", name="Allow once")

    @property
    def id(self) -> str:
        """The conversation's id, from the address."""
        found = re.search("/c/([0-9a-f-]{36})", self.page.url)
        assert found, self.page.url
        return found[1]

    def new(self) -> "Chat":
        """Press New chat."""
        self.page.get_by_role("link", name="New chat").first.click()
        expect(self.page).to_have_url(re.compile(rf"/o/{self.person.org}/?$"))
        return self

    def connector_switch(self, name: str) -> Locator:
        """Press +, open Connectors: the switch of this connector, if it may be switched."""
        self.page.get_by_role("button", name="Add to conversation").click()
        self.page.get_by_role("button", name="Connectors", exact=True).click()
        expect(self.page.get_by_role("group", name="Connectors")).to_contain_text(name)
        return self.page.get_by_role("switch", name=name)

    def switch_on(self, name: str) -> None:
        """Switch a connector on and close the menu; its chip stands in the composer."""
        switch = self.connector_switch(name)
        switch.click()
        expect(switch).to_be_checked()
        self.page.keyboard.press("Escape")
        self.is_on(name)

    def is_on(self, name: str) -> None:
        """Wait for a connector's chip in the composer."""
        expect(self.page.get_by_role("button", name=f"{name} is on")).to_be_visible()

    def say(self, text: str) -> None:
        """Write a message and press Send."""
        self.message.fill(text)
        self.send.click()

    def card(self, title: str) -> Locator:
        """The card of a tool call, by the beginning of its heading."""
        return self.page.get_by_role("group", name=re.compile(f"^{title}")).first

    def arguments(self, card: Locator) -> dict[str, Any]:
        """What a card says will be sent, from its own JSON."""
        card.get_by_text("Request as JSON").click()
        shown: dict[str, Any] = json.loads(card.locator("pre").inner_text())
        return shown

    def wait_for_end(self, milliseconds: int = ANSWER_MILLISECONDS) -> None:
        """Until the screen knows that the turn is over."""
        expect(self.page.get_by_role("button", name="Stop", exact=True)).to_have_count(0, timeout=milliseconds)
        # While a message is on its way, Send is there and busy.
        expect(self.send).to_be_visible()
        expect(self.send).not_to_have_attribute("aria-busy", "true", timeout=milliseconds)

    def last_calls(self) -> list[dict[str, Any]]:
        """The tool calls of the newest answer, from the API."""
        newest = self.person.get(f"conversations/{self.id}/messages")["results"][-1]
        return [block["tool_call"] for block in newest["content"] if block["type"] == "tool_call"]
