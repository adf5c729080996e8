"""Requests to Notion's REST API, and its errors in plain words."""

from collections.abc import Mapping
from typing import Any, NoReturn

from connectors.servers.api import Answer, Api, Refused, cleaned

# The version with pages as Markdown; a newer one changes what is answered only once this line changes.
VERSION = "2026-03-11"


class Notion(Api):
    """What a connection may see is what the person shared with it; there are no scopes."""

    headers: Mapping[str, str] = {"accept": "application/json", "notion-version": VERSION}

    async def record(self, path: str, **query: str | int) -> dict[str, Any]:
        """A GET's answer, with numbers exactly as they are written."""
        answered: dict[str, Any] = (await self.ask("GET", path, query=query)).json(exact=True)
        return answered

    async def asked(self, path: str, body: Any) -> dict[str, Any]:
        """The answer to a POST that only asks."""
        answered: dict[str, Any] = (await self.ask("POST", path, body=body, changes=False)).json(exact=True)
        return answered

    async def changed(self, method: str, path: str, body: Any) -> dict[str, Any]:
        """What Notion stored."""
        answered: dict[str, Any] = (await self.ask(method, path, body=body)).json(exact=True)
        return answered

    async def account(self) -> str:
        """The person who connected, with the workspace: a connection is for one."""
        me = await self.record("/users/me")
        bot = me.get("bot") or {}
        person = (bot.get("owner") or {}).get("user") or me
        address = cleaned((person.get("person") or {}).get("email")) or cleaned(person.get("name"))
        workspace = cleaned(bot.get("workspace_name"))
        return f"{address} ({workspace})" if workspace else address

    def refusal(self, answer: Answer) -> NoReturn:
        body = answer.json() if answer.kind == "application/json" else {}
        said = cleaned(body.get("message")) if isinstance(body, dict) else ""
        said = said or answer.words or "no reason was given."
        if answer.status == 404:
            raise Refused(
                "Notion does not find that, or it was not shared with this connection. The person shares a page in "
                f"Notion: its menu, then Connections. Notion says: {said}"
            )
        if answer.status == 403:
            raise Refused(
                "This connection may not do that: its capabilities are set where it was made in Notion "
                f"(read, update, insert, comment). Notion says: {said}"
            )
        if answer.status == 409:
            raise Refused(f"Somebody changed this at the same moment, so nothing was done: try again. {said}")
        raise Refused(f"Notion refused this ({answer.status}): {said}")


notion = Notion()
