"""What no worker holds although it should go on: read across organizations, worked on inside each."""

import logging
import uuid
from itertools import groupby
from operator import itemgetter

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from conversations.engine.turn.presence import dead_workers
from conversations.models import Approval, CallStatus, ToolCall, Turn, TurnStatus
from organizations.audit import Actor, record
from organizations.tenancy import everywhere, tenant

log = logging.getLogger(__name__)

MOST_AT_ONCE = 500
WAITS = (CallStatus.AWAITING_CONNECTION, CallStatus.AWAITING_INPUT)
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
        running = sorted(_oldest(Q(status=TurnStatus.RUNNING)))
        for organization_id, ids in groupby(running, key=itemgetter(0)):
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


def overdue_waits() -> list[Ids]:
    """(organization, turn) where a call has waited for its account, or for an answer, for too long."""
    with everywhere("the sweeper"):
        overdue = ToolCall.objects.filter(status__in=WAITS, waits_until__lte=timezone.now())
        waiting = overdue.order_by("turn_id").values_list("organization_id", "turn_id").distinct()
        return list(waiting[:MOST_AT_ONCE])


def end_waits(organization_id: uuid.UUID, turn_id: uuid.UUID) -> None:
    """Let the turn go on: whoever claims it ends what has waited too long."""
    with tenant(organization_id):
        Turn.objects.get(pk=turn_id).requeue()


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
