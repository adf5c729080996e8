"""A tool that asks several things at once: the first refusal says how the call ended."""

import anyio
import pytest
from mcp.server.mcpserver.exceptions import ToolError

from connectors.mcp.exchange import Exchange
from connectors.network import EgressPolicy, guarded_client
from connectors.servers.api import Api, Refused
from connectors.servers.wire import Call, during
from tests.services.gmail_stand_in import gmail_stand_in
from tests.services.google_stand_in import Fault

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("after", ["an answer", "a refusal", "another end", "no answer"])
async def test_what_comes_after_the_end_of_a_call_does_not_change_it(after: str) -> None:
    with gmail_stand_in() as gmail:
        gmail.fail("/profile", Fault(429, "rateLimitExceeded", "Slow down", retry_after="9"))
        gmail.tokens[""] = ("mia@acme.example", frozenset({"https://mail.google.com/"}))
        exchange = Exchange(anyio.current_time() + 5)
        policy = EgressPolicy.parse(gmail.origin.removeprefix("http://"))
        async with guarded_client(policy) as http:
            with during(Call(http, gmail.origin, exchange)):
                with pytest.raises(ToolError):
                    await Api().get("/gmail/v1/users/me/profile")
                await _more(after, gmail.origin)
        assert (exchange.status, exchange.retry_after_seconds, exchange.failure) == (429, 9, None)


async def _more(after: str, origin: str) -> None:
    path = "/gmail/v1/users/me/profile" if after in ("an answer", "another end") else "/no/such/path"
    if after == "an answer":
        await Api().get(path)
    elif after == "a refusal":
        with pytest.raises(Refused):
            await Api().get(path)
    elif after == "another end":
        with pytest.raises(ToolError):
            Api().sign_in_ended()
    else:
        with pytest.raises(ToolError):
            await Api().get("http://127.0.0.1:9/")
