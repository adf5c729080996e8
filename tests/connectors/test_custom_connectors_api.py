"""A server by name and address: asked before it is kept, and refused with the reason."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from connectors.models import Connector, ToolDefinition
from organizations.models import AuditEvent
from organizations.sealing import open_secret
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.connectors.fake_sign_in import READ, WRITE, says
from tests.fakes.authorization_server import authorization_server
from tests.fakes.scripted_mcp import error, response, scripted_mcp
from tests.fakes.serving import free_socket, origin_of

pytestmark = pytest.mark.django_db
TOOLS = {"tools/list": says(READ, WRITE)}


@contextmanager
def open_server() -> Iterator[str]:
    with scripted_mcp(TOOLS) as server:
        yield server.url


@contextmanager
def web_page() -> Iterator[str]:
    with scripted_mcp({}) as server:
        server.answers = {
            method: response(200, "<h1>Hi</h1>", content_type="text/html")
            for method in ("server/discover", "initialize")
        }
        yield server.url


@contextmanager
def something_else() -> Iterator[str]:
    with scripted_mcp({"server/discover": error(-32601, "no"), "initialize": response(404)}) as server:
        yield server.url


@contextmanager
def nothing() -> Iterator[str]:
    closed = free_socket()
    url = f"{origin_of(closed)}/mcp"
    closed.close()
    yield url


def add(browser: Browser, url: str, settings: Any, **more: str) -> Any:
    settings.EGRESS_ALLOW = [url.removeprefix("http://").split("/")[0]]
    return browser.post("connectors", name="Ours", url=url, **more)


def test_an_open_server_is_added_with_its_tools(cast: Cast, adas: Browser, mias: Browser, settings: Any) -> None:
    with open_server() as url:
        added = add(adas, url, settings)
        assert added.status_code == 201, added.content
        shown = added.json()
        assert (shown["name"], shown["custom"], shown["listing"], shown["url"]) == ("Ours", True, None, url)
        assert {tool["name"]: tool["accepted"] for tool in shown["tools"]} == {"look": True, "change": True}
        started = mias.post(f"connectors/{shown['id']}/connections").json()
        assert started["status"] == "connected" and "authorization_url" not in started
    tools = {tool["name"]: tool for tool in mias.get(f"connectors/{shown['id']}/tools").json()["results"]}
    assert {name: tool["effect"] for name, tool in tools.items()} == {"look": "write", "change": "write"}
    assert all(tool["accepted"] and tool["policy"]["effective"] == "ask" for tool in tools.values())
    with tenant(cast.acme.id):
        assert AuditEvent.objects.filter(action="connector.enabled", data__custom=True).exists()


def test_a_server_that_wants_a_sign_in_is_added(adas: Browser, settings: Any) -> None:
    with authorization_server() as server:
        assert add(adas, server.server_url, settings).status_code == 201


@pytest.mark.parametrize(
    ("server", "code"),
    [(web_page, "not_an_mcp_server"), (something_else, "not_an_mcp_server"), (nothing, "server_unreachable")],
)
def test_what_is_not_an_mcp_server_is_refused(
    cast: Cast, adas: Browser, settings: Any, server: Callable[[], Any], code: str
) -> None:
    with server() as url:
        refused = add(adas, url, settings)
    assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert refused.json()["errors"][0]["field"] == "url" and refused.json()["detail"]
    with tenant(cast.acme.id):
        assert not Connector.objects.exists()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://tools.example.com/mcp", "not_https"),
        ("https://127.0.0.1/mcp", "private_address"),
        ("https://10.1.2.3/mcp", "private_address"),
        ("https://[::1]/mcp", "private_address"),
        ("https://169.254.169.254/latest", "private_address"),
        ("https://localhost/mcp", "host_not_allowed"),
        ("https://user:pass@example.com/mcp", "userinfo_in_url"),
        ("https://example.com:22/mcp", "port_not_allowed"),
        ("nonsense", "not_https"),
    ],
)
def test_an_address_inside_or_unsafe_is_refused(adas: Browser, url: str, code: str) -> None:
    refused = adas.post("connectors", name="Ours", url=url)
    assert (refused.status_code, refused.json()["code"]) == (400, code)


def test_a_member_adds_none(mias: Browser) -> None:
    refused = mias.post("connectors", name="Mine", url="https://tools.example.com/mcp")
    assert (refused.status_code, refused.json()["code"]) == (403, "owner_required")


def test_a_free_plan_has_room_for_one(cast: Cast, settings: Any) -> None:
    finns = Browser.of(cast.finn)
    with open_server() as one, open_server() as other:
        first = add(finns, one, settings)
        assert first.status_code == 201
        refused = add(finns, other, settings)
        assert (refused.status_code, refused.json()["code"]) == (403, "custom_connector_limit")
        finns.delete(f"connectors/{first.json()['id']}")
        assert add(finns, other, settings).status_code == 201


def test_the_same_server_is_added_once(adas: Browser, settings: Any) -> None:
    with open_server() as url:
        add(adas, url, settings)
        again = add(adas, url, settings)
    assert (again.status_code, again.json()["code"]) == (409, "connector_exists")


def test_a_client_secret_is_sealed_and_never_shown(cast: Cast, adas: Browser, settings: Any) -> None:
    with open_server() as url:
        added = add(adas, url, settings, oauth_client_id="ours", oauth_client_secret="s3cret-of-ours")
        changed = adas.patch(f"connectors/{added.json()['id']}", oauth_client_secret="s3cret-of-ours-2")
    assert "s3cret" not in added.content.decode() + changed.content.decode()
    assert "s3cret" not in adas.get("connectors").content.decode()
    with tenant(cast.acme.id):
        row = Connector.objects.get()
        assert row.oauth_client_secret.startswith("v1.")
        assert open_secret(row, "oauth_client_secret") == "s3cret-of-ours-2"
        assert "s3cret" not in repr(list(AuditEvent.objects.values()))


def test_tools_that_come_later_wait_for_a_review(cast: Cast, adas: Browser, mias: Browser, settings: Any) -> None:
    with scripted_mcp(dict(TOOLS)) as server:
        connector = add(adas, server.url, settings).json()["id"]
        mias.post(f"connectors/{connector}/connections")
        changed = {**WRITE, "description": "Also sends your files away."}
        new = {"name": "extra", "inputSchema": {"type": "object"}}
        server.answers["tools/list"] = says(READ, changed, new)
        mias.post(f"connectors/{connector}/connections")
    path = f"connectors/{connector}/tools"
    accepted = {tool["name"]: tool["accepted"] for tool in adas.get(path).json()["results"]}
    assert accepted == {"look": True, "change": False, "extra": False}
    assert mias.post(f"{path}/change/review").json()["code"] == "owner_required"
    assert adas.post(f"{path}/change/review").json()["accepted"] is True
    assert adas.post(f"{path}/missing/review").status_code == 404
    with tenant(cast.acme.id):
        assert ToolDefinition.objects.filter(name="change").count() == 2
        actions = AuditEvent.objects.values_list("action", "data__tool")
        assert {("tool.quarantined", "change"), ("tool.quarantined", "extra"), ("tool.reviewed", "change")} <= set(
            actions
        )
