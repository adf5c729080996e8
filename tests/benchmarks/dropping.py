"""A request right after PostgreSQL dropped the web process's idle connections."""

import asyncio
import statistics
import time

import httpx2
import psycopg

# What psycopg_pool's own look takes with five dead connections or more: it sleeps after each, until it gives up (10 s).
# The build before it was mended answered 500 after that long, whatever the machine: there is no contestant to measure.
# How many of them a burst opens depends on how long each request keeps its own; five were enough for the fault.
ENOUGH, LEAST, ROUNDS, BURSTS, AT_ONCE = 16, 5, 5, 10, 64
BEFORE_SECONDS = 10.0
# The engine's own connections are not the web's.
OURS = """pg_stat_activity WHERE datname = current_database() AND usename = current_user
    AND pid <> pg_backend_pid() AND application_name = ''"""


def after_a_drop(database_url: str, url: str, headers: dict[str, str]) -> dict[str, float]:
    """Median seconds of a request after all idle connections were dropped, and beside the old build's."""
    with (
        psycopg.connect(database_url, autocommit=True) as own,
        httpx2.Client(headers=headers, timeout=60, trust_env=False) as http,
    ):
        seconds = statistics.median(_after_one_drop(own, http, url) for _ in range(ROUNDS))
    return {"after_drop": seconds, "after_drop_x": seconds / BEFORE_SECONDS}


def _after_one_drop(own: "psycopg.Connection[tuple[int]]", http: httpx2.Client, url: str) -> float:
    for _ in range(BURSTS):
        asyncio.run(_burst(url, dict(http.headers)))
        if _count(own, f"SELECT count(*) FROM {OURS}") >= ENOUGH:
            break
    dropped = _count(own, f"SELECT count(pg_terminate_backend(pid, 5000)) FROM {OURS}")
    if dropped < LEAST:
        raise RuntimeError(f"only {dropped} connections were open")
    began = time.perf_counter()
    http.get(url).raise_for_status()
    return time.perf_counter() - began


def _count(own: "psycopg.Connection[tuple[int]]", query: str) -> int:
    row = own.execute(query).fetchone()
    return row[0] if row else 0


async def _burst(url: str, headers: dict[str, str]) -> None:
    """As many requests at once as make the pool grow."""
    async with httpx2.AsyncClient(headers=headers, timeout=60, trust_env=False) as http:
        await asyncio.gather(*[http.get(url) for _ in range(AT_ONCE)])
