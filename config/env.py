"""The only reader of the environment: typed settings of one process."""

import os
from pathlib import Path


def text(name: str, default: str = "") -> str:
    """The variable's value without surrounding blanks, or the default when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def number(name: str, default: int) -> int:
    """A whole number; raises ValueError that names the variable when it is something else."""
    value = text(name)
    if not value:
        return default
    try:
        return int(value)
    except ValueError as error:
        raise ValueError(f"{name} must be a whole number, not {value!r}") from error


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ValueError(f"{name} must be true or false, not {value!r}")


def words(name: str) -> list[str]:
    """A comma-separated list without blanks and empty items."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def home() -> Path:
    """Where the embedded run keeps its data (SWITCHBOARD_HOME, default `.local`)."""
    return Path(text("SWITCHBOARD_HOME", ".local")).expanduser().absolute()


def port() -> int:
    """The workspace's port (PORT, default 8000); the demo servers listen on the next one."""
    return number("PORT", 8000)


def public_url() -> str:
    """The one source of every absolute address, without a trailing slash (PUBLIC_URL)."""
    return text("PUBLIC_URL", f"http://localhost:{port()}").rstrip("/")


def celery_broker(redis_url: str) -> str:
    """kombu's spelling of a Redis address: it takes Unix sockets as redis+socket://."""
    if redis_url.startswith("unix://"):
        path, _, query = redis_url.removeprefix("unix://").partition("?")
        database = query.removeprefix("db=") if query.startswith("db=") else "0"
        return f"redis+socket://{path}?virtual_host={database}"
    return redis_url


def everything() -> dict[str, str]:
    """A copy of the whole environment, for the processes that the supervisor starts."""
    return dict(os.environ)
