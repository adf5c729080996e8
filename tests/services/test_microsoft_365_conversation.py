"""A conversation with Microsoft 365 through the engine: the sign-in is emulate's Entra, mail is on our own Graph."""

from typing import Any

import httpx2
import pytest

from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.fakes.messages_api import MessagesApi, text, tool
from tests.services.emulate import ADA, MIA, Emulate
from tests.services.microsoft_people import tenant_of_two
from tests.services.signing_in import connect, set_up
from tests.services.test_conversations import Desk

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
