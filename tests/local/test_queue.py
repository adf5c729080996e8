"""What waits in the queue while no worker runs ends by itself, and a worker that lost the queue comes back soon."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from kombu import Connection
from kombu.exceptions import OperationalError
from redis import Redis

import connectors.accounts.tasks
import connectors.requests.tasks
import conversations.tasks
import organizations.tasks
from config.broker import PatientConnection
from config.celery import app
from connectors.accounts.tasks import purge_connection
from conversations.tasks import run_turn

MODULES = (connectors.accounts.tasks, connectors.requests.tasks, conversations.tasks, organizations.tasks)
BEAT = settings.CELERY_BEAT_SCHEDULE
# The clocks of two machines may differ by that much: what expires sooner could be over when it comes.
CLOCKS_DIFFER = 10


@pytest.fixture
def queue() -> Iterator[Connection]:
    """A broker in this process."""
    with Connection("memory://") as connection:
        yield connection
        connection.SimpleQueue(settings.CELERY_TASK_DEFAULT_QUEUE).clear()


def lives(queue: Connection, task: Any, *args: str, **options: Any) -> float:
    """How long the message of a task is good for, in seconds."""
    before = datetime.now(UTC)
    task.apply_async(args, connection=queue, **options)
    message = queue.SimpleQueue(settings.CELERY_TASK_DEFAULT_QUEUE).get_nowait()
    message.ack()
    expires = message.headers["expires"]
    assert expires is not None
    return (datetime.fromisoformat(expires) - before).total_seconds()


@pytest.mark.parametrize("name", BEAT)
def test_what_beat_sends_does_not_pile_up_while_no_worker_runs(queue: Connection, name: str) -> None:
    entry = BEAT[name]
    seconds = lives(queue, app.tasks[entry["task"]], **entry.get("options", {}))
    assert CLOCKS_DIFFER < seconds < 6.5 * entry["schedule"]


@pytest.mark.parametrize("task", [run_turn, purge_connection], ids=["a turn", "a purge"])
def test_a_hint_that_nobody_took_ends_because_a_sweep_finds_its_row(queue: Connection, task: Any) -> None:
    assert CLOCKS_DIFFER < lives(queue, task, "an organization", "a row") < 301


def test_every_task_of_ours_is_swept_or_expires() -> None:
    sent_by_beat = {entry["task"] for entry in BEAT.values()}
    ours = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}
    assert {task.__module__ for task in ours.values()} == {module.__name__ for module in MODULES}
    assert {name for name, task in ours.items() if task.expires is None} <= sent_by_beat


def test_a_sweep_and_a_hint_are_good_for_as_long_so_that_a_full_queue_starves_neither() -> None:
    assert BEAT["sweep-turns"]["options"]["expires"] == run_turn.expires


def test_who_lost_the_queue_asks_often_and_for_ever_whether_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kombu.utils.functional.sleep", lambda _: None)
    waits: list[float] = []
    connection = app.connection_for_read("redis://127.0.0.1:1/0")
    assert isinstance(connection, PatientConnection)
    with pytest.raises(OperationalError):
        connection.ensure_connection(lambda _, wait: waits.append(wait), 20)
    assert len(waits) >= 20
    assert max(waits) <= 2
    assert app.conf.broker_connection_max_retries is None


def test_what_was_taken_and_not_begun_is_in_the_workers_memory_alone_and_put_back_when_it_stops() -> None:
    name = f"queue-{uuid.uuid4()}"
    with app.connection_for_read() as connection, Redis.from_url(settings.REDIS_URL) as valkey:
        before = valkey.hlen("unacked")
        queue = connection.SimpleQueue(name)
        queue.put({"a": "hint"})
        queue.get(timeout=5)
        assert (valkey.hlen("unacked"), valkey.llen(name)) == (before, 0)
        queue.close()
        queue.channel.close()
        assert valkey.llen(name) == 1
        valkey.delete(name)


def test_a_hint_is_said_as_celery_says_it(queue: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    name, ids = f"queue-{uuid.uuid4()}", ("an organization", "a turn")
    run_turn.apply_async(ids, connection=queue)
    theirs = queue.SimpleQueue(settings.CELERY_TASK_DEFAULT_QUEUE).get_nowait()
    monkeypatch.setattr(settings, "CELERY_TASK_DEFAULT_QUEUE", name)
    run_turn.delay(*ids)
    with app.connection_for_read() as connection:
        ours = connection.SimpleQueue(name).get(timeout=5)
    for message in (theirs, ours):
        message.ack()
    assert ours.payload == theirs.payload
    assert (ours.content_type, ours.content_encoding) == (theirs.content_type, theirs.content_encoding)
    # What people read of a task, and what Celery adds for its own features.
    left_out = {"origin", "shadow", "group_index", "replaced_task_nesting", "stamped_headers", "stamps"}
    assert {*theirs.headers} - {*ours.headers} <= left_out
    same = {*ours.headers} - {"id", "root_id", "expires", "ignore_result"}
    assert {key: ours.headers[key] for key in same} == {key: theirs.headers[key] for key in same}
    soon = datetime.fromisoformat(ours.headers["expires"]) - datetime.now(UTC)
    assert CLOCKS_DIFFER < soon.total_seconds() <= run_turn.expires
