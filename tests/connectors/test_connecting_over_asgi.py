"""The whole way under the real server: threads, event loop, pooled connections, and cookies by their paths."""

import re
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from connectors.directory.loading import load_directory
from tests.cast import PASSWORD, Cast
from tests.connectors.browser import consent, query_of
from tests.fakes.demo_servers import DemoServers
from tests.fakes.serving import free_socket, origin_of, served

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(demo: DemoServers, cast: Cast, settings: Any) -> Iterator[str]:
    """Our own server; the address of its pages."""
    from config.asgi import application

    listening = free_socket()
    settings.PUBLIC_URL = origin_of(listening).replace("127.0.0.1", "localhost")
    settings.CSRF_TRUSTED_ORIGINS = [settings.PUBLIC_URL]
    settings.EGRESS_ALLOW = [demo.base_url.removeprefix("http://")]
    load_directory(demo.base_url)
    with served(application, listening):
        yield settings.PUBLIC_URL


class Visitor:
    """A browser with its own cookies."""

    def __init__(self, site: str) -> None:
        self.http = httpx2.Client(base_url=site, trust_env=False, verify=False, timeout=20)
        self.site = site

    def send(self, method: str, path: str, **body: Any) -> httpx2.Response:
        token = next((value for name, value in self.http.cookies.items() if name.startswith("csrftoken")), "")
        headers = {"X-CSRFToken": token, "Origin": self.site, "Referer": f"{self.site}/"}
        return self.http.request(method, path, json=body, headers=headers)

    def sign_in(self, email: str) -> None:
        self.http.get("/_allauth/browser/v1/config")
        answer = self.send("POST", "/_allauth/browser/v1/auth/login", email=email, password=PASSWORD)
        assert answer.status_code == 200, answer.text


def test_enable_connect_and_come_back(site: str) -> None:
    ada, mia = Visitor(site), Visitor(site)
    ada.sign_in("ada@acme.example")
    mia.sign_in("mia@acme.example")
    base = "/api/v1/organizations/acme"
    enabled = ada.send("POST", f"{base}/connectors", listing="acme-docs")
    assert enabled.status_code == 201, enabled.text
    accounts = f"{base}/connectors/{enabled.json()['id']}/connections"

    started = mia.send("POST", accounts, return_to="/chat")
    assert started.status_code == 201, started.text
    cookie = started.headers["set-cookie"]
    assert re.search(r"connecting_[0-9a-f]{16}=", cookie)
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/oauth/callback" in cookie
    callback = consent(started.json()["authorization_url"], "mia@acme.example")
    back = mia.http.get(callback)

    assert back.status_code == 302, back.text
    assert back.headers["location"].startswith("/chat?")
    assert "no-store" in back.headers["cache-control"]
    assert query_of(back.headers["location"])["connected"] == enabled.json()["id"]
    assert [c["status"] for c in mia.http.get(accounts).json()["results"]] == ["connected"]
    assert not [name for name in mia.http.cookies if name.startswith("connecting_")]
