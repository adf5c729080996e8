"""A person in front of the workspace: a browser of their own, and the API with their session for set-up and checks."""

import json
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import APIResponse, Browser, BrowserContext, Page, expect

from tests.connectors.browser import consent

PASSWORD = "switchboard-demo"
# Longer than anything takes on two busy processors; a wait ends as soon as it may.
PATIENCE_MILLISECONDS = 20_000


@dataclass
class Person:
    """One browser context. `page` is its only page."""

    email: str
    org: str
    url: str
    context: BrowserContext
    page: Page

    @classmethod
    def arrives(cls, browser: Browser, url: str, email: str, org: str = "acme") -> "Person":
        """A new browser without any cookie."""
        context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 900})
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        return cls(email, org, url, context, context.new_page())

    def sign_in(self, password: str = PASSWORD) -> "Person":
        """Come to the workspace and sign in."""
        self.page.goto("/")
        self.fill_in(password)
        return self

    def fill_in(self, password: str = PASSWORD) -> None:
        """Fill in the sign-in form and press the button."""
        self.page.get_by_label("E-mail").fill(self.email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in", exact=True).click()

    def is_in(self) -> "Person":
        """Wait for the workspace."""
        expect(self.page.get_by_role("textbox", name="Message")).to_be_visible()
        return self

    def get(self, path: str) -> Any:
        """Read from the API of the organization."""
        return self._answer(self.context.request.get(self.address(path)))

    def post(self, path: str, **content: Any) -> Any:
        """Write through the API; the answer as JSON. Fails on a refusal."""
        return self._answer(self.send("POST", path, content))

    def send(self, method: str, path: str, content: dict[str, Any]) -> APIResponse:
        """Write through the API; the response, refusals too."""
        cookies = {cookie["name"]: cookie["value"] for cookie in self.context.cookies(self.url)}
        token = next(value for name, value in cookies.items() if name.startswith("csrftoken"))
        headers = {"X-CSRFToken": token, "Content-Type": "application/json", "Referer": self.url}
        return self.context.request.fetch(
            self.address(path), method=method, headers=headers, data=json.dumps(content), max_redirects=0
        )

    def kept(self, conversation: str) -> list[tuple[str, str]]:
        """(role, text) of each message of a conversation, from the API."""
        messages = self.get(f"conversations/{conversation}/messages")["results"]
        return [(each["role"], _words(each["content"])) for each in messages]

    def connect(self, connector: str) -> None:
        """Connect one's own account at a demo server without looking at its pages."""
        started = self.post(f"connectors/{connector}/connections")
        arrived = self.context.request.get(consent(started["authorization_url"], self.email), max_redirects=0)
        assert "connected=" in arrived.headers.get("location", ""), arrived.headers

    def address(self, path: str) -> str:
        """Where something of the organization is in the API."""
        return f"{self.url}/api/v1/organizations/{self.org}/{path}"

    @staticmethod
    def _answer(response: APIResponse) -> Any:
        assert response.ok, f"{response.url} {response.status} {response.text()}"
        return response.json()


def _words(content: list[dict[str, Any]]) -> str:
    return "|".join(block["text"] for block in content if block["type"] == "text")
