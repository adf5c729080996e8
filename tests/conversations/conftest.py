"""A conversation of Mia's with a real MCP server switched on, a scripted model, and an engine to run turns."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from redis import Redis

from connectors.models import Connection, Connector
from conversations.engine.journal.journal import Journal
from conversations.engine.turn.claim import ClaimedTurn, claim
from conversations.engine.turn.runtime import Runtime
from conversations.events.stream import stream_key
from conversations.models import Conversation, Message, ToolCall, Turn
from conversations.selectors import with_card
from conversations.turns import start_turn
from organizations.tenancy import tenant
from tests import factories
from tests.cast import Cast
from tests.conversations.stream_client import Reading
from tests.fakes.messages_api import MessagesApi, messages_api
from tests.fakes.notebook import Notebook, notebook

# Offered in every chat, after those of connectors.
OWN_TOOLS = ["write_design", "read_design"]


@dataclass
class Desk:
    """Everything that a turn needs."""

    cast: Cast
    model: MessagesApi
    notebook: Notebook
    connector: Connector
    connection: Connection
    conversation: Conversation
    engine: Runtime

    def ask(self, text: str = "please") -> Turn:
        """Start a turn of Mia's without running it."""
        with tenant(self.cast.acme.id):
            self.conversation.refresh_from_db()
            _, turn = start_turn(actor=self.cast.actor(self.cast.mia), conversation=self.conversation, text=text)
        return turn

    def run(self, turn: Turn) -> Turn:
        """Let the engine move the turn on, and read it again."""
        self.engine.run_turn(turn.organization_id, turn.id)
        return self.again(turn)

    def on_loop(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run a part of the engine where it belongs."""
        return asyncio.run_coroutine_threadsafe(work, self.engine._loop).result(30)

    def claim(self, turn: Turn, worker: str) -> tuple[Journal, ClaimedTurn]:
        """Take the turn as a worker of this name."""
        claimed = self.on_loop(claim(self.engine._resources.database, turn.organization_id, turn.id, worker))
        assert claimed is not None
        return claimed

    def again(self, turn: Turn) -> Turn:
        """The turn as it is now."""
        with tenant(self.cast.acme.id):
            return Turn.objects.get(pk=turn.pk)

    def calls(self, turn: Turn) -> list[ToolCall]:
        """Its calls, in order."""
        with tenant(self.cast.acme.id):
            return list(with_card(ToolCall.objects.filter(turn=turn)))

    def told(self, turn: Turn, name: str) -> list[dict[str, Any]]:
        """What readers of the turn heard under this name."""
        with Redis.from_url(settings.REDIS_URL, decode_responses=True) as redis:
            entries: Any = redis.xrange(stream_key(turn.id))
        return [json.loads(fields["data"]) for _, fields in entries if fields["event"] == name]

    def answer(self, turn: Turn) -> Message:
        """Its answer."""
        with tenant(self.cast.acme.id):
            return Message.objects.get(turn=turn, role="assistant")

    def inside(self, work: Callable[[], Any]) -> Any:
        """Run something in Acme's tenant."""
        with tenant(self.cast.acme.id):
            return work()


@pytest.fixture(autouse=True)
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What would have gone to the queue: tests run turns themselves."""
    sent: list[tuple[str, ...]] = []
    from conversations.tasks import run_turn

    monkeypatch.setattr(run_turn, "delay", lambda *ids: sent.append(ids))
    return sent


@pytest.fixture
def model(settings: Any) -> Iterator[MessagesApi]:
    """The scripted model."""
    with messages_api() as api:
        settings.DEMO_MODEL_URL = api.url
        yield api


@pytest.fixture
def engine(transactional_db: None, model: MessagesApi, settings: Any) -> Iterator[Runtime]:
    """A worker's engine in this process; the egress list is read when it starts."""
    made: list[Runtime] = []

    def start() -> Runtime:
        made.append(Runtime())
        return made[-1]

    yield start  # type: ignore[misc]
    for runtime in made:
        runtime.close()


@pytest.fixture(scope="session")
def notebooks_tools() -> factories.Offer:
    """What a notebook offers, which is the same of each."""
    with notebook() as book:
        return factories.list_tools(book.url)


@pytest.fixture
def desk(
    transactional_db: None,
    cast: Cast,
    model: MessagesApi,
    engine: Any,
    settings: Any,
    notebooks_tools: factories.Offer,
) -> Iterator[Desk]:
    """Mia's conversation with the notebook switched on; reads run by themselves, writes ask."""
    with notebook() as book:
        settings.EGRESS_ALLOW = [book.allowed]
        connector = factories.make_connector(cast.ada, url=book.url)
        connection = factories.make_connection(connector, cast.mia, account="mia@notes")
        tools = factories.accept_tools(connector, connection, notebooks_tools)
        factories.set_policies(connector, [name for name in tools if name in factories.READS], "allow", cast.mia)
        conversation = factories.make_conversation(cast.mia)
        factories.switch_on(conversation, connector, connection)
        yield Desk(cast, model, book, connector, connection, conversation, engine())
        book.release.set()
        model.go_on.set()
        Reading.close_all()
