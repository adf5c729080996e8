"""The whole run on one machine, from an empty folder to a workspace that answers."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.health_probe import answers_ok
from config.local.folders import SERVERS
from config.local.frontend import Building
from config.local.keys import load_keys
from config.local.locks import FileLock, accepts, free_port, is_free, is_held
from config.local.prepared import fingerprint, is_prepared
from config.local.program import Log, Program, log_tail
from config.local.services import EmbeddedServices
from config.local.settings import RunSettings
from config.local.stopping import Stopping
from config.local.supervisor import Supervisor

# The processes of the product on one machine, and what each is told.

REPOSITORY = Path(__file__).resolve().parents[2]
TURNS_AT_ONCE = 64
OPERATORS = "DATABASE_OPERATOR_URL"
OTHER_LOGINS = ("DATABASE_OWNER_URL", OPERATORS)


@dataclass(frozen=True)
class Plan:
    """What to run, and the ports that must answer before a person is told to come."""

    needed: list[Program]
    """Without these nothing works: they start first and have the processors for themselves."""
    rest: list[Program]
    ports: list[int]

    @property
    def programs(self) -> list[Program]:
        """All of them."""
        return [*self.needed, *self.rest]


def plan_programs(settings: RunSettings, addresses: dict[str, str]) -> Plan:
    """The programs of this run; `addresses` is the person's environment and where the services are."""
    environment = run_environment(settings, addresses)
    first_worker, *other_workers = _workers(settings)
    needed = [first_worker]
    rest = [*other_workers, _beat(settings)]
    ports = [settings.port]
    if settings.embedded_database:
        demo = ["connectors.demo", "--port", str(settings.demo_servers_port), "--home", str(settings.home)]
        needed.append(("demo-servers", demo))
        ports.append(settings.demo_servers_port)
    if settings.demo_model:
        port = free_port()
        environment["SWITCHBOARD_DEMO_MODEL_URL"] = f"http://127.0.0.1:{port}"
        needed.append(("demo-model", ["conversations.demo_model", "--port", str(port)]))
        ports.append(port)
    # Web alone has the operators' site: what gets into a worker finds no login that may write plans and listings.
    web = _programs([_web(settings)], {**environment, OPERATORS: addresses[OPERATORS]})
    return Plan([*web, *_programs(needed, environment)], _programs(rest, environment), ports)


def run_environment(settings: RunSettings, addresses: dict[str, str]) -> dict[str, str]:
    """What the processes are told: what the person set, and where everything is."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        **addresses,
        "SWITCHBOARD_HOME": str(settings.home),
        "PORT": str(settings.port),
        "PYTHONUNBUFFERED": "1",
        # Threads that come and go would each keep what they once had.
        "MALLOC_ARENA_MAX": "2",
    }
    # Web and worker live under the row-level-security policies and need not know the other logins' passwords.
    for other in OTHER_LOGINS:
        environment.pop(other, None)
    environment["SWITCHBOARD_EMBEDDED"] = "1" if settings.embedded_database else ""
    if settings.embedded_database:
        port = settings.demo_servers_port
        given = addresses.get("SWITCHBOARD_EGRESS_ALLOW", "")
        allowed = [f"127.0.0.1:{port}", f"localhost:{port}", given]
        environment["SWITCHBOARD_DEMO_SERVERS_URL"] = f"http://127.0.0.1:{port}"
        environment["SWITCHBOARD_EGRESS_ALLOW"] = ",".join(filter(None, allowed))
    return environment


def _programs(modules: list[tuple[str, list[str]]], environment: dict[str, str]) -> list[Program]:
    return [Program(name, [sys.executable, "-m", *module], environment, REPOSITORY) for name, module in modules]


def _web(settings: RunSettings) -> tuple[str, list[str]]:
    address = ["--host", "127.0.0.1", "--port", str(settings.port)]
    # Addresses can carry an authorization code: no access log. An open event stream may not hold up a stop.
    options = ["--no-access-log", "--no-proxy-headers", "--timeout-graceful-shutdown", "2"]
    return "web", ["uvicorn", "config.asgi:application", *address, *options]


def _workers(settings: RunSettings) -> list[tuple[str, list[str]]]:
    pool = ["-P", "threads", "-c", str(TURNS_AT_ONCE), "--loglevel", "INFO"]
    # Workers need not know of each other: the database's lease decides who does what.
    options = ["--without-gossip", "--without-mingle"]
    return [
        (
            f"worker-{number}",
            ["celery", "-A", "config", "worker", *pool, *options, "-n", f"worker-{number}@%h"],
        )
        for number in range(1, settings.workers + 1)
    ]


def _beat(settings: RunSettings) -> tuple[str, list[str]]:
    schedule = ["--schedule", str(settings.home / "beat-schedule"), "--pidfile="]
    return "beat", ["celery", "-A", "config.beat", "beat", *schedule, "--loglevel", "INFO"]


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


def run(settings: RunSettings, say: Say, stopping: Stopping) -> None:
    """Start everything, say where it is, and keep it running until it is asked to stop.

    Raises:
        KeyboardInterrupt: it was asked to stop, and has stopped.
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
        _supervise(settings, plan_programs(settings, addresses), say, stopping)


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


def _supervise(settings: RunSettings, plan: Plan, say: Say, stopping: Stopping) -> None:
    log = Log(settings.home / "log" / "switchboard.log")
    say(f"Starting the workspace (log: {log.path})")
    with Supervisor(log, say) as supervisor:
        supervisor.start(plan.needed)
        _wait_until_ready(settings, plan, supervisor, log, stopping)
        say(welcome(settings))
        supervisor.start(plan.rest)
        supervisor.run(stopping)
        stopping.check()


def _wait_until_ready(settings: RunSettings, plan: Plan, supervisor: Supervisor, log: Log, stopping: Stopping) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not (all(map(accepts, plan.ports)) and answers_ok(settings.port, settings.address)):
        failing = supervisor.dies_again_and_again()
        if failing or time.monotonic() > deadline:
            said = log_tail(log.path, about=failing or "")
            raise RunFailed(f"The workspace does not start. From {log.path}:\n{said}")
        stopping.check()
        supervisor.tend()
        time.sleep(LOOK_SECONDS)
