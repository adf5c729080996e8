"""Microsoft 365 by another MCP server, as the listing's other way: softeria's, behind emulate's Entra, on our Graph."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.models import Connection, ConnectionStatus
from organizations.sealing import open_secret
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.connectors.rows import change_listings
from tests.fakes.messages_api import MessagesApi, text, tool
from tests.services.emulate import ADA, Emulate, client_of
from tests.services.fixtures import there_or_skipped
from tests.services.graph_tenant import GraphStandIn
from tests.services.microsoft_people import tenant_of_two
from tests.services.ms365_server import TOOLS, ms365_server_on
from tests.services.signing_in import connect
from tests.services.test_conversations import Desk, Talk, named, queued, talk_it_through
from tests.services.test_microsoft_365_conversation import whose

__all__ = ["queued"]
pytestmark = [pytest.mark.peer, pytest.mark.services, pytest.mark.usefixtures("transactional_db", "directory")]
SLUG = "microsoft-365"
READ, SEND = ("list-mail-messages", {}), "send-mail"
MAIL = {
    "subject": "Re: Contract",
    "body": {"contentType": "text", "content": "Signed."},
    "toRecipients": [{"emailAddress": {"address": ADA}}],
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, emulate: Emulate) -> Iterator[tuple[str, GraphStandIn]]:
    """The server's address, and the tenant behind it."""
    with tenant_of_two() as graph:
        graph.knows = lambda token: whose(emulate, token)
        folder, api = tmp_path_factory.mktemp("ms365-remote"), graph.url.removesuffix("/v1.0")
        with there_or_skipped(), ms365_server_on(folder, emulate, api) as (url, _):
            yield url, graph


@pytest.fixture
def graph(office: tuple[str, GraphStandIn]) -> GraphStandIn:
    """With nothing asked yet."""
    office[1].requests.clear()
    return office[1]


@pytest.fixture
def connector(office: tuple[str, GraphStandIn], adas: Browser, settings: Any) -> str:
    """An operator has entered the server's address; the owner chooses it, enters the client id, and tests both."""
    url = office[0]
    settings.EGRESS_ALLOW = [*settings.EGRESS_ALLOW, url.split("/")[2]]
    change_listings(SLUG, server_url=url, scopes=[])
    enabled = adas.enable(SLUG)
    assert adas.get(f"connectors/{enabled}/setup").json()["servers"]["uses_remote"] is False
    entered = adas.patch(
        f"connectors/{enabled}/setup", uses_remote=True, oauth_client_id=client_of("microsoft")["client_id"]
    )
    assert entered.status_code == 200, entered.content
    shown = entered.json()
    # What our own server wants is not asked for here.
    assert (shown["servers"]["uses_remote"], shown["fields"], shown["missing"]) == (True, [], [])
    assert shown["redirect_uri"].endswith("/oauth/callback/microsoft-365")
    found = adas.post(f"connectors/{enabled}/diagnosis").json()
    assert [step["result"] for step in found["steps"]] == ["passed"] * 5 and not found["required"], found
    return enabled


def signed_in(browser: Browser, connector: str) -> dict[str, Any]:
    """The account, after the consent at Entra."""
    came = connect(browser, connector, browser.member.user.email)
    assert came["connected"] == connector, came
    (account,) = browser.get(f"connectors/{connector}").json()["connections"]
    assert account["status"] == "connected"
    return dict(account)


def account_of(cast: Cast) -> Connection:
    with tenant(cast.acme.id):
        return Connection.objects.get()


def revoke(cast: Cast, emulate: Emulate, *columns: str) -> None:
    """As Microsoft does when somebody ends the session there."""
    row = account_of(cast)
    for column in columns:
        emulate.revoke("microsoft", open_secret(row, column))


def reading(desk: Desk) -> dict[str, Any]:
    """The turn of one read."""
    desk.model.says([tool(named(SLUG, READ[0]))], [text("So.")])
    return desk.ask()


def approved_sending(desk: Desk) -> dict[str, Any]:
    """The turn of one mail that Mia allowed."""
    desk.model.says([tool(named(SLUG, SEND), body={"Message": MAIL})], [text("So.")])
    waiting = desk.ask()
    assert waiting["status"] == "waiting_approval", waiting
    decided = desk.mias.post(f"tool-calls/{waiting['tool_calls'][-1]['id']}/decision", decision="allow_once")
    assert decided.status_code == 200, decided.content
    return desk.go_on(waiting["id"])


def test_what_the_review_names_is_accepted_and_the_rest_waits_for_the_owner(
    adas: Browser, mias: Browser, connector: str
) -> None:
    account = signed_in(mias, connector)
    # The server says itself which access its tools need.
    assert {"Mail.Read", "Mail.Send", "offline_access"} <= set(account["scopes"])
    tools = {one["name"]: one for one in mias.get(f"connectors/{connector}/tools").json()["results"]}
    assert set(tools) >= set(TOOLS)
    # The server calls sending destructive, which is stricter than the review.
    effects = [tools[name]["effect"] for name in ("list-mail-messages", "send-mail", "list-drives")]
    assert effects == ["read", "destructive", "write"]
    (waiting,) = adas.get(f"connectors/{connector}/tool-reviews").json()["results"]
    assert waiting["name"] == "list-drives"
    accepted = adas.post(f"connectors/{connector}/tools/list-drives/review", digest=waiting["digest"])
    assert accepted.status_code == 200, accepted.content


@pytest.mark.parametrize(
    ("browser", "own", "others"), [("mias", "Contract", "Board minutes"), ("adas", "Board minutes", "Lunch")]
)
def test_each_member_reads_their_own_mail_and_approves_what_is_sent(
    request: pytest.FixtureRequest,
    connector: str,
    model: MessagesApi,
    engine: Any,
    graph: GraphStandIn,
    browser: str,
    own: str,
    others: str,
) -> None:
    person: Browser = request.getfixturevalue(browser)
    signed_in(person, connector)
    desk = Desk(person, connector, model, engine())
    talk_it_through(person, model, desk, SLUG, Talk(READ, own, (SEND, {"body": {"Message": MAIL}}), "message"))
    assert others not in str(model.requests)
    [(_, path, _, sent)] = graph.changes
    assert path == "/me/sendMail" and sent["Message"]["body"]["content"] == "Signed."


def test_mail_and_chats_are_read_in_one_step(
    mias: Browser, connector: str, model: MessagesApi, engine: Any, graph: GraphStandIn
) -> None:
    signed_in(mias, connector)
    desk = Desk(mias, connector, model, engine())
    model.says([tool(named(SLUG, READ[0])), tool(named(SLUG, "list-chats"))], [text("So.")])
    done = desk.ask()
    assert [call["status"] for call in done["tool_calls"]] == ["succeeded", "succeeded"]
    said = str(model.requests[-1]["messages"][-1])
    assert "Contract" in said and "Ada Byron" in said and graph.changes == []


def test_a_token_that_microsoft_refuses_inside_the_result_is_renewed_and_the_read_made_again(
    cast: Cast, mias: Browser, connector: str, model: MessagesApi, engine: Any, emulate: Emulate, graph: GraphStandIn
) -> None:
    signed_in(mias, connector)
    desk = Desk(mias, connector, model, engine())
    revoke(cast, emulate, "access_token")
    done = reading(desk)
    assert (done["status"], done["tool_calls"][-1]["status"]) == ("completed", "succeeded")
    assert "Contract" in desk.result()
    revoke(cast, emulate, "access_token")
    done = approved_sending(desk)
    assert (done["tool_calls"][-1]["status"], done["tool_calls"][-1]["error"]["code"]) == ("failed", "tool_failed")
    assert graph.changes == []
    assert account_of(cast).status == ConnectionStatus.CONNECTED


def test_a_sign_in_that_microsoft_ended_makes_a_read_wait_for_another(
    cast: Cast, mias: Browser, connector: str, model: MessagesApi, engine: Any, emulate: Emulate, graph: GraphStandIn
) -> None:
    signed_in(mias, connector)
    desk = Desk(mias, connector, model, engine())
    revoke(cast, emulate, "access_token", "refresh_token")
    waiting = reading(desk)
    assert waiting["status"] == "waiting_connection", waiting
    assert waiting["tool_calls"][-1]["connection_wanted"]["reason"] == "sign_in_again"
    assert account_of(cast).status == ConnectionStatus.NEEDS_REAUTH
    signed_in(mias, connector)
    done = desk.go_on(waiting["id"])
    assert (done["status"], done["tool_calls"][-1]["status"]) == ("completed", "succeeded")
    assert "Contract" in desk.result()


def test_a_write_after_the_sign_in_ended_is_not_sent_again_by_itself(
    cast: Cast, mias: Browser, connector: str, model: MessagesApi, engine: Any, emulate: Emulate, graph: GraphStandIn
) -> None:
    signed_in(mias, connector)
    desk = Desk(mias, connector, model, engine())
    revoke(cast, emulate, "access_token", "refresh_token")
    done = approved_sending(desk)
    error = done["tool_calls"][-1]["error"]
    assert (error["code"], "not sent again" in error["message"]) == ("connection_needs_reauth", True)
    assert account_of(cast).status == ConnectionStatus.NEEDS_REAUTH and graph.changes == []


def test_going_back_to_our_own_server_asks_for_a_sign_in_there(adas: Browser, mias: Browser, connector: str) -> None:
    signed_in(mias, connector)
    assert adas.get(f"connectors/{connector}/setup").json()["servers"]["accounts"] == 1
    back = adas.patch(f"connectors/{connector}/setup", uses_remote=False)
    assert back.status_code == 200 and back.json()["required"], back.content
    (account,) = mias.get(f"connectors/{connector}").json()["connections"]
    assert account["status"] == "needs_reauth"
