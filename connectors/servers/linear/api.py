"""Requests to Linear's GraphQL API, and its errors in plain words."""

import re
from collections.abc import Mapping
from typing import Any, NoReturn

from connectors.servers.api import Answer, Api, Refused, cleaned
from connectors.servers.linear.queries import VIEWER

# How Linear names a missing scope: "Missing required Linear scope: issues:create".
_SCOPE = re.compile(r"scope:?\s+`?([a-z][a-z:_-]+)`?", re.IGNORECASE)


class Linear(Api):
    """One address for all: a query only asks, a mutation changes."""

    async def query(self, document: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The data of a query."""
        return await self._asked(document, variables, changes=False)

    async def mutate(self, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The data of a mutation."""
        return await self._asked(document, variables, changes=True)

    async def account(self) -> str:
        """The signed-in person's e-mail address."""
        return cleaned((await self.query(VIEWER))["viewer"]["email"])

    def refusal(self, answer: Answer) -> NoReturn:
        # Errors of GraphQL come with status 400 too.
        body = answer.json() if answer.kind == "application/json" else {}
        self._refuse_errors(body.get("errors") if isinstance(body, dict) else None)
        super().refusal(answer)

    async def _asked(self, document: str, variables: Mapping[str, Any] | None, *, changes: bool) -> dict[str, Any]:
        body = await self.post("", {"query": document, "variables": dict(variables or {})}, changes=changes)
        self._refuse_errors(body.get("errors"))
        data: dict[str, Any] = body["data"]
        return data

    def _refuse_errors(self, errors: Any) -> None:
        for error in errors if isinstance(errors, list) else []:
            said, more = cleaned(error.get("message")), error.get("extensions") or {}
            if more.get("code") == "AUTHENTICATION_ERROR" or more.get("type") == "authentication error":
                self.sign_in_ended()
            if more.get("code") == "RATELIMITED":
                self.slow_down(None)
            if "scope" in said.lower() and (named := _SCOPE.search(said)):
                self.more_access(named[1])
            shown = cleaned(more.get("userPresentableMessage")) or said
            raise Refused(f"Linear refused this: {shown}")


linear = Linear()
