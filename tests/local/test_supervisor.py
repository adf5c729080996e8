"""The supervisor starts again what died and stops all only when told."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from config.local import supervisor as supervising
from config.local.locks import free_port
from config.local.program import Log, Program, log_tail
from config.local.services import REPOSITORY
from config.local.supervisor import Supervisor
from tests.local.conftest import eventually

STAYS = "import time; print('up', flush=True); time.sleep(60)"


def _program(name: str, script: str, folder: Path, stop_signal: str = "SIGTERM") -> Program:
    return Program(name, [sys.executable, "-c", script], {}, folder, stop_signal=stop_signal)


def _counts_starts(folder: Path, name: str, then: str) -> Program:
    """A program that adds a line with its process id to a file, and then does `then`."""
    script = f"import os, sys; open('{folder / name}', 'a').write(f'{{os.getpid()}}\\n'); {then}"
    return _program(name, script, folder)


def _starts(folder: Path, name: str) -> list[int]:
    path = folder / name
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def _tended(supervisor: Supervisor, holds: Callable[[], bool]) -> bool:
    def look() -> bool:
        supervisor.tend()
        return holds()

    return eventually(look)


def test_a_program_that_died_starts_again_and_the_others_stay(home: Path) -> None:
    said: list[str] = []
    programs = [
        _counts_starts(home, "dies", "sys.exit(3)"),
        _counts_starts(home, "stays", "import time; time.sleep(60)"),
    ]
    with Supervisor(Log(home / "log"), said.append) as supervisor:
        supervisor.start(programs)
        assert _tended(supervisor, lambda: len(_starts(home, "dies")) >= 3)
    assert len(_starts(home, "stays")) == 1
    assert said[0].startswith("dies stopped (exit code 3); starting it again")


def test_a_program_that_was_killed_starts_again(home: Path) -> None:
    said: list[str] = []
    program = _counts_starts(home, "victim", "import time; time.sleep(60)")
    with Supervisor(Log(home / "log"), said.append) as supervisor:
        supervisor.start([program])
        assert _tended(supervisor, lambda: len(_starts(home, "victim")) == 1)
        os.kill(_starts(home, "victim")[0], signal.SIGKILL)
        assert _tended(supervisor, lambda: len(_starts(home, "victim")) == 2)
    assert "SIGKILL" in said[0]


def test_a_program_that_dies_at_every_start_is_tried_less_and_less(home: Path) -> None:
    script = f"import time; open('{home / 'times'}', 'a').write(f'{{time.monotonic_ns()}}\\n')"
    with Supervisor(Log(home / "log"), lambda _: None) as supervisor:
        supervisor.start([_program("dies", script, home)])
        assert _tended(supervisor, lambda: len(_starts(home, "times")) >= 3)
    first, second, third = _starts(home, "times")[:3]
    assert second - first >= 0.2e9
    assert third - second >= 0.4e9


def test_all_stop_with_their_own_signal(home: Path) -> None:
    script = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGINT, lambda *_: (print('asked', flush=True), sys.exit(0)))\n"
        "print('up', flush=True)\n"
        "time.sleep(60)\n"
    )
    log = Log(home / "log")
    with Supervisor(log, lambda _: None) as supervisor:
        supervisor.start([_program("polite", script, home, "SIGINT")])
        assert eventually(lambda: "polite | up" in log_tail(log.path))
    assert eventually(lambda: "polite | asked" in log_tail(log.path))


def test_who_does_not_stop_is_killed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervising, "STOP_SECONDS", 0.2)
    script = (
        "import os, signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('up', os.getpid(), flush=True)\n"
        "time.sleep(60)\n"
    )
    log = Log(home / "log")
    with Supervisor(log, lambda _: None) as supervisor:
        supervisor.start([_program("deaf", script, home)])
        assert eventually(lambda: "deaf | up" in log_tail(log.path))
    assert not _lives(int(log_tail(log.path).split()[-1]))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process of its parent's death")
def test_a_killed_supervisor_takes_its_programs_along(home: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from config.local.program import Log\n"
        "from config.local.program import Program\n"
        "from config.local.stopping import Stopping\n"
        "from config.local.supervisor import Supervisor\n"
        "home = Path(sys.argv[1])\n"
        "program = Program('stays', [sys.executable, '-c', sys.argv[2]], {}, home)\n"
        "with Supervisor(Log(home / 'log'), print) as supervisor:\n"
        "    supervisor.start([program])\n"
        "    supervisor.run(Stopping())\n"
    )
    child = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    log = home / "log"
    with subprocess.Popen([sys.executable, "-c", script, str(home), child], cwd=REPOSITORY) as run:
        assert eventually(lambda: log.exists() and "stays | " in log.read_text())
        run.kill()
    pid = int(log.read_text().split()[-1])
    assert eventually(lambda: not _lives(pid))


# The whole of `make run` around one program, interrupted in the fork that starts it. What `os.register_at_fork` runs
# may not raise: Python prints that and goes on. So does a finalizer.
INTERRUPTED = """
import contextlib, os, signal, sys
from pathlib import Path
import config.local.__main__ as entry
from config.local import run as running
from config.local.program import Program
sent = []
def interrupt():
    if not sent:
        sent.append(True)
        os.kill(os.getpid(), signal.SIGINT)
class Built(contextlib.nullcontext):
    def finish(self):
        pass
def plan(settings, addresses):
    os.register_at_fork(after_in_parent=interrupt)
    program = Program("stays", [sys.executable, "-c", "import time; time.sleep(60)"], {}, settings.home)
    return running.Plan([program], [], []) if sys.argv[1] == "needed" else running.Plan([], [program], [])
running.Building = lambda *_: Built(Built())
running.services_of = lambda *_: contextlib.nullcontext({})
running.prepare_database = lambda *_: None
running.plan_programs = plan
running.answers_ok = lambda *_: sys.argv[1] == "rest"
sys.exit(entry.main())
"""


@pytest.mark.parametrize("which", ["needed", "rest"])
def test_a_stop_that_comes_while_a_program_is_started_is_not_lost(home: Path, which: str) -> None:
    """A Ctrl-C in the millisecond of a fork was: the product went on, and took no other."""
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, which],
        cwd=REPOSITORY,
        env={**os.environ, "SWITCHBOARD_HOME": str(home), "PORT": str(free_port())},
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert "Exception ignored" in done.stderr, "it was not the moment that this is about"
    assert (done.returncode, done.stdout.splitlines()[-2:]) == (0, ["Stopping …", "Stopped."])


def test_a_stop_is_not_lost_where_it_interrupts_what_is_being_said(home: Path) -> None:
    script = (
        "import os, signal, sys\n"
        "from config.local.stopping import Stopping\n"
        "Stopping().by_signal()\n"
        "class Screen:\n"
        "    def fileno(self): return 1\n"
        "    def write(self, text): os.kill(os.getpid(), signal.SIGINT)\n"
        "    def flush(self): pass\n"
        "sys.stdout = Screen()\n"
        "try:\n"
        "    print('up')\n"
        "except KeyboardInterrupt:\n"
        "    os._exit(3)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, timeout=20)
    assert (done.returncode, done.stdout.decode()) == (3, "\nStopping …\n")


def test_the_log_never_grows_past_its_cap(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.local.program.FILE_BYTES", 2000)
    log = Log(home / "log")
    for number in range(200):
        log.write("worker", f"line {number}")
    assert sum(path.stat().st_size for path in home.glob("log*")) <= 4000
    assert log_tail(log.path, 1).endswith("worker | line 199")


def test_the_log_is_private(home: Path) -> None:
    assert Log(home / "log").path.stat().st_mode & 0o777 == 0o600


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
