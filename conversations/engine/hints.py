"""From the queue to the engine: Celery's way of receiving `run_turn` in a worker.

Celery would hand the message to a thread of its pool, which waits for the engine's loop as long as the turn runs. Here
it goes straight to the loop. Nothing else of Celery is left out that a hint needs: it expires, it counts against the
worker's concurrency, and it is acknowledged when its turn begins. It is a hint: what is lost between the queue and the
claim is a queued turn, which the sweeper finds.
"""

import logging
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from conversations.engine.turn.runtime import runtime

log = logging.getLogger(__name__)
Receive = Callable[..., None]


def hand_over(task: Any, app: Any, consumer: Any, **_: Any) -> Receive:
    """Celery's strategy (`Task.Strategy`): what its consumer does with a message of this task."""
    at_most: int = consumer.pool.limit

    def receive(message: Any, body: Any, acknowledge: Callable[..., None], *_: Any) -> None:
        begun = partial(acknowledge, log, consumer.connection_errors)
        if _has_expired(message.headers.get("expires")):
            begun()
            return
        (organization_id, turn_id), *_rest = message.payload
        runtime().begin(uuid.UUID(organization_id), uuid.UUID(turn_id), at_most=at_most, begun=begun)

    return receive


def _has_expired(expires: str | None) -> bool:
    return expires is not None and datetime.fromisoformat(expires) <= datetime.now(UTC)
