"""A connection to Valkey that many ask at once, and that can say what changes (RESP3, CLIENT TRACKING)."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
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
Command = Sequence[str | int]
# What hears of the keys that have changed since they were read; None stands for all of them.
OnChange = Callable[[list[str] | None], None]


class _Asked:
    """Commands that were sent together, and the answers that have come."""

    __slots__ = ("_answers", "_count", "all_here")

    def __init__(self, count: int) -> None:
        self._answers: list[Any] = []
        self._count = count
        self.all_here: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()

    def take(self, said: Any) -> bool:
        """The next answer; whether it is the last."""
        self._answers.append(said)
        if len(self._answers) < self._count:
            return False
        if not self.all_here.done():
            refusal = next((each for each in self._answers if isinstance(each, ResponseError)), None)
            if refusal is None:
                self.all_here.set_result(self._answers)
            else:
                self.all_here.set_exception(refusal)
        return True

    def break_off(self) -> None:
        """No answer comes any more."""
        if not self.all_here.done():
            self.all_here.set_exception(ConnectionBroken())
            # Whoever has not sent all yet fails there, and asks no more for this.
            self.all_here.exception()


class Wire:
    """A connection until it breaks. Commands of several askers are answered in the order in which they were sent."""

    def __init__(self, connection: Connection, on_end: Callable[[], None]) -> None:
        self._connection, self._on_end = connection, on_end
        self._asked: deque[_Asked] = deque()
        self.has_ended = False
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._beat())]

    @classmethod
    async def connected(cls, on_change: OnChange | None, on_end: Callable[[], None]) -> "Wire":
        """A new one. Raises redis-py's errors, TooLate after SECONDS."""
        # Without a deadline of its own: a command leaves whole, and in the order in which its answer is waited for.
        pool: Any = loop_client(seconds=None, protocol=3).connection_pool  # untyped in redis-py
        connection: Any = pool.make_connection()
        try:
            async with asyncio.timeout(SECONDS):
                await connection.connect()
            wire = cls(connection, on_end)
            if on_change is not None:
                await wire._track(on_change)
        except TimeoutError:
            await connection.disconnect(nowait=True)
            raise TooLate from None
        return wire

    async def _track(self, on_change: OnChange) -> None:
        """Raises redis-py's errors; the wire has ended then."""
        parser: Any = self._connection._parser
        parser.set_invalidation_push_handler(_heard_by(on_change))
        try:
            await self.ask(("CLIENT", "TRACKING", "ON"))
        except BaseException:
            self._end()
            raise

    async def ask(self, *commands: Command) -> list[Any]:
        """The answers. The commands leave together, before this waits for anything.

        Raises redis-py's errors; whoever is not answered in time ends the connection for all.
        """
        if self.has_ended or not self._connection.is_connected:
            self._end()
            raise ConnectionBroken
        asked = _Asked(len(commands))
        self._asked.append(asked)
        try:
            async with asyncio.timeout(SECONDS):
                packed = self._connection.pack_commands(commands)
                await self._connection.send_packed_command(packed, check_health=False)
                return await asked.all_here
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
        if said is not _PUSHED and self._asked[0].take(said):
            self._asked.popleft()

    async def _beat(self) -> None:
        with suppress(RedisError):
            while True:
                await asyncio.sleep(BEAT_SECONDS)
                await self.ask(("PING",))

    def _end(self) -> None:
        if self.has_ended:
            return
        self.has_ended = True
        for task in self._tasks:
            if task is not asyncio.current_task():
                task.cancel()
        for asked in self._asked:
            asked.break_off()
        self._on_end()


def _heard_by(on_change: OnChange) -> Any:
    async def heard(push: list[Any]) -> object:
        on_change(push[1])
        return _PUSHED

    return heard


class Line:
    """Valkey for everybody on one loop: a wire that is made anew, for who asks next, when it broke."""

    def __init__(self, on_change: OnChange | None = None) -> None:
        """`on_change` hears of keys that were read over it and have changed since; of all when it broke."""
        self._on_change = on_change
        self._wire: Wire | None = None
        self._connecting: asyncio.Task[Wire] | None = None

    async def ask(self, *commands: Command) -> list[Any]:
        """The answers to commands that leave together. Raises RedisError.

        Once more over a new wire where the one that was there had broken: a restart of Valkey leaves such behind.
        """
        if wire := self._living():
            with suppress(ConnectionBroken):
                return await wire.ask(*commands)
        return await (await self._connected()).ask(*commands)

    async def aclose(self) -> None:
        """Close the connection."""
        if self._connecting is not None:
            await asyncio.gather(self._connecting, return_exceptions=True)
        if self._wire is not None:
            await self._wire.close()

    def _living(self) -> Wire | None:
        return None if self._wire is None or self._wire.has_ended else self._wire

    async def _connected(self) -> Wire:
        """One attempt for all who wait."""
        if wire := self._living():
            return wire
        if self._connecting is None:
            self._connecting = asyncio.create_task(self._connect())
        return await asyncio.shield(self._connecting)

    async def _connect(self) -> Wire:
        try:
            self._wire = await Wire.connected(self._on_change, self._lost)
            return self._wire
        except OSError as error:
            raise ConnectionBroken from error
        finally:
            self._connecting = None

    def _lost(self) -> None:
        if self._on_change is not None:
            self._on_change(None)
