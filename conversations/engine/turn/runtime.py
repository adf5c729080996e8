"""One background loop per worker process, on which all its turns run."""

import asyncio
import logging
import threading
import uuid
from collections.abc import Callable, Coroutine
from typing import Any

import uvloop
from django.conf import settings
from django.db import InterfaceError, OperationalError
from redis.exceptions import RedisError

from conversations.engine.turn.claim import claim
from conversations.engine.turn.presence import Presence
from conversations.engine.turn.resources import Resources
from conversations.engine.turn.run import TurnRun
from conversations.events.stream import connection_channel, control_channel
from conversations.models import worker_name

log = logging.getLogger(__name__)
CONTROL_RETRY_SECONDS = 1.0
CLOSING_SECONDS = 5.0
CANCEL_SECONDS = 0.2
HAND_OVER_SECONDS = 0.02


class Runtime:
    """The process's engine. The task thread only waits for its turn's coroutine."""

    def __init__(self) -> None:
        self.name = worker_name()
        self._presence = Presence(settings.SWITCHBOARD_HOME / "workers", self.name)
        self._turns: dict[uuid.UUID, TurnRun] = {}
        self._loop = uvloop.new_event_loop()
        # Each from before its claim until it has let go of its turn.
        self._running: set[asyncio.Task[Any]] = set()
        self._draining = False
        self._slots: asyncio.Semaphore | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, name="engine", daemon=True)
        self._thread.start()
        self._resources = self._wait(self._open())

    def run_turn(self, organization_id: uuid.UUID, turn_id: uuid.UUID) -> None:
        """Move a turn on as far as possible; returns at once when another worker has it."""
        self._wait(self._run(organization_id, turn_id))

    def begin(
        self, organization_id: uuid.UUID, turn_id: uuid.UUID, *, at_most: int, begun: Callable[[], object]
    ) -> None:
        """The same without waiting for it. At most so many turns run at once; `begun` is called on the loop."""
        taken = threading.Event()

        async def work() -> None:
            taken.set()
            await self._in_a_slot(organization_id, turn_id, at_most, begun)

        asyncio.run_coroutine_threadsafe(work(), self._loop)
        # Or this thread goes on for a millisecond with the interpreter, for which the loop's thread waits.
        taken.wait(HAND_OVER_SECONDS)

    def wait_until_idle(self) -> None:
        """Returns when the turns that run now have ended, or were given back."""
        self._wait(self._idle())

    def drain(self) -> None:
        """Give all turns back at safe points; they go on in another process."""
        self._draining = True
        self._loop.call_soon_threadsafe(self._drain_all)

    def _drain_all(self) -> None:
        for run in self._turns.values():
            run.drain()

    def close(self) -> None:
        """End the loop and what belongs to it; what still runs is given back first."""
        self._draining = True
        self._wait(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        if not self._thread.is_alive():
            self._loop.close()
        self._presence.end()

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _open(self) -> Resources:
        resources = Resources.make()
        self._control = asyncio.create_task(self._listen(resources))
        return resources

    async def _close(self) -> None:
        self._drain_all()
        if self._running:
            await asyncio.wait(self._running, timeout=CLOSING_SECONDS)
        await _ended({*self._running, self._control})
        await self._resources.close()
        # What is left would find the loop closed.
        await _ended(asyncio.all_tasks() - {asyncio.current_task()})
        await self._loop.shutdown_asyncgens()
        await self._loop.shutdown_default_executor()

    async def _in_a_slot(
        self, organization_id: uuid.UUID, turn_id: uuid.UUID, at_most: int, begun: Callable[[], object]
    ) -> None:
        if self._slots is None:
            self._slots = asyncio.Semaphore(at_most)
        async with self._slots:
            begun()
            try:
                await self._run(organization_id, turn_id)
            except (OperationalError, InterfaceError) as error:
                log.warning("turn %s: not begun, the sweeper finds it (%s)", turn_id, type(error).__name__)
            except Exception:
                log.exception("turn %s", turn_id)

    async def _idle(self) -> None:
        while self._running:
            await asyncio.wait(self._running)

    async def _run(self, organization_id: uuid.UUID, turn_id: uuid.UUID) -> None:
        if self._draining or turn_id in self._turns:
            return
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        database = self._resources.database
        claimed = await claim(database, organization_id, turn_id, self.name)
        if claimed is None:
            return
        run = TurnRun(self._resources, organization_id, *claimed)
        self._turns[turn_id] = run
        if self._draining:
            # Since it was asked for: whoever drained saw no turn here.
            run.drain()
        try:
            await run.run()
        finally:
            del self._turns[turn_id]

    async def _listen(self, resources: Resources) -> None:
        """Stop must reach a running turn at once; the heartbeat sees it too, should Valkey be gone."""
        while True:
            try:
                async with resources.redis.pubsub() as control:
                    await control.psubscribe(control_channel("*"), connection_channel("*"))
                    while True:
                        message = await control.get_message(ignore_subscribe_messages=True, timeout=4.0)
                        if message is not None:
                            await self._obey(resources, str(message["channel"]))
            except RedisError as error:
                log.warning("control channel: %s; trying again", type(error).__name__)
                await asyncio.sleep(CONTROL_RETRY_SECONDS)

    async def _obey(self, resources: Resources, channel: str) -> None:
        kind, subject, _ = channel.split(":", 2)
        if kind == "connection":
            await resources.pool.forget(subject)
            return
        # Whatever else stands there is nobody's turn: a Valkey is shared, and its keys are anybody's words.
        for turn_id, run in self._turns.items():
            if str(turn_id) == subject:
                run.cancel()


async def _ended(tasks: set[Any]) -> None:
    """Cancel them until they are over: redis-py can take a cancellation for a lost connection, and go on."""
    deadline = asyncio.get_running_loop().time() + CLOSING_SECONDS
    while (left := {task for task in tasks if not task.done()}) and asyncio.get_running_loop().time() < deadline:
        for task in left:
            task.cancel()
        await asyncio.wait(left, timeout=CANCEL_SECONDS)


_runtime: Runtime | None = None
_making = threading.Lock()


def runtime() -> Runtime:
    """This process's engine, started on first use (never before a fork)."""
    global _runtime
    with _making:
        if _runtime is None:
            _runtime = Runtime()
        return _runtime


def wait_until_idle() -> None:
    """Returns when this process's engine runs no turn, or was not started."""
    if _runtime is not None:
        _runtime.wait_until_idle()


def drain() -> None:
    """Give this process's turns back, if its engine was started."""
    if _runtime is not None:
        _runtime.drain()
