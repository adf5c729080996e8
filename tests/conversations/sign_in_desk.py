"""A conversation of Mia's with a service that wants sign-ins: what it refuses, and what a sign-in mends."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from connectors.models import Connection
from conversations.engine.turn.runtime import Runtime
from conversations.models import CallStatus, Conversation, ToolCall, Turn, TurnStatus
from conversations.selectors import with_card
from conversations.turns import decide_tool_call, start_turn
from organizations.tenancy import tenant
from tests import factories
from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.connectors.fake_sign_in import READ, WRITE, sign_in
from tests.connectors.rows import store_connector
from tests.fakes.authorization_server import FakeAuthorizationServer
from tests.fakes.messages_api import MessagesApi, text, tool

LOOK, CHANGE = tool("ours__look"), tool("ours__change")
ALL_RIGHT = text("All right.")


@dataclass
class SignInDesk:
    """Everything that such a turn needs."""

    cast: Cast
    model: MessagesApi
    fake: FakeAuthorizationServer
    mias: Browser
    connector: str
    conversation: Conversation
    engine: Runtime

    @classmethod
    def make(cls, cast: Cast, model: MessagesApi, fake: FakeAuthorizationServer, engine: Runtime) -> "SignInDesk":
        """Mia has signed in and switched the service on; its reads run by themselves, its writes ask."""
        fake.behaviour.tools = [READ, WRITE]
        with tenant(cast.acme.id):
            service = {"slug": "ours", "name": "Ours", "server_url": fake.server_url, "scopes": ["read"]}
            tools = {"read_tools": ["look"], "write_tools": ["change"], "destructive_tools": []}
            row = store_connector(cast.ada, **service, **tools)
        desk = cls(cast, model, fake, Browser.of(cast.mia), str(row.pk), factories.make_conversation(cast.mia), engine)
        desk.sign_in()
        assert desk.toggle(enabled=True).status_code == 200
        fake.calls.clear()
        return desk

    def inside(self, work: Callable[[], Any]) -> Any:
        """Run something in Acme's tenant."""
        with tenant(self.cast.acme.id):
            return work()

    def sign_in(self, account: str = "mia@ours.example") -> None:
        """Mia goes through the service's pages and comes back."""
        self.fake.behaviour.account = account
        assert sign_in(self.mias, self.connector)["connected"] == self.connector

    def toggle(self, *, enabled: bool) -> Any:
        """Switch the service on or off in the conversation."""
        path = self.mias.url(f"conversations/{self.conversation.id}/connectors/{self.connector}")
        return self.mias.client.put(path, {"enabled": enabled}, format="json")

    @property
    def account(self) -> Connection:
        """The account that she made last."""
        found: Connection = self.inside(lambda: Connection.objects.order_by("created_at").last())
        return found

    def forget_tokens(self) -> None:
        """The service forgets all sign-ins."""
        self.fake.access_tokens.clear()
        self.fake.refresh_tokens.clear()

    def ask(self, *blocks: dict[str, Any]) -> Turn:
        """Mia asks, the model calls these tools and then says something; the engine moves on as far as it can."""
        self.model.says(list(blocks), [ALL_RIGHT])
        with tenant(self.cast.acme.id):
            self.conversation.refresh_from_db()
            _, turn = start_turn(actor=self.cast.actor(self.cast.mia), conversation=self.conversation, text="please")
        return self.run(turn)

    def run(self, turn: Turn) -> Turn:
        """Let the engine move the turn on."""
        self.engine.run_turn(turn.organization_id, turn.id)
        return self.again(turn)

    def again(self, turn: Turn) -> Turn:
        """The turn as it is now."""
        found: Turn = self.inside(lambda: Turn.objects.get(pk=turn.pk))
        return found

    def calls(self, turn: Turn) -> list[ToolCall]:
        """Its calls, in order."""
        found: list[ToolCall] = self.inside(lambda: list(with_card(ToolCall.objects.filter(turn=turn))))
        return found

    def statuses(self, turn: Turn) -> list[str]:
        """Where its calls stand."""
        return [call.status for call in self.calls(turn)]

    def decide(self, turn: Turn, decision: str = "allow_once") -> None:
        """Mia says this to the call that waits for her approval."""
        (call,) = [call for call in self.calls(turn) if call.status == CallStatus.AWAITING_APPROVAL]
        self.inside(lambda: decide_tool_call(actor=self.cast.actor(self.cast.mia), call=call, decision=decision))

    def approved(self) -> Turn:
        """A write that Mia has allowed, and that was tried."""
        turn = self.ask(CHANGE)
        assert turn.status == TurnStatus.WAITING_APPROVAL
        self.decide(turn)
        return self.run(turn)

    def tried(self, name: str) -> int:
        """How often a tool was asked for at the service."""
        return sum(called == name for _, called, _ in self.fake.calls)

    def shown(self, turn: Turn) -> list[dict[str, Any]]:
        """The calls as the API shows them."""
        calls: list[dict[str, Any]] = self.mias.get(f"turns/{turn.id}").json()["tool_calls"]
        return calls
