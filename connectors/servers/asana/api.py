"""Requests to Asana's REST API, and its errors in plain words."""

import re
from collections.abc import Mapping
from typing import Any, NoReturn

from connectors.servers.api import Answer, Api, Query, Refused, cleaned

# A scope as Asana writes it, such as tasks:write or workspaces.typeahead:read.
_SCOPE = re.compile(r"\b[a-z][a-z_.]+:(?:read|write|delete)\b")


class Asana(Api):
    """Every payload is wrapped in `data`; records are compact unless fields are asked for by name."""

    async def one(self, path: str, fields: str, query: Query | None = None) -> dict[str, Any]:
        """One record with these fields."""
        record: dict[str, Any] = (await self.get(path, {"opt_fields": fields, **(query or {})}))["data"]
        return record

    async def page(self, path: str, fields: str, query: Query) -> tuple[list[dict[str, Any]], str]:
        """A page of records, and the offset of the next one; empty at the end."""
        answered = await self.get(path, {"opt_fields": fields, **query})
        following = answered.get("next_page") or {}
        return answered["data"], following.get("offset") or ""

    async def changed(self, method: str, path: str, fields: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """What Asana stored, with these fields."""
        answer = await self.ask(method, path, query={"opt_fields": fields}, body={"data": dict(data)})
        record: dict[str, Any] = answer.json()["data"]
        return record

    async def account(self) -> str:
        """The signed-in person's e-mail address."""
        me = await self.one("/users/me", "name,email")
        return cleaned(me.get("email")) or cleaned(me.get("name"))

    def refusal(self, answer: Answer) -> NoReturn:
        said = _words(answer)
        if answer.status == 403 and "scope" in said.lower():
            self.more_access(*sorted(set(_SCOPE.findall(said))))
        if answer.status == 402:
            raise Refused(
                "Asana searches tasks only for people with a paid plan, and this account has none here. "
                "list_tasks lists a person's or a project's tasks instead."
            )
        if answer.status == 404:
            raise Refused(f"Asana does not find that, or this account may not see it: {said}")
        if answer.status == 403:
            raise Refused(f"Asana does not let this account do that: {said}")
        raise Refused(f"Asana refused this ({answer.status}): {said}")


def _words(answer: Answer) -> str:
    """The messages of an answer; the spec's `help` is the same for all of them."""
    body = answer.json() if answer.kind == "application/json" else {}
    errors = body.get("errors") if isinstance(body, dict) else None
    said = [cleaned(each.get("message")) for each in errors or [] if isinstance(each, dict)]
    return "; ".join(each for each in said if each) or answer.words or "no reason was given."


asana = Asana()
