"""What of a server's tools cannot be used is said by name, and costs the others nothing."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from connectors.models import Connection, Connector, OfferedTool, ToolDefinition
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


def connect(browser: Browser, connector: str, server: ScriptedMcp, *tools: Any, **body: str) -> None:
    """An account that is offered these tools."""
    server.answers["tools/list"] = says(READ, *tools)
    assert browser.post(f"connectors/{connector}/connections", **body).json()["status"] == "connected"


def on_page(browser: Browser, connector: str) -> list[str]:
    """What the connector's page and the list of all of them say."""
    page = names(browser.get(f"connectors/{connector}").json())
    (listed,) = browser.get("connectors").json()["results"]
    assert names(listed) == page
    return page


def in_menu(browser: Browser, chat: str | None = None) -> list[str]:
    chat = chat or browser.post("conversations").json()["id"]
    (toggle,) = browser.get(f"conversations/{chat}/connectors").json()["results"]
    return names(toggle)


def test_connecting_again_says_what_holds_now(adas: Browser, mias: Browser, server: ScriptedMcp) -> None:
    ours = adas.post("connectors", name="Ours", url=server.url).json()["id"]
    connect(mias, ours, server)
    assert (on_page(mias, ours), in_menu(mias)) == ([], [])
    connect(mias, ours, server, ODD[1])
    assert (on_page(mias, ours), in_menu(mias)) == (["text"], ["text"])


def test_each_member_reads_what_their_own_account_is_not_given(
    cast: Cast, adas: Browser, mias: Browser, server: ScriptedMcp
) -> None:
    ours = adas.post("connectors", name="Ours", url=server.url).json()["id"]
    connect(adas, ours, server, ODD[0])
    connect(mias, ours, server, ODD[1])
    assert (on_page(adas, ours), in_menu(adas)) == (["listed"], ["listed"])
    assert (on_page(mias, ours), in_menu(mias)) == (["text"], ["text"])
    # Without an account of one's own: whatever anybody there is not given.
    assert on_page(Browser.of(cast.max), ours) == ["listed", "text"]
    account = adas.get(f"connectors/{ours}").json()["connections"][0]["id"]
    assert adas.delete(f"connectors/{ours}/connections/{account}").status_code == 204
    assert on_page(Browser.of(cast.max), ours) == ["text"]
    assert on_page(adas, ours) == ["text"]


def test_of_several_accounts_the_menu_names_the_chosen_ones(adas: Browser, mias: Browser, server: ScriptedMcp) -> None:
    ours = adas.post("connectors", name="Ours", url=server.url).json()["id"]
    connect(mias, ours, server, ODD[0], ODD[3])
    connect(mias, ours, server, ODD[1], ODD[3], label="Work")
    chat = mias.post("conversations").json()["id"]
    assert on_page(mias, ours) == in_menu(mias, chat) == ["listed", "task", "text"]
    work = mias.get(f"connectors/{ours}").json()["connections"][1]["id"]
    body = {"enabled": True, "connection": work}
    assert mias.client.put(mias.url(f"conversations/{chat}/connectors/{ours}"), body, format="json").status_code == 200
    assert in_menu(mias, chat) == ["text", "task"]


def stored_unfit(connector: str, *accounts: Connection, name: str = "older", ago: timedelta = timedelta(0)) -> None:
    """A tool from before the model's schemas were looked at, offered to these accounts."""
    deep: dict[str, Any] = {}
    for _ in range(200):
        deep = {"properties": {"a": deep}}
    of = Connector.objects.get(pk=connector)
    tool = ToolDefinition.objects.create(
        organization_id=of.organization_id, connector=of, name=name, digest="0" * 64, input_schema=deep
    )
    ToolDefinition.objects.filter(pk=tool.pk).update(first_seen_at=timezone.now() - ago)
    for account in accounts:
        OfferedTool.objects.create(organization_id=of.organization_id, connection=account, tool=tool)


def test_what_was_stored_before_a_rule_is_named_without_another_look(
    cast: Cast, adas: Browser, mias: Browser, server: ScriptedMcp
) -> None:
    ours = adas.post("connectors", name="Ours", url=server.url).json()["id"]
    connect(adas, ours, server, ODD[0])
    connect(mias, ours, server, ODD[1])
    with tenant(cast.acme.id):
        stored_unfit(ours, Connection.objects.get(member=cast.mia))
    for _ in range(2):
        assert on_page(mias, ours) == in_menu(mias) == ["text", "older"]
    assert on_page(adas, ours) == in_menu(adas) == ["listed"]
    connect(mias, ours, server)
    assert on_page(mias, ours) == []


def test_before_anybody_connected_it_is_named_too(
    cast: Cast, adas: Browser, mias: Browser, server: ScriptedMcp
) -> None:
    ours = adas.post("connectors", name="Ours", url=server.url).json()["id"]
    with tenant(cast.acme.id):
        stored_unfit(ours)
        # Of this one the newer version can be used.
        stored_unfit(ours, name="look", ago=timedelta(days=3))
    assert on_page(mias, ours) == in_menu(mias) == [*NAMES, "older"]


def test_an_account_of_before_has_what_was_kept_for_its_connector(
    cast: Cast, adas: Browser, mias: Browser, server: ScriptedMcp
) -> None:
    ours = adas.post("connectors", name="Ours", url=server.url).json()["id"]
    connect(mias, ours, server, ODD[0])
    with tenant(cast.acme.id):
        Connection.objects.update(left_out=None)
        stored_unfit(ours, Connection.objects.get())
    assert on_page(mias, ours) == in_menu(mias) == [*NAMES, "older"]


def test_a_server_that_forgets_the_session_it_just_gave_is_asked_once_more(adas: Browser, server: ScriptedMcp) -> None:
    listed = server.answers["tools/list"]
    answers = iter([response(404, "Session not found", content_type="text/plain")])
    server.answers["tools/list"] = lambda message: next(answers, listed)(message)
    assert adas.post("connectors", name="Ours", url=server.url).status_code == 201
