"""A conversation with Microsoft 365 through the engine: the sign-in is emulate's Entra, mail is on our own Graph."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from connectors.models import Listing
from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.connectors.rows import change_listings
from tests.fakes.messages_api import MessagesApi, text, tool
from tests.fakes.serving import served
from tests.services.emulate import ADA, MIA, Emulate, client_of
from tests.services.graph_tenant import No
from tests.services.microsoft_people import tenant_of_two
from tests.services.signing_in import connect, point_at, set_up
from tests.services.test_conversations import Desk

GRAPH = "https://graph.microsoft.com/"
pytestmark = [pytest.mark.peer, pytest.mark.usefixtures("transactional_db", "directory")]


@pytest.fixture(autouse=True)
def queued(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests run turns themselves."""
    from conversations.tasks import run_turn

    monkeypatch.setattr(run_turn, "delay", lambda *ids: None)


def whose(emulate: Emulate, token: str) -> str:
    """Whom emulate gave this token; empty for one that it does not know."""
    headers = {"authorization": f"Bearer {token}"}
    said = httpx2.get(f"{emulate.microsoft}/v1.0/me", headers=headers, trust_env=False)
    return str(said.json()["mail"]) if said.status_code == 200 else ""


def test_a_member_finds_a_mail_and_approves_the_answer(
    cast: Cast, adas: Browser, mias: Browser, at_peer: Emulate, model: MessagesApi, engine: Any, settings: Any
) -> None:
    with tenant_of_two() as tenant:
        tenant.knows = lambda token: whose(at_peer, token)
        settings.EGRESS_ALLOW = [*settings.EGRESS_ALLOW, tenant.url.split("/")[2]]
        connector = set_up(adas, at_peer, "microsoft-365", tenant.url)
        connect(mias, connector, MIA)
        desk = Desk(mias, connector, model, engine())
        answer: dict[str, Any] = {"to": [ADA], "subject": "Re: Contract", "body": "Signed.\nMia"}
        found = tool("microsoft_365__search_mail", query="contract")
        model.says([found], [tool("microsoft_365__send_mail", **answer)], [text("Done.")])

        waiting = desk.ask()
        assert waiting["status"] == "waiting_approval", waiting
        assert "Contract (unread), from Ada" in desk.result() and tenant.changes == []
        asked = waiting["tool_calls"][-1]
        assert (asked["tool"], asked["arguments"]) == ("send_mail", answer)
        assert mias.post(f"tool-calls/{asked['id']}/decision", decision="allow_once").status_code == 200
        done = desk.go_on(waiting["id"])

    assert done["status"] == "completed" and "Outlook took the mail" in desk.result()
    [(_, path, _, sent)] = tenant.changes
    assert path == "/me/sendMail" and sent["Message"]["body"]["content"] == answer["body"]


@contextmanager
def in_full(emulate: Emulate) -> Iterator[str]:
    """A token endpoint that names the scopes of Graph with its address, as Entra may."""

    async def token(request: Request) -> JSONResponse:
        async with httpx2.AsyncClient(trust_env=False) as client:
            said = await client.post(emulate.token_url("microsoft"), data=dict(await request.form()))
        given = said.json()
        names = str(given.get("scope", "")).split()
        return JSONResponse({**given, "scope": " ".join(GRAPH + name if "." in name else name for name in names)})

    with served(Starlette(routes=[Route("/token", token, methods=["POST"])])) as origin:
        yield f"{origin}/token"


def test_an_account_whose_scopes_come_with_graphs_address_lacks_nothing_that_it_has(
    cast: Cast, adas: Browser, mias: Browser, at_peer: Emulate, model: MessagesApi, engine: Any, settings: Any
) -> None:
    with tenant_of_two() as tenant, in_full(at_peer) as token_endpoint:
        tenant.knows = lambda token: whose(at_peer, token)
        hosts = [url.split("/")[2] for url in (tenant.url, token_endpoint)]
        settings.EGRESS_ALLOW = [*settings.EGRESS_ALLOW, *hosts]
        connector = adas.enable("microsoft-365")
        point_at(at_peer, "microsoft-365", tenant.url)
        sign_in = {**Listing.objects.get(slug="microsoft-365").sign_in, "token_endpoint": token_endpoint}
        scopes = ["offline_access", "User.Read", "Mail.Read"]
        change_listings("microsoft-365", sign_in=sign_in, api_scopes=scopes)
        known = client_of("microsoft")
        given = {"oauth_client_id": known["client_id"], "oauth_client_secret": known["client_secret"]}
        assert adas.patch(f"connectors/{connector}/setup", **given).status_code == 200
        assert adas.post(f"connectors/{connector}/diagnosis").json()["passed"]
        connect(mias, connector, MIA)
        desk = Desk(mias, connector, model, engine())
        # Graph refuses this mailbox for a reason of its own, and has but one word for all of them.
        tenant.next_answers["/me/messages"] = No(403, "ErrorAccessDenied").answer
        model.says([tool("microsoft_365__search_mail", query="contract")], [text("It is not allowed.")])
        done = desk.ask()

    assert done["tool_calls"][-1]["error"]["code"] == "insufficient_scope", done
    (account,) = mias.get(f"connectors/{connector}").json()["connections"]
    assert (sorted(account["scopes"]), account["status"]) == (sorted(scopes), "connected")
    assert account["missing_scopes"] == []
