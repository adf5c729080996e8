"""A connection to Valkey that many ask at once, and that can say what changes (RESP3, CLIENT TRACKING)."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import hiredis
from redis.exceptions import ConnectionError as ConnectionBroken, RedisError, ResponseError, TimeoutError as TooLate

from conversations.events.stream import SECONDS, loop_client

# So often a connection on which nothing is said is asked whether it still works.
BEAT_SECONDS = 4.0
_NOT_ALL_HERE = object()
Command = tuple[str | int, ...]
# Its stub takes one word only.
_packed: Any = hiredis.pack_command
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
        """The next answer, a refusal too; whether it is the last."""
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


class Wire(asyncio.Protocol):
    """A connection until it breaks. Commands of several askers are answered in the order in which they were sent.

    redis-py connects and signs in; then bytes go straight to hiredis and back. A task, a reader and three deadlines for
    each answer took four times as long.
    """

    def __init__(self, connection: Any, on_change: OnChange | None, on_end: Callable[[], None]) -> None:
        """`connection` is redis-py's, whose commands were all answered: nothing waits in its own reader."""
        self._connection, self._on_change, self._on_end = connection, on_change, on_end
        self._answers = hiredis.Reader(
            replyError=ResponseError, encoding="utf-8", errors="replace", notEnoughData=_NOT_ALL_HERE
        )
        self._asked: deque[_Asked] = deque()
        self.has_ended = False
        self.gone = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport = connection._writer.transport
        self._transport.set_protocol(self)
        self._beating = asyncio.create_task(self._beat())
        if self._transport.is_closing() or connection._reader.at_eof():
            # It was redis-py that heard of the end; nobody says it again.
            self.gone.set_result(None)
            self._end()

    @classmethod
    async def connected(cls, on_change: OnChange | None, on_end: Callable[[], None]) -> "Wire":
        """A new one. Raises redis-py's errors, TooLate after SECONDS."""
        pool: Any = loop_client(protocol=3).connection_pool  # untyped in redis-py
        connection: Any = pool.make_connection()
        try:
            async with asyncio.timeout(SECONDS):
                await connection.connect()
            wire = cls(connection, on_change, on_end)
            if on_change is not None:
                await wire._track()
        except TimeoutError:
            await connection.disconnect(nowait=True)
            raise TooLate from None
        return wire

    async def _track(self) -> None:
        """Raises redis-py's errors; the wire has ended then."""
        try:
            await self.ask(("CLIENT", "TRACKING", "ON"))
        except BaseException:
            self._end()
            raise

    async def ask(self, *commands: Command) -> list[Any]:
        """The answers. The commands leave together, before this waits for anything.

        Raises redis-py's errors; whoever is not answered in time ends the connection for all.
        """
        if self.has_ended or self._transport.is_closing():
            self._end()
            raise ConnectionBroken
        asked = _Asked(len(commands))
        self._asked.append(asked)
        self._transport.write(b"".join(map(_packed, commands)))
        try:
            async with asyncio.timeout(SECONDS):
                return await asked.all_here
        except TimeoutError:
            self._end()
            raise TooLate from None

    def data_received(self, data: bytes) -> None:
        """Answers, for who asked first, and what changed. What is neither ends the connection."""
        try:
            self._answers.feed(data)
            while (said := self._answers.gets()) is not _NOT_ALL_HERE:
                self._hear(said)
        except (hiredis.HiredisError, IndexError):
            self._end()

    def _hear(self, said: Any) -> None:
        """IndexError when nobody asked."""
        if isinstance(said, hiredis.PushNotification):
            if self._on_change is not None and said[0] == "invalidate":
                self._on_change(said[1])
        elif self._asked[0].take(said):
            self._asked.popleft()

    def connection_lost(self, error: Exception | None) -> None:
        """Nobody is answered any more."""
        self._end()
        if not self.gone.done():
            self.gone.set_result(None)

    async def close(self) -> None:
        """End it."""
        self._end()
        await asyncio.gather(self._beating, self.gone, return_exceptions=True)

    async def _beat(self) -> None:
        with suppress(RedisError):
            while True:
                await asyncio.sleep(BEAT_SECONDS)
                await self.ask(("PING",))

    def _end(self) -> None:
        if self.has_ended:
            return
        self.has_ended = True
        self._beating.cancel()
        self._transport.abort()
        self._connection._close()  # closed already; or it would complain that it was not
        for asked in self._asked:
            asked.break_off()
        self._on_end()


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
