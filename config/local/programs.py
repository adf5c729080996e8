"""The processes of the product on one machine, and what each is told."""

import sys
from dataclasses import dataclass
from pathlib import Path

from config.local.locks import free_port
from config.local.program import Program
from config.local.settings import RunSettings

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
