"""What of a server's tools cannot be used is said by name, and costs the others nothing."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.models import Connector, ToolDefinition
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.connectors.fake_sign_in import READ, says
from tests.fakes.scripted_mcp import ScriptedMcp, response, scripted_mcp

pytestmark = pytest.mark.django_db

ODD: list[Any] = [
    {"name": "listed", "inputSchema": {"type": "array"}},
    {"name": "text", "inputSchema": "object"},
    {"name": "@read", "inputSchema": {"type": "object"}},
    {"name": "task", "inputSchema": {"type": "object"}, "execution": {"taskSupport": "required"}},
    {"inputSchema": {"type": "object"}},
]
NAMES = ["text", "", "listed", "@read", "task"]


@pytest.fixture
def server(settings: Any) -> Iterator[ScriptedMcp]:
    with scripted_mcp({"tools/list": says(READ, *ODD)}) as script:
        settings.EGRESS_ALLOW = [script.allowed]
        yield script


def names(shown: dict[str, Any]) -> list[str]:
    assert all(one["reason"] for one in shown["left_out"])
    return [one["name"] for one in shown["left_out"]]


def test_adding_a_server_names_what_is_left_out_and_keeps_the_rest(
    cast: Cast, adas: Browser, mias: Browser, server: ScriptedMcp
) -> None:
    added = adas.post("connectors", name="Ours", url=server.url)
    assert added.status_code == 201, added.content
    assert names(added.json()) == NAMES
    assert [tool["name"] for tool in added.json()["tools"]] == ["look"]
    assert names(mias.get(f"connectors/{added.json()['id']}").json()) == NAMES
    with tenant(cast.acme.id):
        assert list(ToolDefinition.objects.values_list("name", flat=True)) == ["look"]


def test_the_menu_of_a_conversation_names_it_too(mias: Browser, adas: Browser, server: ScriptedMcp) -> None:
    adas.post("connectors", name="Ours", url=server.url)
    chat = mias.post("conversations").json()
    (toggle,) = mias.get(f"conversations/{chat['id']}/connectors").json()["results"]
    assert names(toggle) == NAMES


def test_connecting_again_says_what_holds_now(cast: Cast, adas: Browser, mias: Browser, server: ScriptedMcp) -> None:
    shown = adas.post("connectors", name="Ours", url=server.url).json()
    server.answers["tools/list"] = says(READ)
    assert mias.post(f"connectors/{shown['id']}/connections").json()["status"] == "connected"
    assert mias.get(f"connectors/{shown['id']}").json()["left_out"] == []
    with tenant(cast.acme.id):
        assert Connector.objects.get().left_out == []


def test_a_server_that_forgets_the_session_it_just_gave_is_asked_once_more(adas: Browser, server: ScriptedMcp) -> None:
    listed = server.answers["tools/list"]
    answers = iter([response(404, "Session not found", content_type="text/plain")])
    server.answers["tools/list"] = lambda message: next(answers, listed)(message)
    assert adas.post("connectors", name="Ours", url=server.url).status_code == 201
