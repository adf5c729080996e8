"""One conversation for each service, from the question to the approved write, on peers that we did not write."""

import uuid
from dataclasses import dataclass
from typing import Any

import pytest

from conversations.engine.turn.runtime import Runtime
from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.fakes.messages_api import MessagesApi, text, tool
from tests.services.emulate import MIA, Emulate
from tests.services.signing_in import connect, set_up

pytestmark = [pytest.mark.peer, pytest.mark.usefixtures("transactional_db", "directory")]


@dataclass(frozen=True)
class Talk:
    """A read whose result has `sees` in it, and a write that has `wrote` in its result."""

    read: tuple[str, dict[str, Any]]
    sees: str
    write: tuple[str, dict[str, Any]]
    wrote: str


TALKS = {
    "slack": Talk(
        ("list_channels", {}), "#launch", ("post_message", {"channel": "C000000001", "text": "Done."}), "#general"
    ),
    "google-drive": Talk(
        ("list_recent_files", {}), "Roadmap.txt", ("create_file", {"name": "Plan", "content": "Done."}), "Created Plan"
    ),
    "gmail": Talk(
        ("search_threads", {"query": "roadmap"}),
        "Roadmap for March",
        ("create_draft", {"body": "Here it is.", "reply_to_message_id": "mail-roadmap"}),
        "not sent: Re: Roadmap for March",
    ),
    "linear": Talk(("list_teams", {}), "LAU", ("comment_on_issue", {"issue": "LAU-1", "body": "Done."}), "LAU-1"),
}


@pytest.fixture(autouse=True)
def queued(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests run turns themselves."""
    from conversations.tasks import run_turn

    monkeypatch.setattr(run_turn, "delay", lambda *ids: None)


class Desk:
    """Mia's conversation with the service switched on, a scripted model and an engine."""

    def __init__(self, mias: Browser, connector: str, model: MessagesApi, engine: Runtime) -> None:
        self.mias, self.model, self.engine = mias, model, engine
        self.chat = mias.post("conversations").json()["id"]
        url = mias.url(f"conversations/{self.chat}/connectors/{connector}")
        assert mias.client.put(url, {"enabled": True}, format="json").status_code == 200

    def ask(self) -> dict[str, Any]:
        """Send a message; the turn when the engine can do no more."""
        sent = self.mias.post(f"conversations/{self.chat}/messages", text="please")
        assert sent.status_code == 202, sent.content
        return self.go_on(sent.json()["turn"]["id"])

    def go_on(self, turn: str) -> dict[str, Any]:
        """Let the engine run the turn on."""
        self.engine.run_turn(self.mias.member.organization_id, uuid.UUID(turn))
        shown: dict[str, Any] = self.mias.get(f"turns/{turn}").json()
        return shown

    def result(self) -> str:
        """The text of the last result that went to the model."""
        last = self.model.requests[-1]["messages"][-1]["content"]
        (result,) = [block for block in last if block["type"] == "tool_result"]
        return "".join(block["text"] for block in result["content"] if block["type"] == "text")


def named(slug: str, tool: str) -> str:
    """As the model calls a connector's tool."""
    return f"{slug}__{tool}".replace("-", "_")


def talk_it_through(mias: Browser, model: MessagesApi, desk: Desk, slug: str, talk: Talk) -> None:
    """Ask, read, wait for the approval, approve, write; and nothing of it is shared."""
    (read, reading), (write, writing) = talk.read, talk.write
    model.says([tool(named(slug, read), **reading)], [tool(named(slug, write), **writing)], [text("Done.")])

    waiting = desk.ask()
    assert waiting["status"] == "waiting_approval", waiting
    assert talk.sees in desk.result()
    asked = waiting["tool_calls"][-1]
    assert (asked["tool"], asked["arguments"]) == (write, writing)
    decided = mias.post(f"tool-calls/{asked['id']}/decision", decision="allow_once")
    assert decided.status_code == 200, decided.content
    done = desk.go_on(waiting["id"])

    assert [done["status"], *(call["status"] for call in done["tool_calls"])] == ["completed", "succeeded", "succeeded"]
    assert talk.wrote in desk.result()
    refused = mias.post(f"conversations/{desk.chat}/shares", audience="public")
    assert (refused.status_code, refused.json()["code"]) == (403, "connector_content_not_shareable")


# In short one of each kind; `make services` talks to all.
@pytest.mark.parametrize(
    "slug", [pytest.param(slug, marks=() if slug == "gmail" else pytest.mark.services) for slug in TALKS]
)
def test_a_member_reads_approves_a_write_and_shares_nothing(
    cast: Cast, adas: Browser, mias: Browser, at_peer: Emulate, model: MessagesApi, engine: Any, slug: str
) -> None:
    connector = set_up(adas, at_peer, slug)
    connect(mias, connector, MIA)
    talk_it_through(mias, model, Desk(mias, connector, model, engine()), slug, TALKS[slug])
