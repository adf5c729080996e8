"""A connection to Valkey that many ask at once, and that says what changes (RESP3, CLIENT TRACKING)."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from math import inf
from typing import Any

from redis.asyncio import Connection
from redis.exceptions import ConnectionError as ConnectionBroken
from redis.exceptions import RedisError, ResponseError
from redis.exceptions import TimeoutError as TooLate

from conversations.events.stream import SECONDS, loop_client

# So often a connection on which nothing is said is asked whether it still works.
BEAT_SECONDS = 4.0
_PUSHED = object()


class Wire:
    """A connection until it breaks. Commands of several askers are answered in the order in which they were sent."""

    def __init__(self, connection: Connection, on_end: Callable[[], None]) -> None:
        self._connection, self._on_end = connection, on_end
        self._answers: deque[asyncio.Future[Any]] = deque()
        self.has_ended = False
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._beat())]

    @classmethod
    async def connected(cls, on_change: Callable[[list[str] | None], None], on_end: Callable[[], None]) -> "Wire":
        """A new one. `on_change` gets the keys that have changed since they were read, None for all.

        Raises redis-py's errors, TooLate after SECONDS.
        """
        # Without a deadline of its own: a command leaves whole, and in the order in which its answer is waited for.
        pool: Any = loop_client(seconds=None, protocol=3).connection_pool  # untyped in redis-py
        connection: Any = pool.make_connection()

        async def heard(push: list[Any]) -> object:
            on_change(push[1])
            return _PUSHED

        try:
            async with asyncio.timeout(SECONDS):
                await connection.connect()
            connection._parser.set_invalidation_push_handler(heard)
            wire = cls(connection, on_end)
            await wire.ask("CLIENT", "TRACKING", "ON")
        except TimeoutError:
            await connection.disconnect(nowait=True)
            raise TooLate from None
        return wire

    async def ask(self, *words: str | int) -> Any:
        """The answer. Raises redis-py's errors; whoever is not answered in time ends the connection for all."""
        if self.has_ended or not self._connection.is_connected:
            raise ConnectionBroken
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._answers.append(answer)
        try:
            async with asyncio.timeout(SECONDS):
                await self._connection.send_command(*words, check_health=False)
                return await answer
        except TimeoutError:
            self._end()
            raise TooLate from None

    async def close(self) -> None:
        """End it."""
        self._end()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _listen(self) -> None:
        try:
            with suppress(RedisError, OSError, IndexError):
                while True:
                    await self._hear()
        finally:
            self._end()
            await self._connection.disconnect(nowait=True)

    async def _hear(self) -> None:
        """The next answer, for who asked first. IndexError when nobody did."""
        try:
            said = await self._connection.read_response(timeout=inf, disconnect_on_error=False, push_request=True)
        except ResponseError as refusal:
            said = refusal
        if said is _PUSHED:
            return
        asked = self._answers.popleft()
        if asked.done():
            return
        if isinstance(said, ResponseError):
            asked.set_exception(said)
        else:
            asked.set_result(said)

    async def _beat(self) -> None:
        with suppress(RedisError):
            while True:
                await asyncio.sleep(BEAT_SECONDS)
                await self.ask("PING")

    def _end(self) -> None:
        if self.has_ended:
            return
        self.has_ended = True
        for task in self._tasks:
            if task is not asyncio.current_task():
                task.cancel()
        for answer in self._answers:
            if not answer.done():
                answer.set_exception(ConnectionBroken())
        self._on_end()
