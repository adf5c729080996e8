"""What a killed worker held goes on at the next sweep where its death is certain, and never while it may live."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from conversations.engine.turn.presence import Presence, dead_workers
from conversations.engine.turn.runtime import Runtime
from conversations.engine.turn.sweep import queue_turns_of_the_dead, turns_to_poke
from conversations.models import Turn, TurnStatus
from tests.conversations.conftest import Desk

SCRIPT = """
import sys
from pathlib import Path
from conversations.engine.turn.presence import Presence
presence = Presence(Path(sys.argv[1]), sys.argv[2])
print("here", flush=True)
sys.stdin.read()
"""
Worker = subprocess.Popen[bytes]
Starts = Callable[[str], Worker]


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.SWITCHBOARD_HOME = tmp_path
    return tmp_path / "workers"


@pytest.fixture
def starts(folder: Path) -> Iterator[Starts]:
    """Starts a process that is present as a worker of this name."""
    running: list[Worker] = []

    def start(name: str) -> Worker:
        command = [sys.executable, "-c", SCRIPT, str(folder), name]
        running.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE))
        output = running[-1].stdout
        assert output is not None and output.readline() == b"here\n"
        return running[-1]

    yield start
    for worker in running:
        kill(worker)


def present(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def kill(worker: Worker) -> None:
    worker.kill()
    worker.wait()


def dead(folder: Path) -> list[str]:
    with dead_workers(folder) as names:
        return names


def held_by(desk: Desk, name: str) -> Turn:
    return desk.claim(desk.ask(), name)[0].turn


def test_a_worker_is_dead_once_however_it_ended(folder: Path, starts: Starts) -> None:
    worker = starts("worker-a")
    assert dead(folder) == []
    worker.send_signal(signal.SIGSTOP)
    assert dead(folder) == []
    kill(worker)
    assert (dead(folder), dead(folder), present(folder)) == (["worker-a"], [], [])


def test_only_one_of_two_who_look_at_once_is_told(folder: Path, starts: Starts) -> None:
    kill(starts("worker-a"))
    with dead_workers(folder) as first, dead_workers(folder) as second:
        assert (first, second) == (["worker-a"], [])


def test_a_death_is_told_again_when_what_it_means_could_not_be_done(folder: Path, starts: Starts) -> None:
    kill(starts("worker-a"))
    with pytest.raises(OSError, match="no database"), dead_workers(folder):
        raise OSError("no database")
    assert dead(folder) == ["worker-a"]


def test_nobody_is_dead_where_nothing_can_be_seen(tmp_path: Path) -> None:
    assert dead(tmp_path / "nowhere") == []
    (tmp_path / "file").write_text("")
    Presence(tmp_path / "file" / "workers", "worker-a").end()
    assert dead(tmp_path / "file" / "workers") == []
    (tmp_path / "workers" / "folder").mkdir(parents=True)
    (tmp_path / "workers" / ".worker-that-begins").write_text("")
    assert dead(tmp_path / "workers") == []


def test_a_worker_that_goes_in_order_leaves_nothing(folder: Path) -> None:
    presence = Presence(folder, "worker-a")
    assert present(folder) == ["worker-a"]
    presence.end()
    assert present(folder) == []


def test_the_turn_of_a_killed_worker_goes_on_at_the_next_sweep(desk: Desk, folder: Path, starts: Starts) -> None:
    worker = starts("worker-a")
    turn = held_by(desk, "worker-a")
    queue_turns_of_the_dead()
    assert (desk.again(turn).status, turns_to_poke()) == (TurnStatus.RUNNING, [])
    kill(worker)
    queue_turns_of_the_dead()
    assert turns_to_poke() == [(turn.organization_id, turn.id)]
    assert desk.claim(turn, "worker-b")[0].turn.status == TurnStatus.RUNNING


@pytest.mark.parametrize("holder", ["worker-b", "worker-of-another-machine"])
def test_the_turn_of_a_worker_that_may_live_is_left_alone(
    desk: Desk, folder: Path, starts: Starts, holder: str
) -> None:
    starts("worker-b")
    kill(starts("worker-a"))
    turn = held_by(desk, holder)
    queue_turns_of_the_dead()
    turn = desk.again(turn)
    assert (turn.status, turn.leased_by) == (TurnStatus.RUNNING, holder)


def test_what_is_over_or_waits_stays_so(desk: Desk, folder: Path, starts: Starts) -> None:
    kill(starts("worker-a"))
    turn = held_by(desk, "worker-a")
    desk.inside(lambda: Turn.objects.update(status=TurnStatus.WAITING_APPROVAL))
    queue_turns_of_the_dead()
    assert desk.again(turn).status == TurnStatus.WAITING_APPROVAL


def test_a_killed_worker_has_worked_for_as_long_as_it_was_heard_of(desk: Desk, folder: Path, starts: Starts) -> None:
    kill(starts("worker-a"))
    turn = held_by(desk, "worker-a")
    now = timezone.now()
    times = {"claimed_at": now - timedelta(minutes=5), "leased_until": now + timedelta(seconds=20)}
    desk.inside(lambda: Turn.objects.update(worked_ms=1000, **times))
    queue_turns_of_the_dead()
    assert desk.again(turn).worked_ms == 1000 + (300 - 10) * 1000


def test_an_engine_is_present_until_it_is_closed(folder: Path, transactional_db: None) -> None:
    runtime = Runtime()
    assert present(folder) == [runtime.name]
    assert dead(folder) == []
    runtime.close()
    assert present(folder) == []
