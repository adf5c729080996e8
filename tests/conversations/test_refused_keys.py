"""A key that its service no longer takes, also where that is said with 403: the call waits for another one."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.responses import HTMLResponse, JSONResponse, Response

from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.connectors.conftest import adas, mias
from tests.connectors.rows import statuses, store_listing
from tests.connectors.test_keys import FIELDS, MIAS, connect
from tests.fakes.keyed_mcp import KeyedMcp, keyed_mcp
from tests.fakes.messages_api import MessagesApi, text, tool
from tests.services.test_conversations import Desk

__all__ = ["adas", "mias"]
pytestmark = pytest.mark.django_db(transaction=True)
READ, SORRY = tool("desk__read_of_mia"), text("Sorry.")
# As Notion's server (npm) says it.
WORDS = {"jsonrpc": "2.0", "error": {"code": -32002, "message": "Forbidden: Invalid bearer token"}, "id": None}
GATE, PAGE = JSONResponse(WORDS, 403), HTMLResponse("<h1>Access denied</h1>", 403)
NEW = ("mias-third-key-aaaa-5555", MIAS[1])


@pytest.fixture
def service(settings: Any) -> Iterator[KeyedMcp]:
    with keyed_mcp({"mia": MIAS}) as server:
        settings.EGRESS_ALLOW = [server.allowed]
        server.refusal = GATE
        yield server


@pytest.fixture
def connector(service: KeyedMcp, adas: Browser, mias: Browser) -> str:
    """A listing of it, enabled, with Mia's keys."""
    reads = {"read_tools": ["read_of_mia"], "registration": "header", "header_fields": FIELDS}
    store_listing(slug="desk", name="Desk", server_url=service.url, **reads)
    enabled = adas.enable("desk")
    assert connect(mias, enabled, MIAS).status_code == 201
    return enabled


@pytest.fixture
def desk(mias: Browser, connector: str, model: MessagesApi, engine: Any) -> Desk:
    """Her conversation, in which it was called once: the client is open."""
    desk = Desk(mias, connector, model, engine())
    assert ended(desk)["status"] == "succeeded"
    return desk


def ended(desk: Desk) -> dict[str, Any]:
    """A call in a turn of its own, as its card shows it."""
    desk.model.says([READ], [SORRY])
    call: dict[str, Any] = desk.ask()["tool_calls"][-1]
    return call


@pytest.mark.parametrize("refusal", [GATE, JSONResponse({"error": "unknown key"}, 401)])
@pytest.mark.parametrize("is_open", [True, False])
def test_a_call_with_a_key_that_is_refused_waits_for_another_one(
    cast: Cast, desk: Desk, connector: str, service: KeyedMcp, refusal: Response, is_open: bool
) -> None:
    service.refusal = refusal
    service.people = {"mia": NEW}
    if not is_open:
        desk.engine._wait(desk.engine._resources.pool.aclose())
    waiting = ended(desk)
    assert (waiting["status"], waiting["connection_wanted"]["reason"]) == ("awaiting_connection", "sign_in_again")
    assert waiting["connection_wanted"]["why"] == "The service refused the key. Enter it again."
    assert statuses(cast.acme) == ["needs_reauth"]
    again = desk.mias.post(f"connectors/{connector}/connections")
    assert (again.status_code, again.json()["code"]) == (400, "key_refused")
    assert again.json()["detail"].endswith("Enter another one under Your connectors, Manage.")
    assert connect(desk.mias, connector, NEW).json()["status"] == "connected"
    assert desk.go_on(waiting["turn"])["tool_calls"][-1]["status"] == "succeeded"


@pytest.mark.parametrize("call_refusal", [GATE, PAGE])
def test_a_call_that_the_key_may_not_make_ends_and_the_key_is_kept(
    cast: Cast, desk: Desk, service: KeyedMcp, call_refusal: Response
) -> None:
    service.call_refusal = call_refusal
    assert ended(desk)["error"]["code"] == "access_refused"
    assert statuses(cast.acme) == ["connected"]


def test_a_firewalls_page_says_nothing_of_the_key(cast: Cast, desk: Desk, connector: str, service: KeyedMcp) -> None:
    service.people, service.refusal = {}, PAGE
    assert ended(desk)["error"]["code"] == "access_refused"
    looked = desk.mias.post(f"connectors/{connector}/tool-refreshes")
    assert (looked.status_code, looked.json()["code"]) == (502, "access_refused")
    assert statuses(cast.acme) == ["connected"]


def test_looking_for_tools_with_a_key_that_is_refused_asks_for_another_one(
    cast: Cast, mias: Browser, connector: str, service: KeyedMcp
) -> None:
    service.people = {}
    looked = mias.post(f"connectors/{connector}/tool-refreshes")
    assert (looked.status_code, looked.json()["code"]) == (502, "connection_needs_reauth")
    assert "Enter it again" in looked.json()["detail"] and statuses(cast.acme) == ["needs_reauth"]
