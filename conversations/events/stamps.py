"""Asks for all open streams at once whether anything has changed that a look would read (sql/stream_stamps.sql)."""

import asyncio
import json
import logging
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, connections

from organizations.tenancy import call_function_in_tenant

log = logging.getLogger(__name__)
# Who asks within this time is asked for together.
GATHER_SECONDS = 0.005


@dataclass(frozen=True, slots=True)
class StreamReader:
    """Who reads which turn's events: by a session or by a token."""

    organization_id: uuid.UUID
    turn_id: uuid.UUID
    session_key: str | None
    token_hash: str | None


Stamps = Mapping[StreamReader, str]


class StampsOfStreams:
    """Gathers those who ask at the same time: one statement for each organization, inside its tenant."""

    def __init__(self, threads: Executor) -> None:
        self._threads = threads
        self._asked: asyncio.Future[Stamps | None] | None = None
        self._readers: set[StreamReader] = set()

    async def of(self, reader: StreamReader) -> str | None:
        """The stamp now, None when PostgreSQL does not answer."""
        self._readers.add(reader)
        if self._asked is None:
            self._asked = asyncio.ensure_future(self._ask())
        # Shared: whoever leaves takes nobody else's answer away.
        stamps = await asyncio.shield(self._asked)
        return None if stamps is None else stamps[reader]

    async def _ask(self) -> Stamps | None:
        await asyncio.sleep(GATHER_SECONDS)
        readers, self._readers, self._asked = self._readers, set(), None
        return await asyncio.get_running_loop().run_in_executor(self._threads, stamps_of, readers)


def stamps_of(readers: Iterable[StreamReader]) -> Stamps | None:
    """The stamp of each, None when PostgreSQL does not answer."""
    by_organization = defaultdict(list)
    for reader in readers:
        by_organization[reader.organization_id].append(reader)
    found: dict[StreamReader, str] = {}
    try:
        for organization_id, its_readers in by_organization.items():
            (stamps,) = call_function_in_tenant(
                organization_id, "stream_stamps", json.dumps([*map(_named, its_readers)])
            )
            found |= zip(its_readers, json.loads(stamps), strict=True)
    except (OperationalError, InterfaceError) as error:
        log.warning("streams end: PostgreSQL does not answer (%s)", type(error).__name__)
        return None
    finally:
        connections.close_all()
    return found


def _named(reader: StreamReader) -> dict[str, str | None]:
    return {"turn": str(reader.turn_id), "session": reader.session_key, "token": reader.token_hash}
