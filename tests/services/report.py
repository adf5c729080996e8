"""What `make services` says at its end: a line for each service, from what the tests called.

Nothing has to be told to it: it sees each call of a built-in tool, and the requests that Prism and Linear's schema
found nothing wrong with. A tool counts when a call of it has succeeded. One that never did fails the run. The services'
own MCP servers have lines below: what they listed, and what of it our client called.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.services.remotes import MODULES, REMOTES, line_of

PEERS = "(peers, rules)"
WIDTH = 24


@dataclass
class Line:
    """What was seen of one service. `tools` are those that it offers: name to read or write."""

    tools: dict[str, str]
    called: set[str] = field(default_factory=set)
    ends: Counter[str] = field(default_factory=Counter)

    @property
    def missing(self) -> list[str]:
        """The tools that no call of succeeded."""
        return sorted(self.tools.keys() - self.called)

    def text(self, name: str, validated: int) -> str:
        """The line, and below it what is missing."""
        kinds = Counter(self.tools[tool] for tool in self.called & self.tools.keys())
        all_kinds = Counter(self.tools.values())
        parts = [f"{kinds[kind]} of {all_kinds[kind]} {kind}s" for kind in ("read", "write")] if self.tools else []
        parts += [f"{validated} requests validated"] if validated else []
        parts += [f"{self.ends['passed']} tests", f"{self.ends['failed']} failed", f"{self.ends['skipped']} skipped"]
        never = f"\n{'':<{WIDTH}}never exercised: {', '.join(self.missing)}" if self.missing else ""
        return f"{name:<{WIDTH}}{', '.join(parts)}{never}"


@dataclass
class RemoteLine(Line):
    """What was seen of a service's own MCP server, which may have many more tools than any test needs."""

    @property
    def missing(self) -> list[str]:
        """Where it was reached, one call has to have succeeded."""
        return [] if self.called or not self.tools else ["any"]

    def text(self, name: str, validated: int) -> str:
        """The line: the tools that it listed, and those that were called."""
        kinds = Counter(self.tools[tool] for tool in self.called & self.tools.keys())
        parts = [f"{len(self.tools)} tools listed", f"{kinds['read']} reads and {kinds['write']} writes exercised"]
        parts += [f"{self.ends['passed']} tests", f"{self.ends['failed']} failed", f"{self.ends['skipped']} skipped"]
        never = f"\n{'':<{WIDTH}}never exercised" if self.missing else ""
        return f"{name:<{WIDTH}}{', '.join(parts)}{never}"


class Report:
    """The plugin: it listens while tests run, and speaks at the end."""

    def __init__(self, is_whole: bool) -> None:
        self._is_whole = is_whole
        self.lines: dict[str, Line] = {}
        self._ends: dict[str, str] = {}
        self._of: dict[str, str] = {}
        self._patch = pytest.MonkeyPatch()

    def pytest_collection_finish(self) -> None:
        import anyio

        from connectors.mcp.builtin import BuiltinClient
        from connectors.servers import service_named, service_names

        self.lines = {name: Line(anyio.run(_offered, service_named(name))) for name in service_names()}
        by_service = {id(service_named(name)): self.lines[name] for name in self.lines}
        self.lines |= {line_of(service): RemoteLine({}) for service in dict.fromkeys(MODULES.values())}
        call_tool = BuiltinClient.call_tool

        async def heard(client: BuiltinClient, name: str, *arguments: Any, **options: Any) -> Any:
            outcome = await call_tool(client, name, *arguments, **options)
            if outcome.status == "succeeded":
                by_service[id(client._asking.service)].called.add(name)
            return outcome

        self._patch.setattr(BuiltinClient, "call_tool", heard)
        self._hear_remotes()

    def _hear_remotes(self) -> None:
        """A client of theirs knows no address, so that is noted when it is opened; ours have `heard` above."""
        from connectors.mcp.client import OwnSecrets, ToolClient

        made, call_tool, list_tools = OwnSecrets.__init__, ToolClient.call_tool, ToolClient.list_tools

        def making(secrets: OwnSecrets, server: Any, credential: Any) -> None:
            made(secrets, server, credential)
            if service := REMOTES.get(server.url):
                line = self.lines[line_of(service)]
                assert isinstance(line, RemoteLine)
                secrets.line = line  # type: ignore[attr-defined]

        async def called(client: ToolClient, name: str, *arguments: Any, **options: Any) -> Any:
            outcome = await call_tool(client, name, *arguments, **options)
            if outcome.status == "succeeded" and (line := getattr(client._secrets, "line", None)):
                line.called.add(name)
            return outcome

        async def listed(client: ToolClient, **options: Any) -> Any:
            listing = await list_tools(client, **options)
            if line := getattr(client._secrets, "line", None):
                line.tools |= {one.name: _kind(one.annotations) for one in listing.tools}
            return listing

        for owner, name, value in (
            (OwnSecrets, "__init__", making),
            (ToolClient, "call_tool", called),
            (ToolClient, "list_tools", listed),
        ):
            self._patch.setattr(owner, name, value)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        # A failure or a skip stays, whichever of setup, call and teardown said it.
        if self._ends.get(report.nodeid, "passed") == "passed":
            self._ends[report.nodeid] = report.outcome

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        from connectors.servers import service_names

        values = getattr(getattr(item, "callspec", None), "params", {}).values()
        given = {str(value).replace("-", "_") for value in values if isinstance(value, str)}
        file = item.path.stem.removeprefix("test_")
        if file in MODULES:
            self._of[item.nodeid] = line_of(MODULES[file])
            return
        for name in sorted(service_names(), key=len):
            if file == name or file.startswith(f"{name}_") or name in given:
                self._of[item.nodeid] = name

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self._patch.undo()
        for nodeid, end in self._ends.items():
            line = self.lines.setdefault(self._of.get(nodeid, PEERS), Line({}))
            line.ends[end] += 1
        if self._is_whole and session.exitstatus == 0 and any(line.missing for line in self.lines.values()):
            session.exitstatus = 1

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        from tests.services.validated import counts

        terminalreporter.section("services")
        for name, line in self.lines.items():
            terminalreporter.line(line.text(name, counts[name]), red=bool(line.missing or line.ends["failed"]))


async def _offered(service: Any) -> dict[str, str]:
    listed = await service.server.list_tools()
    return {tool.name: "read" if tool.annotations.read_only_hint else "write" for tool in listed}


def _kind(annotations: Mapping[str, Any]) -> str:
    return "read" if annotations.get("read_only_hint") else "write"
