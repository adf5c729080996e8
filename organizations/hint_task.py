"""Celery tasks that are queued with one Valkey command; Celery's own `delay` costs a request two milliseconds.

The message is Celery's (its message protocol 2, in kombu's envelope for Redis), so any worker takes it;
tests/local/test_queue.py holds it against what Celery writes.
"""

import base64
import json
import uuid
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from celery import Task
from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ConnectionBroken
from redis.retry import Retry

NOTHING_FOLLOWS = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}


class HintTask(Task):  # type: ignore[misc]  # celery has no types
    """A task that takes ids, expires, and has no result."""

    def delay(self, *ids: str) -> None:
        """Put the task into the queue. Raises RedisError within a second when that fails."""
        queue = settings.CELERY_TASK_DEFAULT_QUEUE
        _client(settings.REDIS_URL).lpush(queue, message(self.name, ids, self.expires, queue))


@cache
def _client(url: str) -> "Redis":
    # Tried again only after a broken connection, not after a timeout.
    return Redis.from_url(url, retry=Retry(NoBackoff(), 1, (ConnectionBroken,)), **settings.VALKEY_DEADLINES)


def message(task: str, ids: tuple[str, ...], seconds: float, queue: str) -> str:
    """The message that a worker reads."""
    task_id = str(uuid.uuid4())
    headers: dict[str, Any] = {
        **{"lang": "py", "task": task, "id": task_id, "root_id": task_id, "parent_id": None, "group": None},
        **{"argsrepr": repr(ids), "kwargsrepr": "{}", "retries": 0, "timelimit": [None, None], "eta": None},
        **{"expires": (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(), "ignore_result": True},
    }
    properties = {
        **{"correlation_id": task_id, "reply_to": "", "delivery_mode": 2, "priority": 0, "body_encoding": "base64"},
        **{"delivery_tag": str(uuid.uuid4()), "delivery_info": {"exchange": "", "routing_key": queue}},
    }
    body = base64.b64encode(json.dumps([ids, {}, NOTHING_FOLLOWS]).encode()).decode()
    said = {"body": body, "content-encoding": "utf-8", "content-type": "application/json"}
    return json.dumps({**said, "headers": headers, "properties": properties})
