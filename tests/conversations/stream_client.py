"""A client of a turn's events as docs/api.md asks for one, and a reader of a stream in a thread of its own."""

import asyncio
import json
import threading
from collections.abc import Callable
from contextlib import aclosing
from typing import Any, ClassVar

from asgiref.sync import sync_to_async
from django.db import connections

from conversations.api.messages import state_of
from conversations.events.reader import follow
from conversations.events.turn_streams import turn_streams
from conversations.models import Turn
from organizations.tenancy import tenant

WAIT_SECONDS = 10
# Words and calls with their status in order, and whether the turn goes on.
Shown = tuple[list[str], str]


class Client:
    """Drops lower fences, overlaps and text of kept steps; a snapshot replaces everything. Words that go on join."""

    def __init__(self) -> None:
        self.fence = self.kept = self.step = self.known = self.resumed_after = 0
        self.blocks: list[tuple[str, str]] = []
        self.status = "queued"
        self.last_id = ""

    def take(self, event: str, data: dict[str, Any]) -> None:
        if data["fence"] < self.fence:
            return
        if event == "turn.started" and data["fence"] > self.fence and data["kept"] == 0:
            self.blocks, self.kept, self.step, self.known = [], 0, 0, 0
        self.fence = data["fence"]
        self.resumed_after = data.get("resumed_after", self.resumed_after)
        if event == "snapshot":
            self._replace(data)
        elif event == "text.delta":
            self._text(data)
        elif "tool_call" in data:
            self._call(data["tool_call"])
        if event in ("turn.waiting", "turn.finished", "snapshot"):
            self.status = data.get("status", self.status)
        elif event in ("turn.started", "tool_call.started"):
            self.status = "running"

    def shows(self) -> Shown:
        return [words for _, words in self.blocks], _moving(self.status)

    def _replace(self, data: dict[str, Any]) -> None:
        self.blocks = [(block["type"], _words(block)) for block in data["content"]]
        self.step, self.known, self.kept = data["step"], data["offset"], data["kept"]

    def _text(self, data: dict[str, Any]) -> None:
        if data["step"] <= self.kept:
            return
        if data["step"] != self.step:
            self.step, self.known = data["step"], 0
        assert data["offset"] <= self.known, "text is missing"
        fresh = data["text"][self.known - data["offset"] :]
        goes_on = self.known > 0 or self.step == self.resumed_after + 1
        if goes_on and self.blocks and self.blocks[-1][0] == "text":
            self.blocks[-1] = ("text", self.blocks[-1][1] + fresh)
        elif fresh:
            self.blocks.append(("text", fresh))
        self.known += len(fresh)

    def _call(self, call: dict[str, Any]) -> None:
        block = ("tool_call", f"{call['id']} {call['status']}")
        there = [index for index, (_, words) in enumerate(self.blocks) if words.startswith(call["id"])]
        if there:
            self.blocks[there[0]] = block
        else:
            self.blocks.append(block)


def _words(block: dict[str, Any]) -> str:
    found = block["tool_call" if block["type"] == "tool_call" else "text"]
    return found if isinstance(found, str) else f"{found['id']} {found['status']}"


def shown(content: list[dict[str, Any]], status: str) -> Shown:
    """How an answer looks, block by block."""
    return [_words(block) for block in content], _moving(status)


def _moving(status: str) -> str:
    return "running" if status == "queued" else status


def in_database(turn: Turn) -> Shown:
    """What the reader's picture has to be."""
    with tenant(turn.organization_id):
        data = state_of(Turn.objects.get(pk=turn.pk))["data"]
    return shown(data["content"], data["status"])


class Reading:
    """One open stream, until it ends or is closed: by its test, or by `close_all` where that failed."""

    _open: ClassVar[list["Reading"]] = []

    def __init__(self, turn: Turn, last_id: str = "", client: Client | None = None) -> None:
        self.client = client or Client()
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.failed: BaseException | None = None
        self._turn, self._last_id = turn, last_id
        self._news = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._open.append(self)
        self._thread.start()

    def comes_to(self, holds: Callable[[Shown], bool]) -> bool:
        """Whether the picture is so within the time that a test waits."""
        with self._news:
            found = self._news.wait_for(lambda: self.failed or holds(self.client.shows()), WAIT_SECONDS)
        if self.failed:
            raise self.failed
        return bool(found)

    def close(self) -> None:
        self._closing = True
        self._thread.join(WAIT_SECONDS)
        assert not self._thread.is_alive()

    @classmethod
    def close_all(cls) -> None:
        """A look that goes on while the tables are emptied would block both."""
        while cls._open:
            cls._open.pop().close()

    def _run(self) -> None:
        try:
            asyncio.run(self._read())
        except BaseException as error:
            with self._news:
                self.failed = error
                self._news.notify_all()

    async def _read(self) -> None:
        look = sync_to_async(self._look, thread_sensitive=False)
        async with turn_streams() as streams:
            events = follow(streams, self._turn.id, self._last_id or None, look, is_over=False)
            async with aclosing(events):
                async for piece in events:
                    self._take(piece.decode())
                    if self._closing:
                        return

    def _take(self, piece: str) -> None:
        with self._news:
            for block in piece.split("\n\n"):
                fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
                if "event" in fields:
                    said = fields["event"], json.loads(fields["data"])
                    self.heard.append(said)
                    self.client.take(*said)
                    self.client.last_id = fields["id"]
            self._news.notify_all()

    def _look(self) -> dict[str, Any]:
        try:
            with tenant(self._turn.organization_id):
                return state_of(Turn.objects.get(pk=self._turn.pk))
        finally:
            connections.close_all()
