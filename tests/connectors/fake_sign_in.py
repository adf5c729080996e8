"""A custom connector whose sign-in server is one of our fakes, and a browser that goes through its pages."""

from typing import Any
from urllib.parse import urlsplit

import httpx2

from tests.connectors.browser import Browser, query_of
from tests.fakes.authorization_server import FakeAuthorizationServer
from tests.fakes.scripted_mcp import result

READ = {"name": "look", "inputSchema": {"type": "object"}, "annotations": {"readOnlyHint": True}}
WRITE = {"name": "change", "inputSchema": {"type": "object"}}
LISTED = {"resultType": "complete", "ttlMs": 0, "cacheScope": "private"}


def says(*tools: dict[str, Any]) -> Any:
    """A server's answer to tools/list."""
    return result({"tools": list(tools), **LISTED})


def allow(settings: Any, *fakes: FakeAuthorizationServer) -> None:
    """Let the egress guard reach them."""
    settings.EGRESS_ALLOW = [fake.origin.removeprefix("http://") for fake in fakes]


def add(browser: Browser, fake: FakeAuthorizationServer, name: str = "Ours", **more: str) -> dict[str, Any]:
    """An owner adds the server; the answer."""
    added = browser.post("connectors", name=name, url=fake.server_url, **more)
    assert added.status_code == 201, added.content
    shown: dict[str, Any] = added.json()
    return shown


def browse(url: str) -> str:
    """Follow other people's pages with consent, until one sends the browser back to us; that address."""
    with httpx2.Client(trust_env=False) as outside:
        while "/oauth/callback" not in urlsplit(url).path:
            url = outside.get(url).headers["location"]
    return url


def sign_in(browser: Browser, connector: str) -> dict[str, str]:
    """Connect an account; what the workspace reads from the address it comes back to."""
    back = browser.come_back(browse(browser.start(connector)["authorization_url"]))
    assert back.status_code == 302, back.content
    return query_of(back["Location"])
