"""A conversation of Mia's with somebody else's MCP server switched on, all made through our API."""

import uuid
from dataclasses import dataclass
from typing import Any

from conversations.engine.turn.runtime import Runtime
from organizations.models import Membership
from tests.connectors.browser import Browser
from tests.fakes.messages_api import MessagesApi


@dataclass
class PeerDesk:
    """Mia's browser, the conversation, the model that is scripted and the engine that runs its turns."""

    mia: Browser
    model: MessagesApi
    engine: Runtime
    connector: str
    conversation: str

    @classmethod
    def set_up(cls, ada: Membership, mia: Membership, url: str, model: MessagesApi, engine: Runtime) -> "PeerDesk":
        """Ada adds the server by its address, Mia connects and switches it on."""
        connector = _id(Browser.of(ada).post("connectors", name="Everything", url=url))
        mias = Browser.of(mia)
        assert mias.start(connector)["status"] == "connected"
        conversation = _id(mias.post("conversations"))
        toggle = mias.url(f"conversations/{conversation}/connectors/{connector}")
        switched = mias.client.put(toggle, {"enabled": True}, format="json")
        assert switched.status_code == 200, switched.content
        return cls(mias, model, engine, connector, conversation)

    def tools(self) -> dict[str, dict[str, Any]]:
        """What the server offers, as the workspace shows it."""
        return {tool["name"]: tool for tool in self.mia.get(f"connectors/{self.connector}/tools").json()["results"]}

    def allow(self, tool: str) -> None:
        """Mia lets this tool run without asking."""
        changed = self.mia.patch(f"connectors/{self.connector}/tools/{tool}", scope="member", policy="allow")
        assert changed.status_code == 200, changed.content

    def ask(self, text: str = "please") -> dict[str, Any]:
        """Send a message and let the engine run the turn; the turn as it is then."""
        sent = self.mia.post(f"conversations/{self.conversation}/messages", text=text)
        assert sent.status_code == 202, sent.content
        return self.go_on(sent.json()["turn"]["id"])

    def go_on(self, turn: str) -> dict[str, Any]:
        """Let the engine run the turn on."""
        self.engine.run_turn(self.mia.member.organization_id, uuid.UUID(turn))
        shown: dict[str, Any] = self.mia.get(f"turns/{turn}").json()
        return shown

    def results(self) -> list[dict[str, Any]]:
        """What the last request to the model carried back from tools: the content of each result."""
        last = self.model.requests[-1]["messages"][-1]["content"]
        return [result["content"] for result in last if result["type"] == "tool_result"]

    def offered(self) -> set[str]:
        """The names of the tools that the model saw in the last request."""
        return {tool["name"] for tool in self.model.requests[-1].get("tools", [])}


def _id(made: Any) -> str:
    assert made.status_code == 201, made.content
    return str(made.json()["id"])
