"""Sets the stage over HTTP, as a person would: a token, connectors whose tools run unasked, conversations."""

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx2

from tests.benchmarks.rows import switch_on_as_in

# The demo account that every local run has: the primary owner of an organization on the team plan.
EMAIL, PASSWORD, ORGANIZATION = "ada@acme.example", "switchboard-demo", "acme"
AT_ONCE = 8


@dataclass(frozen=True)
class ConnectedServer:
    """A connector with the member's own account at it."""

    connector: str
    connection: str


def new_token(origin: str) -> str:
    """A personal access token of the demo account."""
    with httpx2.Client(base_url=origin, timeout=30, trust_env=False) as browser:
        browser.get("/_allauth/browser/v1/config").raise_for_status()
        sign_in = {"email": EMAIL, "password": PASSWORD}
        _post(browser, "/_allauth/browser/v1/auth/login", sign_in)
        return str(_post(browser, "/api/v1/me/tokens", {"name": "bench"})["token"])


def _post(browser: httpx2.Client, path: str, body: dict[str, Any]) -> Any:
    token = next(value for name, value in browser.cookies.items() if name.startswith("csrftoken"))
    origin = str(browser.base_url).rstrip("/")
    headers = {"X-CSRFToken": token, "Origin": origin, "Referer": f"{origin}/"}
    return _answer(browser.post(path, json=body, headers=headers))


class Stage:
    """The organization in one build, and what is made in it."""

    def __init__(self, origin: str, superuser_url: str) -> None:
        self._superuser_url = superuser_url
        self.base = f"{origin}/api/v1/organizations/{ORGANIZATION}"
        self.headers = {"Authorization": f"Bearer {new_token(origin)}"}

    def connect(self, name: str, url: str, *, level: str = "allow", each_tool: bool = True) -> ConnectedServer:
        """Add a server, connect to it, and choose the level of its tools, all together and each by its name."""
        with httpx2.Client(headers=self.headers, timeout=60, trust_env=False) as http:
            made = _answer(http.post(f"{self.base}/connectors", json={"name": name, "url": url}))
            address = f"{self.base}/connectors/{made['id']}"
            connection = _answer(http.post(f"{address}/connections", json={}))
            names = [tool["name"] for tool in made["tools"]] if each_tool else []
            for tool in ("*", *names):
                change = {"policy": level, "scope": "member"}
                _answer(http.patch(f"{address}/tools/{tool}", json=change))
            return ConnectedServer(made["id"], connection["id"])

    def conversations(self, count: int, *servers: ConnectedServer) -> list[str]:
        """Ids of that many new conversations in which these are on.

        The switches of the first are made over HTTP and those of the others are copies: a switch takes the
        product too long for hundreds.
        """
        first, *others = asyncio.run(self._conversations(count, servers))
        switch_on_as_in(self._superuser_url, first, others)
        return [first, *others]

    async def _conversations(self, count: int, servers: tuple[ConnectedServer, ...]) -> list[str]:
        gate = asyncio.Semaphore(AT_ONCE)

        async def empty() -> str:
            async with gate:
                return await self.conversation(http)

        async with httpx2.AsyncClient(headers=self.headers, timeout=60, trust_env=False) as http:
            first = await self.conversation(http, *servers)
            return [first, *await asyncio.gather(*(empty() for _ in range(count - 1)))]

    async def conversation(self, http: httpx2.AsyncClient, *servers: ConnectedServer) -> str:
        """A new conversation in which these are on: one request for it, and one for each switch."""
        row = _answer(await http.post(f"{self.base}/conversations", json={}))
        address = f"{self.base}/conversations/{row['id']}/connectors"
        for server in servers:
            switch = {"enabled": True, "connection": server.connection}
            _answer(await http.put(f"{address}/{server.connector}", json=switch))
        return str(row["id"])


def _answer(response: httpx2.Response) -> Any:
    if response.is_error:
        raise RuntimeError(f"{response.request.method} {response.url}: {response.status_code} {response.text[:500]}")
    return response.json()
