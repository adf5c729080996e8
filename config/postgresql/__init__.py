"""The database backend: Django's, whose pool gets over connections that PostgreSQL dropped (base.py)."""

from config.postgresql.punctual import PunctualConnection

# How long one waits for a connection: then PostgreSQL is down, or full, and the person is told.
WAIT_SECONDS = 3.0
# The pool tries to connect when somebody begins to wait, so whoever waits begins anew this often.
TRY_AGAIN_SECONDS = 0.25
# For an address where nobody answers at all; PostgreSQL's client library knows nothing shorter than 2.
CONNECT_SECONDS = 3
# One connection that was not needed for so long is given back, then the next: each is a process of PostgreSQL's.
IDLE_SECONDS = 5.0
# `reconnect_timeout`: the pool itself gives up at once, and is not asleep when PostgreSQL is back.
POOL = {
    "min_size": 1,
    "timeout": TRY_AGAIN_SECONDS,
    "reconnect_timeout": 0,
    "max_idle": IDLE_SECONDS,
    "connection_class": PunctualConnection,
}
