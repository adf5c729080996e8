"""What a person may say about a run on one machine, read from the environment once."""

import os
from dataclasses import dataclass
from pathlib import Path

from config import env

# Each worker process takes about 100 MB; more than four are a server's business.
MOST_WORKERS = 4


class SettingsRefused(ValueError):
    """The environment asks for something that cannot run; the message says what to change."""


@dataclass(frozen=True)
class RunSettings:
    """The settings of `make run`."""

    home: Path
    port: int
    workers: int
    embedded_database: bool
    """Whether PostgreSQL is ours: then there are demo accounts and demo servers."""
    embedded_services: bool
    demo_model: bool
    """Whether no model is configured, so that rules answer."""
    environment: dict[str, str]

    @property
    def demo_servers_port(self) -> int:
        """The demo servers listen beside the workspace."""
        return self.port + 1

    @property
    def address(self) -> str:
        """Where a person finds the workspace."""
        return self.environment.get("PUBLIC_URL", f"http://localhost:{self.port}").rstrip("/")


def read_settings() -> RunSettings:
    """The settings of this process. Raises SettingsRefused with what to change."""
    try:
        port = env.port()
        workers = env.number("SWITCHBOARD_WORKERS", min(_cores(), MOST_WORKERS))
    except ValueError as error:
        raise SettingsRefused(str(error)) from error
    if not 1024 <= port < 65535:
        raise SettingsRefused(f"PORT must lie between 1024 and 65534, not {port}.")
    if env.text("DATABASE_URL") and not env.text("DATABASE_OWNER_URL"):
        raise SettingsRefused("Set DATABASE_OWNER_URL beside DATABASE_URL: migrations run as the owner's role.")
    if env.text("DATABASE_URL") and not env.text("DATABASE_OPERATOR_URL"):
        raise SettingsRefused(
            "Set DATABASE_OPERATOR_URL beside DATABASE_URL: the directory and /admin/ are written as the operators'"
            ' role (docs/operators.md, "Database roles").'
        )
    return RunSettings(
        home=env.home(),
        port=port,
        workers=workers,
        embedded_database=not env.text("DATABASE_URL"),
        embedded_services=not (env.text("DATABASE_URL") and env.text("REDIS_URL")),
        demo_model=not (env.text("ANTHROPIC_API_KEY") or env.text("ANTHROPIC_BASE_URL")),
        environment=_given_environment(),
    )


def _given_environment() -> dict[str, str]:
    # Set but empty means unset, as in a copied .env.example.
    given = {name: value for name, value in env.everything().items() if value.strip()}
    # Five processes import the product at once: without byte code a start takes twice as long.
    given.pop("PYTHONDONTWRITEBYTECODE", None)
    return given


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
