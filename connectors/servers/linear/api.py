"""Requests to Linear's GraphQL API, and its errors in plain words."""

import re
import time
from collections.abc import Mapping
from math import ceil
from typing import Any, NoReturn

from connectors.servers.api import Answer, Api, Refused, cleaned
from connectors.servers.linear.queries import VIEWER

# How Linear names a missing scope: "Invalid scope: `write` required", "Missing required Linear scope: issues:create".
_SCOPE = re.compile(r"scope:?\s+[`'\"]?([a-z][a-z:_-]+)", re.IGNORECASE)
_RESETS = ("x-ratelimit-requests-reset", "x-ratelimit-complexity-reset", "x-ratelimit-endpoint-requests-reset")
_AUTHENTICATION = ("AUTHENTICATION_ERROR", "authentication error")


class Linear(Api):
    """One address for all: a query only asks, a mutation changes."""

    async def query(self, document: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The data of a query."""
        answer = await self._sent_document(document, variables, changes=False)
        self._refuse_errors(answer)
        data: dict[str, Any] = answer.json()["data"]
        return data

    async def mutate(self, document: str, field: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """What a mutation's one field gives back. Raises Refused where Linear says that it did nothing.

        What was done may come with errors about what is shown of it: these do not undo it.
        """
        answer = await self._sent_document(document, variables, changes=True)
        body = answer.json()
        if not _was_done(body, field):
            self._refuse_errors(answer)
        done: dict[str, Any] = body["data"][field]
        if not done["success"]:
            raise Refused("Linear did not do this, and gave no reason.")
        return done

    async def account(self) -> str:
        """The signed-in person's e-mail address."""
        return cleaned((await self.query(VIEWER))["viewer"]["email"])

    def refusal(self, answer: Answer) -> NoReturn:
        # Errors of GraphQL come with status 400 too, and so does "too many requests".
        if answer.kind == "application/json":
            self._refuse_errors(answer)
        super().refusal(answer)

    async def _sent_document(self, document: str, variables: Mapping[str, Any] | None, *, changes: bool) -> Answer:
        return await self.ask("POST", "", body={"query": document, "variables": dict(variables or {})}, changes=changes)

    def _refuse_errors(self, answer: Answer) -> None:
        body = answer.json()
        errors = body.get("errors") if isinstance(body, dict) else None
        for error in errors if isinstance(errors, list) else []:
            more = error.get("extensions") or {}
            said = cleaned(error.get("message"))
            code = more.get("code") or more.get("type")
            if code in _AUTHENTICATION:
                self.sign_in_ended()
            if code == "RATELIMITED":
                self.slow_down(_seconds_to_reset(answer))
            if code in ("INTERNAL_SERVER_ERROR", "internal error"):
                # With status 200 or 400 too: a mutation may have happened.
                self._end(500, ())
            if "scope" in said.lower() and (named := _SCOPE.search(said)):
                self.more_access(named[1])
            raise Refused(f"Linear refused this: {cleaned(more.get('userPresentableMessage')) or said}")


def _was_done(body: Any, field: str) -> bool:
    data = body.get("data") if isinstance(body, dict) else None
    done = data.get(field) if isinstance(data, dict) else None
    return isinstance(done, dict) and done.get("success") is True


def _seconds_to_reset(answer: Answer) -> int | None:
    """How long to wait: the limits' resets are given in milliseconds since 1970, for those that have one."""
    given = [answer.headers.get(name, "") for name in _RESETS]
    left = [int(each[:16]) / 1000 - time.time() for each in given if each.isascii() and each.isdigit()]
    return max(0, ceil(min(left))) if left else None


linear = Linear()
