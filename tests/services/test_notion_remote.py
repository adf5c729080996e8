"""Notion's official MCP server as a company runs it: a connector with a key of each member, from the owner to the turn.

It has no sign-in: one bearer lets the company in, and the header Notion-Token says whose integration it is.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.models import Connection
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.connectors.rows import statuses
from tests.fakes.messages_api import MessagesApi, text, tool
from tests.services.fixtures import there_or_skipped
from tests.services.notion_people import DATABASE, PLAIN, SOURCE, connections, uuid
from tests.services.notion_server import GATE, TOKENS, notion_server_on
from tests.services.notion_stand_in import NotionStandIn, notion_stand_in
from tests.services.test_conversations import Desk, Talk, named, queued, talk_it_through

__all__ = ["queued"]
pytestmark = [pytest.mark.peer, pytest.mark.usefixtures("transactional_db")]
# The owner names the headers; every member enters what goes into them.
FIELDS = [
    {"name": "authorization", "prefix": "Bearer ", "label": "Acme's key", "help": "Ask Ada"},
    {"name": "notion-token", "label": "Your Notion token", "help": "Of your own integration: ntn_…"},
]
READ, SEARCH, WRITE = "API-retrieve-page-markdown", "API-post-search", "API-patch-page"
ADAS_PAGE = uuid(102)
SLUG = "acme-wiki"


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, NotionStandIn]]:
    """The server's address, and Notion behind it, where each has shared pages of their own."""
    shared = connections()
    with notion_stand_in({TOKENS[person]: shared[person] for person in TOKENS}) as notion:
        folder = tmp_path_factory.mktemp("notion-remote")
        with there_or_skipped(), notion_server_on(folder, notion.url.removesuffix("/v1")) as url:
            yield url, notion


@pytest.fixture
def notion(wiki: tuple[str, NotionStandIn]) -> NotionStandIn:
    """With nothing sent yet."""
    wiki[1].sent.clear()
    return wiki[1]


@pytest.fixture
def connector(wiki: tuple[str, NotionStandIn], adas: Browser, settings: Any) -> str:
    """Added by the owner: the server wants a key first, so it shows no tools yet."""
    settings.EGRESS_ALLOW = [wiki[0].split("/")[2]]
    added = adas.post("connectors", name="Acme wiki", url=wiki[0], header_fields=FIELDS)
    assert added.status_code == 201, added.content
    assert [one["name"] for one in added.json()["header_fields"]] == ["Authorization", "Notion-Token"]
    assert added.json()["tools"] == []
    return str(added.json()["id"])


def connect(browser: Browser, connector: str, token: str, gate: str = GATE) -> Any:
    """Enter the keys."""
    return browser.post(f"connectors/{connector}/connections", headers={"Authorization": gate, "Notion-Token": token})


def reviewed(owner: Browser, connector: str) -> list[str]:
    """The owner looks at what the first account was shown, accepts all of it, and marks one tool as a read."""
    waiting = owner.get(f"connectors/{connector}/tool-reviews").json()["results"]
    tools = [{"name": one["name"], "digest": one["digest"]} for one in waiting]
    assert owner.post(f"connectors/{connector}/tool-reviews", tools=tools).status_code == 200
    assert owner.patch(f"connectors/{connector}/tools/{READ}", effect="read").status_code == 200
    return [one["name"] for one in tools]


def ready(owner: Browser, browser: Browser, connector: str) -> None:
    """This member's account is connected, the tools are reviewed, and reads run for them without asking."""
    person = browser.member.user.email.partition("@")[0]
    assert connect(browser, connector, TOKENS[person]).json()["status"] == "connected"
    if owner.get(f"connectors/{connector}/tool-reviews").json()["results"]:
        reviewed(owner, connector)
    allowed = browser.patch(f"connectors/{connector}/tools/@read", scope="member", policy="allow")
    assert allowed.status_code == 200, allowed.content


def renamed(page: str) -> tuple[str, dict[str, Any]]:
    return WRITE, {"page_id": page, "properties": {"title": {"title": [{"text": {"content": "Done."}}]}}}


def test_the_first_account_shows_its_tools_and_none_runs_before_the_owners_review(
    adas: Browser, mias: Browser, connector: str, model: MessagesApi, engine: Any, notion: NotionStandIn
) -> None:
    assert connect(mias, connector, TOKENS["mia"]).json()["status"] == "connected"
    desk = Desk(mias, connector, model, engine())
    model.says([text("I have nothing for that.")])
    assert desk.ask()["status"] == "completed"
    assert [one["name"] for one in model.requests[-1]["tools"] if one["name"].startswith(named(SLUG, ""))] == []
    assert len(reviewed(adas, connector)) == 24
    shown = {one["name"]: one for one in mias.get(f"connectors/{connector}/tools").json()["results"]}
    # The server calls its search destructive, and nobody may call that harmless.
    assert [shown[name]["effect"] for name in (READ, SEARCH, WRITE)] == ["read", "destructive", "destructive"]
    assert notion.sent == []


@pytest.mark.parametrize(("whose", "page", "title"), [("mias", PLAIN, "# Plan"), ("adas", ADAS_PAGE, "# Minutes")])
def test_each_member_reads_and_after_approval_changes_their_own_pages(
    request: pytest.FixtureRequest,
    adas: Browser,
    connector: str,
    model: MessagesApi,
    engine: Any,
    notion: NotionStandIn,
    whose: str,
    page: str,
    title: str,
) -> None:
    browser: Browser = request.getfixturevalue(whose)
    ready(adas, browser, connector)
    talk = Talk((READ, {"page_id": page}), title, renamed(page), "Done.")
    talk_it_through(browser, model, Desk(browser, connector, model, engine()), SLUG, talk)
    assert [(one.method, one.path) for one in notion.sent] == [
        ("GET", f"/pages/{page}/markdown"),
        ("PATCH", f"/pages/{page}"),
    ]


READS: dict[str, dict[str, str]] = {
    "API-get-self": {},
    "API-get-users": {},
    "API-retrieve-a-page": {"page_id": PLAIN},
    READ: {"page_id": PLAIN},
    "API-retrieve-a-comment": {"block_id": PLAIN},
    "API-retrieve-a-data-source": {"data_source_id": SOURCE},
    "API-retrieve-a-database": {"database_id": DATABASE},
}


def test_what_the_owner_marked_as_reads_runs_by_itself_and_the_search_asks(
    adas: Browser, mias: Browser, connector: str, model: MessagesApi, engine: Any, notion: NotionStandIn
) -> None:
    ready(adas, mias, connector)
    for name in READS:
        assert adas.patch(f"connectors/{connector}/tools/{name}", effect="read").status_code == 200
    desk = Desk(mias, connector, model, engine())
    reads = [tool(named(SLUG, name), **given) for name, given in READS.items()]
    model.says(reads, [tool(named(SLUG, SEARCH), query="Plan")], [text("So.")])
    waiting = desk.ask()
    assert waiting["status"] == "waiting_approval"
    said = str(model.requests[-1]["messages"][-1])
    assert "Mia Kern" in said and "error" not in said
    decided = mias.post(f"tool-calls/{waiting['tool_calls'][-1]['id']}/decision", decision="allow_once")
    assert decided.status_code == 200
    done = desk.go_on(waiting["id"])
    assert {call["status"] for call in done["tool_calls"]} == {"succeeded"}
    assert PLAIN in desk.result() and notion.changes == []


def test_nobody_reaches_what_another_has_shared(
    adas: Browser, mias: Browser, connector: str, model: MessagesApi, engine: Any, notion: NotionStandIn
) -> None:
    for browser in (mias, adas):
        ready(adas, browser, connector)
    runtime = engine()
    for browser, own, other in ((mias, PLAIN, ADAS_PAGE), (adas, ADAS_PAGE, PLAIN)):
        desk = Desk(browser, connector, model, runtime)
        for page, words in ((own, "# "), (other, "object_not_found")):
            model.says([tool(named(SLUG, READ), page_id=page)], [text("So.")])
            assert desk.ask()["status"] == "completed"
            assert words in desk.result()


@pytest.mark.parametrize(
    ("token", "gate"), [(TOKENS["mia"], "the-gate-of-others"), ("no-token-of-notion", GATE), ("ntn_é", GATE)]
)
def test_a_key_that_the_server_turns_away_is_not_stored_and_said_in_our_words(
    cast: Cast, mias: Browser, connector: str, token: str, gate: str
) -> None:
    refused = connect(mias, connector, token, gate)
    assert refused.status_code == 400 and refused.json()["code"] in ("key_refused", "invalid_key")
    assert "does not accept this key" in refused.json()["detail"] or "This is no key" in str(refused.json())
    assert statuses(cast.acme) == []


def test_a_gate_that_was_changed_makes_the_call_wait_for_another_key(
    cast: Cast, adas: Browser, mias: Browser, connector: str, model: MessagesApi, engine: Any
) -> None:
    ready(adas, mias, connector)
    with tenant(cast.acme.id):
        row = Connection.objects.get()
        old = {"Authorization": "Bearer the-gate-of-last-year", "Notion-Token": TOKENS["mia"]}
        assert row.store_tokens(access_token="", refresh_token="", expires_at=None, keys=old)
    desk = Desk(mias, connector, model, engine())
    model.says([tool(named(SLUG, READ), page_id=PLAIN)], [text("Done.")])
    waiting = desk.ask()
    assert waiting["status"] == "waiting_connection"
    assert waiting["tool_calls"][-1]["connection_wanted"]["why"] == "The service refused the key. Enter it again."
    assert statuses(cast.acme) == ["needs_reauth"]
    assert connect(mias, connector, TOKENS["mia"]).json()["status"] == "connected"
    done = desk.go_on(waiting["id"])
    assert (done["status"], done["tool_calls"][-1]["status"]) == ("completed", "succeeded")
    assert "# Plan" in desk.result()


def test_a_token_that_notion_itself_refuses_is_told_in_notions_words_only(
    cast: Cast, adas: Browser, mias: Browser, connector: str, model: MessagesApi, engine: Any, notion: NotionStandIn
) -> None:
    """The server hands Notion's refusal on as a result like any other, so nothing more can be known of it."""
    ready(adas, mias, connector)
    desk = Desk(mias, connector, model, engine())
    model.says([tool(named(SLUG, READ), page_id=PLAIN)], [text("Notion refuses it.")])
    gone = notion.connections.pop(TOKENS["mia"])
    try:
        done = desk.ask()
    finally:
        notion.connections[TOKENS["mia"]] = gone
    assert (done["status"], done["tool_calls"][-1]["status"]) == ("completed", "succeeded")
    assert "API token is invalid" in desk.result()
    assert statuses(cast.acme) == ["connected"]
