"""What it costs to reach a server of ours in memory, beside the same tool of the demo tracker over loopback HTTP."""

import asyncio
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from connectors.demo.database import Database, Limit, Query, person_by_email
from connectors.demo.services import TRACKER, Site
from connectors.demo.tracker import issues
from connectors.mcp import (
    AuthorizationRequired,
    BuiltinClient,
    Credential,
    ServerAddress,
    ToolClient,
    builtin as in_memory,
    open_client,
)
from connectors.network import EgressPolicy, guarded_client
from connectors.oauth import ClientIdentity, check_callback, discover, exchange_code, register, start_authorization
from connectors.servers import Service
from connectors.servers.tools import Result, ToolServer
from tests.benchmarks.builds import ROOT, free_ports, plain_environment
from tests.benchmarks.machine import Others
from tests.benchmarks.peer_processes import process_of, wait_for

PERSON = "mia@acme.example"
SAMPLES, WARM = 300, 30
IDENTITY = ClientIdentity("Switchboard", "http://localhost:8000/oauth/callback", connector="bench")


class Issues(Result):
    """The tracker's own result, as a built-in server gives it."""

    issues: list[issues.Issue]
    total: int

    def text(self) -> str:
        return "\n".join(f"- {issue.key} {issue.title}" for issue in self.issues)


def figures(folder: Path, others: Others) -> dict[str, float]:
    """`builtin_reach_x`: what reaching adds, of the time over HTTP; `ten_services_mib`: what all services cost."""
    return asyncio.run(_reach(folder, others)) | {"ten_services_mib": _services_mib()}


async def _reach(folder: Path, others: Others) -> dict[str, float]:
    port = free_ports(1)
    base = f"http://127.0.0.1:{port}"
    with process_of("connectors.demo", "--port", str(port), "--home", str(folder)):
        wait_for(base)
        policy = EgressPolicy.parse(f"127.0.0.1:{port}")
        address = ServerAddress(Site(base).resource(TRACKER))
        token = await _token(address, policy)
        tool, service = _same_tool(folder)
        in_memory.service_named = {"bench": service}.__getitem__  # type: ignore[assignment]
        async with (
            open_client(address, credential=Credential.bearer(token), policy=policy) as http,
            open_client(ServerAddress(base, "bench"), policy=policy) as ours,
        ):
            assert isinstance(ours, BuiltinClient)
            ways = {"http": _called(http), "ours": _called(ours), "alone": tool}
            with others.watched():
                return _of_medians(await _by_turns(ways))


def _of_medians(seconds: dict[str, float]) -> dict[str, float]:
    added = seconds["ours"] - seconds["alone"]
    return {
        "tracker_over_http": seconds["http"],
        "builtin_reach": added,
        "builtin_reach_x": added / seconds["http"],
    }


async def _by_turns(ways: dict[str, Callable[[], Awaitable[object]]]) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(WARM + SAMPLES):
        for name, way in ways.items():
            began = time.perf_counter()
            await way()
            if number >= WARM:
                taken[name].append(time.perf_counter() - began)
    return {name: statistics.median(found) for name, found in taken.items()}


def _called(client: ToolClient) -> Callable[[], Awaitable[object]]:
    async def call() -> object:
        outcome = await client.call_tool("list_issues", {"query": "login"}, deadline_seconds=10)
        assert outcome.status == "succeeded", outcome
        return outcome

    return call


def _same_tool(folder: Path) -> tuple[Callable[[], Awaitable[Result]], Service]:
    """The tracker's list as a tool of ours over the same database."""
    database, server = Database(folder), ToolServer("bench")
    person = person_by_email(PERSON)
    assert person is not None

    @server.reads("List issues")
    async def list_issues(query: Query = "", limit: Limit = 25) -> Issues:
        """List the issues."""
        with database.reading() as connection:
            found, total = issues.find(connection, person, query=query, filters={}, limit=limit)
        return Issues(issues=found, total=total)

    async def account() -> str:
        return PERSON

    async def alone() -> Result:
        return await list_issues("login")

    return alone, Service(server, account)


async def _token(address: ServerAddress, policy: EgressPolicy) -> str:
    try:
        async with open_client(address, policy=policy):
            raise AssertionError("the tracker let a stranger in")
    except AuthorizationRequired as asked:
        challenges = asked.challenges
    async with guarded_client(policy) as client:
        server = await discover(client, address.url, challenges=challenges)
        pending = start_authorization(server, await register(client, server, IDENTITY), scope=None)
        page = await client.get((await client.get(pending.url)).headers["location"])
        request = re.search(r'name="request" value="([^"]+)"', page.text)
        assert request is not None
        form = {"request": request[1], "choice": "allow", "person": PERSON}
        answer = await client.post(str(page.url.join("/consent")), data=form)
        query = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
        code = check_callback(pending, query, path=urlsplit(pending.redirect_uri).path)
        return (await exchange_code(client, pending, code)).access_token


_LOADED = """
import gc, os, django, psutil
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
django.setup()
import conversations.engine.turn.runtime
from connectors.servers import service_named, service_names
rss = lambda: (gc.collect(), psutil.Process().memory_full_info().uss)[1] / 2**20
before = rss()
tools = sum(len(service_named(name).server._tool_manager.list_tools()) for name in service_names())
print(rss() - before, len(service_names()), tools)
"""


def _services_mib() -> float:
    """MiB of a worker's own memory that all services take, once each was used."""
    environment = {**os.environ, **plain_environment()}
    said = subprocess.run(
        [sys.executable, "-c", _LOADED], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return float(said.stdout.split()[0])
