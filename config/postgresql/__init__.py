"""The database backend: Django's, whose pool gets over connections that PostgreSQL dropped (base.py)."""

from typing import Any

from psycopg.conninfo import conninfo_to_dict

from config.postgresql.punctual import PunctualConnection

# The longest wait for a connection; after it, the person is told that PostgreSQL is unavailable.
WAIT_SECONDS = 3.0
# The pool connects only when a caller begins to wait, so callers begin anew this often.
TRY_AGAIN_SECONDS = 0.25
# For an address where nothing answers; 2 is the shortest that PostgreSQL's client library allows.
CONNECT_SECONDS = 3
# An unused connection is closed after so long, one at a time: each is a process of PostgreSQL's.
IDLE_SECONDS = 2.0
# Without a number psycopg prepares nothing, not even what `prepared_cursor` asks for; nothing else shall be prepared.
NEVER_BY_ITSELF = 2**31
# What is prepared, in functions too, finds rows by their ids: one plan serves all values. By itself PostgreSQL may plan
# each call anew, which takes longer than to run it.
ONE_PLAN = "-c plan_cache_mode=force_generic_plan"
# `reconnect_timeout`: the pool gives up at once, so it is not asleep when PostgreSQL is back.
POOL = {
    "min_size": 1,
    "timeout": TRY_AGAIN_SECONDS,
    "reconnect_timeout": 0,
    "max_idle": IDLE_SECONDS,
    "connection_class": PunctualConnection,
}


def database(url: str) -> dict[str, Any]:
    """Django's settings for a PostgreSQL address; raises psycopg.ProgrammingError on a malformed one."""
    parts = conninfo_to_dict(url)
    options = {key: value for key, value in parts.items() if key not in {"host", "port", "user", "password", "dbname"}}
    return {
        "ENGINE": "config.postgresql",
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "NAME": parts.get("dbname", ""),
        # Sixteen covers the request threads of one web process and the database threads of one worker.
        "OPTIONS": {
            "connect_timeout": CONNECT_SECONDS,
            "prepare_threshold": NEVER_BY_ITSELF,
            **options,
            "options": f"{options.get('options', '')} {ONE_PLAN}".strip(),
            "pool": {**POOL, "max_size": 16},
        },
    }


def without_pool(settings: dict[str, Any]) -> dict[str, Any]:
    """The same for a connection that is opened when it is needed, and not kept."""
    options = {key: value for key, value in settings["OPTIONS"].items() if key != "pool"}
    return {**settings, "OPTIONS": options, "CONN_MAX_AGE": 0}
