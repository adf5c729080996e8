"""What no worker holds although it should go on: read across organizations, worked on inside each."""

import fcntl
import logging
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from conversations.models import Approval, CallStatus, ToolCall, Turn, TurnStatus
from organizations.audit import Actor, record
from organizations.tenancy import everywhere, tenant

# Which workers of this machine are dead for certain: each holds a lock that the kernel drops however it ends.
#
# A process number proves nothing in containers, each of which counts anew. A file is seen only by who shares its
# folder, and a lock on it is held until its process is gone: where nothing can be proved nothing is concluded, and the
# lease has to run out. Should a file system ever forget a lock (some over a network do), the fence still keeps a living
# worker whose turn was taken from writing.

log = logging.getLogger(__name__)


class Presence:
    """One worker's lock, from its first claim on for as long as its process lives."""

    def __init__(self, folder: Path, name: str) -> None:
        """Show the worker of this name to those that share the folder; where that can't be, do without."""
        self._path = folder / name
        self._file: int | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = _locked_file(self._path)
        except OSError as error:
            log.info("after a kill, this worker's turns go on when their leases end (%s)", error)

    def end(self) -> None:
        """Go in order: nothing has to be concluded from this worker's absence."""
        if self._file is not None:
            self._path.unlink(missing_ok=True)
            os.close(self._file)
            self._file = None


def _locked_file(path: Path) -> int:
    """Locked before it can be seen, so that nobody takes a beginner for dead."""
    hidden = path.with_name(f".{path.name}")
    file = os.open(hidden, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    fcntl.flock(file, fcntl.LOCK_EX)
    hidden.rename(path)
    return file


@contextmanager
def dead_workers(folder: Path) -> Iterator[list[str]]:
    """Names of workers that died, for exactly one caller; forgotten after the block, unless it raises."""
    dead = dict(_unheld(folder))
    try:
        yield list(dead)
        for name in dead:
            (folder / name).unlink(missing_ok=True)
    finally:
        for file in dead.values():
            os.close(file)


def _unheld(folder: Path) -> Iterator[tuple[str, int]]:
    with suppress(OSError):
        for entry in os.scandir(folder):
            if not entry.name.startswith(".") and (file := _taken(entry.path)) is not None:
                yield entry.name, file


def _taken(path: str) -> int | None:
    try:
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        return None
    return file


MOST_AT_ONCE = 500
Ids = tuple[uuid.UUID, uuid.UUID]


def turns_to_poke() -> list[Ids]:
    """(organization, turn) of queued turns and of running ones whose lease ran out."""
    lapsed = Q(status=TurnStatus.RUNNING, leased_until__lt=Now())
    ids = _oldest(lapsed | Q(status=TurnStatus.QUEUED))
    connection.close()
    return ids


def queue_turns_of_the_dead() -> None:
    """What a worker held that certainly died goes on at once, and not only when its lease runs out."""
    with dead_workers(settings.SWITCHBOARD_HOME / "workers") as names:
        if not names:
            return
        held = sorted(_oldest(Q(status=TurnStatus.RUNNING)))
        for organization_id, ids in groupby(held, key=itemgetter(0)):
            with tenant(organization_id):
                queued = Turn.queue_what_died([turn_id for _, turn_id in ids], names)
            if queued:
                log.info("%d turns of killed workers go on", queued)


def _oldest(wanted: Q) -> list[Ids]:
    with everywhere("the sweeper"):
        found = Turn.objects.filter(wanted).order_by("created_at")
        return list(found.values_list("organization_id", "id")[:MOST_AT_ONCE])


def expired_approvals() -> list[Ids]:
    """(organization, turn) where a decision is overdue."""
    with everywhere("the sweeper"):
        overdue = Approval.objects.filter(decision="", expires_at__lte=timezone.now())
        waiting = overdue.filter(tool_call__status=CallStatus.AWAITING_APPROVAL)
        return list(waiting.values_list("organization_id", "tool_call__turn_id").distinct()[:MOST_AT_ONCE])


def expire_approvals(organization_id: uuid.UUID, turn_id: uuid.UUID) -> None:
    """Deny what nobody decided in time, and let the turn go on when nothing waits any more."""
    with tenant(organization_id):
        turn = Turn.objects.select_for_update(no_key=True).get(pk=turn_id)
        waiting = ToolCall.objects.filter(turn=turn, status=CallStatus.AWAITING_APPROVAL)
        for call in waiting.select_related("approval").filter(approval__expires_at__lte=timezone.now()):
            if call.approval.decide("expired"):
                call.move(CallStatus.EXPIRED, start=(CallStatus.AWAITING_APPROVAL,))
                record(actor=Actor.system(organization_id), action="approval.expired", subject=call)
        if not ToolCall.objects.filter(
            turn=turn, status__in=(CallStatus.AWAITING_APPROVAL, CallStatus.UNKNOWN)
        ).exists():
            turn.requeue()
