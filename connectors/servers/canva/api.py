"""Requests to Canva's Connect API, its errors in plain words, and its jobs."""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Any, NoReturn

import anyio
from mcp.server.mcpserver import Context
from pydantic import Field

from connectors.servers.api import Answer, Api, Refused, cleaned
from connectors.servers.tools import ToolServer
from connectors.servers.wire import current_call
from organizations.text import clean_text

SERVER = ToolServer("canva", title="Canva")

# Ids in Canva's description; job ids look the same.
ID = r"^[a-zA-Z0-9_-]{1,50}$"
DesignId = Annotated[str, Field(description="A design's id, such as DAFVztcvd9z.", pattern=ID)]
JobId = Annotated[str, Field(description="The job's id, from the tool that started it.", pattern=ID)]

_SCOPE = re.compile(r"[a-z]+(?::[a-z]+)+")
_ENDED = frozenset({"invalid_access_token", "revoked_access_token"})
# What a code means where Canva's own words do not say what to do.
_MEANS = {
    "license_required": "The design has premium elements, which need another Canva plan or have to be bought.",
    "quota_exceeded": "The account's storage or quota at Canva is used up.",
    "too_many_comments": "The design has as many comments as Canva allows (1000).",
    "too_many_replies": "The thread has as many replies as Canva allows (100).",
}

# Looks at a job after so many seconds, then ever less often. A job that takes longer goes on at Canva.
PAUSES = (0.5, 1.0, 2.0, 3.0, 5.0)
LONGEST_WAIT = 90.0
# Left for the answer when the call itself has little time.
_RESERVE = 5.0


class Canva(Api):
    """Answers are objects; an error's code and words stand in `code` and `message`."""

    async def account(self) -> str:
        """The person's name at Canva and the beginning of their id there: its API gives out no e-mail address."""
        user = (await self.get("/v1/users/me"))["team_user"]
        profile = (await self.get("/v1/users/me/profile"))["profile"]
        name = cleaned(profile.get("display_name")) or "Canva"
        return f"{name} ({cleaned(user['user_id'])[:8]})"

    def refusal(self, answer: Answer) -> NoReturn:
        body = answer.json() if answer.kind == "application/json" and answer.body.strip() else {}
        code, said = (cleaned(body.get(name)) for name in ("code", "message")) if isinstance(body, dict) else ("", "")
        if code in _ENDED:
            self.sign_in_ended()
        if code == "too_many_requests":
            self.slow_down(current_call().wire.retry_after_seconds)
        if code == "missing_scope":
            self.more_access(*_SCOPE.findall(said))
        if code in _MEANS:
            raise Refused(f"{_MEANS[code]} Canva says: {said or code}")
        if answer.status == 404:
            raise Refused(
                f"Canva does not find that, or this account cannot see it: {said or code or 'no reason given'}"
            )
        if answer.status == 403:
            raise Refused(f"Canva does not let this account do that: {said or code or 'no reason given'}")
        raise Refused(f"Canva refused this ({answer.status}): {said or code or 'no reason given'}")


canva = Canva()


async def finished(
    job: dict[str, Any], look: Callable[[], Awaitable[Any]], context: "Progressing", doing: str
) -> dict[str, Any]:
    """The job when it has ended, or as it was when the time to wait was over. It was started: a look that fails changes
    nothing, and is taken again.
    """
    ends = anyio.current_time() + min(LONGEST_WAIT, current_call().wire.remaining_seconds - _RESERVE)
    looks = 0
    while job.get("status") == "in_progress":
        pause = PAUSES[min(looks, len(PAUSES) - 1)]
        if anyio.current_time() + pause >= ends:
            break
        await anyio.sleep(pause)
        looks += 1
        await context.report_progress(looks, None, doing)
        found = await canva.if_possible(look())
        job = found["job"] if found else job
    return job


Progressing = Context[Any, Any]


def words(value: Any, longest: int = 300) -> str:
    """Text from Canva in one line; what is cut ends with an ellipsis."""
    line = " ".join(clean_text(value).split()) if isinstance(value, str) else ""
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def moment(seconds: Any) -> str:
    """Canva's seconds since 1970 as a time in UTC."""
    if not isinstance(seconds, int | float) or not 0 <= seconds < 253_402_300_800:
        return ""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
