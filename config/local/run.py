"""The whole run on one machine, from an empty folder to a workspace that answers."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from config.health_probe import answers_ok
from config.local.folders import SERVERS
from config.local.frontend import Building
from config.local.keys import load_keys
from config.local.locks import FileLock, accepts, is_free, is_held
from config.local.prepared import fingerprint, is_prepared
from config.local.program import Log, log_tail
from config.local.programs import OTHER_LOGINS, REPOSITORY, Plan, plan_programs, run_environment
from config.local.services import EmbeddedServices
from config.local.settings import RunSettings
from config.local.supervisor import Supervisor

# The words that a person sees when the workspace is up.

PASSWORD = "switchboard-demo"
DEMO_ACCOUNTS = (
    ("ada@acme.example", "primary owner of Acme"),
    ("mia@acme.example", "member of Acme"),
    ("gus@globex.example", "primary owner of Globex"),
    ("finn@example.com", "personal, free plan"),
)


def welcome(settings: RunSettings) -> str:
    """Where the workspace is, who may sign in on the embedded database, and who answers."""
    lines = [f"Switchboard is running at {settings.address}"]
    if settings.embedded_database:
        lines += [f"Demo accounts, password {PASSWORD}:"]
        lines += [f"  {email:<20} {who}" for email, who in DEMO_ACCOUNTS]
    lines += ["`make operator EMAIL=you@example.com` makes somebody an operator, who may open /admin/."]
    if settings.demo_model:
        lines += ["The demo model answers (rules, not an LLM) until you set ANTHROPIC_API_KEY."]
    return "\n".join([*lines, "Ctrl-C stops it."])


READY_SECONDS = 90.0
PREPARE_SECONDS = 300.0
LOOK_SECONDS = 0.2

Say = Callable[[str], None]


class RunFailed(RuntimeError):
    """The workspace could not be started; the message says what to do."""


def run(settings: RunSettings, say: Say) -> None:
    """Start everything, say where it is, and keep it running until KeyboardInterrupt.

    Raises:
        RunFailed, ServicesFailed, ProgramMissing, BuildFailed: with a message for a person.
    """
    _check_ports(settings)
    for folder in (settings.home, settings.home / "static"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        _only_run(settings),
        Building(settings.home / "log", say) as building,
        services_of(settings, say) as addresses,
    ):
        prepare_database(settings, addresses, say)
        building.finish()
        _supervise(settings, plan_programs(settings, addresses), say)


def _check_ports(settings: RunSettings) -> None:
    wanted = [settings.port, *([settings.demo_servers_port] if settings.embedded_database else [])]
    for port in wanted:
        if not is_free(port):
            raise RunFailed(f"Port {port} is taken. Choose another: `make run PORT=8100`.")


@contextmanager
def _only_run(settings: RunSettings) -> Iterator[None]:
    path = settings.home / "run.lock"
    if is_held(path):
        raise RunFailed(f"Switchboard runs already on {settings.home}. Choose another SWITCHBOARD_HOME.")
    lock = FileLock(path)
    lock.hold()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def services_of(settings: RunSettings, say: Say) -> Iterator[dict[str, str]]:
    """The run's environment, while its servers are there: its own, which others may share, or the person's."""
    if not settings.embedded_services:
        yield {**load_keys(settings.home).environment(), **settings.environment}
        return
    say(f"Starting PostgreSQL and Valkey in {settings.home}")
    services = EmbeddedServices(settings.home)
    try:
        yield {**services.start(), **settings.environment}
    finally:
        services.stop()


def prepare_database(settings: RunSettings, addresses: dict[str, str], say: Say) -> None:
    """Bring the database up to date where it is not; raises RunFailed."""
    environment = run_environment(settings, addresses)
    wanted = fingerprint(environment)
    # Beside the data, so that it goes with them. Nobody else changes the embedded database.
    stamp = settings.home / SERVERS / "prepared"
    if settings.embedded_database and is_prepared(stamp, wanted):
        return
    say(f"Preparing the database{', the directory and the demo' if settings.embedded_database else ''}")
    _run_preparation(settings, {**environment, **{login: addresses[login] for login in OTHER_LOGINS}})
    if settings.embedded_database:
        stamp.write_text(wanted)


def _run_preparation(settings: RunSettings, environment: dict[str, str]) -> None:
    demo = ["--demo"] if settings.embedded_database else []
    done = subprocess.run(
        [sys.executable, "-m", "config.local.prepare", *demo],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PREPARE_SECONDS,
    )
    if done.returncode:
        raise RunFailed(f"The database could not be prepared:\n{(done.stdout + done.stderr)[-4000:]}")


def _supervise(settings: RunSettings, plan: Plan, say: Say) -> None:
    log = Log(settings.home / "log" / "switchboard.log")
    say(f"Starting the workspace (log: {log.path})")
    with Supervisor(log, say) as supervisor:
        supervisor.start(plan.needed)
        _wait_until_ready(settings, plan, supervisor, log)
        say(welcome(settings))
        supervisor.start(plan.rest)
        supervisor.run(threading.Event())


def _wait_until_ready(settings: RunSettings, plan: Plan, supervisor: Supervisor, log: Log) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not (all(map(accepts, plan.ports)) and answers_ok(settings.port, settings.address)):
        failing = supervisor.dies_again_and_again()
        if failing or time.monotonic() > deadline:
            said = log_tail(log.path, about=failing or "")
            raise RunFailed(f"The workspace does not start. From {log.path}:\n{said}")
        supervisor.tend()
        time.sleep(LOOK_SECONDS)
