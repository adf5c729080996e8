"""Microsoft 365's requests against Graph's official description, and its sign-in's account on emulate.

The trimmed description has no /me/calendarView, /me/mailboxSettings, createReply, and no upload by path: these stand on
our own Graph alone (test_microsoft_365.py).
"""

from typing import Any

import pytest

from connectors.mcp import AuthorizationRequired, McpFailed, RateLimited, ServerFailed
from tests.services.calling import call, connected, text_of
from tests.services.emulate import ADA, MIA, Emulate
from tests.services.prism import Prism

pytestmark = [pytest.mark.peer, pytest.mark.anyio]

CHAT = "19:acme-launch@thread.v2"
# Tool, arguments, and the requests that it makes.
CALLS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("search_mail", {"query": 'subject:"plan"'}, ["GET /v1.0/me/messages"]),
    ("search_mail", {}, ["GET /v1.0/me/messages"]),
    ("read_mail", {"message_id": "AAMkAG="}, ["GET /v1.0/me/messages/AAMkAG="]),
    ("search_files", {"query": "plan"}, ["POST /v1.0/search/query"]),
    ("list_folder", {"drive_id": "b!1", "item_id": "01A"}, ["GET /v1.0/drives/b!1/items/01A/children"]),
    ("read_file", {"drive_id": "b!1", "item_id": "01A"}, ["GET /v1.0/drives/b!1/items/01A"]),
    ("list_chats", {}, ["GET /v1.0/me/chats"]),
    ("read_chat", {"chat_id": CHAT}, ["GET /v1.0/chats/19:acme-launch@thread.v2/messages"]),
    ("draft_mail", {"to": [ADA], "cc": [MIA], "subject": "Hi", "body": "Hi"}, ["POST /v1.0/me/messages"]),
    ("send_mail", {"to": [ADA], "subject": "Hi", "body": "Hi"}, ["POST /v1.0/me/sendMail"]),
    ("post_in_chat", {"chat_id": CHAT, "text": "Hi"}, ["POST /v1.0/chats/19:acme-launch@thread.v2/messages"]),
]
every = pytest.mark.parametrize(
    ("tool", "arguments", "requests"), CALLS, ids=[f"{one[0]}-{n}" for n, one in enumerate(CALLS)]
)


def at(prism: Prism, token: str = "a-token") -> Any:
    """A client at the description."""
    return connected("microsoft_365", f"{prism.origin}/v1.0", token)


@pytest.mark.services
@every
async def test_every_request_is_as_the_description_wants_it(
    prism_graph: Prism, tool: str, arguments: dict[str, Any], requests: list[str]
) -> None:
    async with at(prism_graph) as client:
        outcome = await call(client, tool, **arguments)
    assert prism_graph.faults == []
    assert [f"{one.method} {one.path}" for one in prism_graph.requests][: len(requests)] == requests
    # What the description makes up may be no file that can be read.
    assert not outcome.is_error or tool == "read_file", text_of(outcome)


@pytest.mark.services
@every
async def test_documented_refusals_are_understood(
    prism_graph: Prism, tool: str, arguments: dict[str, Any], requests: list[str]
) -> None:
    error = {"error": {"code": "itemNotFound", "message": "Not there"}}
    async with at(prism_graph) as client:
        prism_graph.replies(404, error)
        refused = await call(client, tool, **arguments)
        prism_graph.replies(429, error, headers={"retry-after": "7"})
        slow = await failing(client, tool, arguments)
        prism_graph.replies(500, error)
        broken = await failing(client, tool, arguments)
    assert refused.is_error and text_of(refused) == "Microsoft 365 does not find that: Not there"
    assert isinstance(slow, RateLimited) and slow.retry_after_seconds == 7
    assert isinstance(broken, ServerFailed) and broken.may_have_run == tool.startswith(("draft", "send", "post"))


@pytest.mark.services
async def test_a_token_that_is_not_known_asks_to_sign_in(prism_graph: Prism) -> None:
    prism_graph.knows = {"mias"}
    async with at(prism_graph, "mias") as mia, at(prism_graph, "revoked") as nobody:
        assert not (await call(mia, "search_mail")).is_error
        assert isinstance(await failing(nobody, "search_mail", {}), AuthorizationRequired)


async def failing(client: Any, tool: str, arguments: dict[str, Any]) -> McpFailed:
    """Why the call ended without a result."""
    with pytest.raises(McpFailed) as failed:
        await call(client, tool, **arguments)
    return failed.value


async def test_the_account_is_whose_token_it_is_and_ends_with_it(emulate: Emulate) -> None:
    scope = "openid email offline_access User.Read"
    for person in (MIA, ADA):
        token = emulate.sign_in("microsoft", person, scope)["access_token"]
        async with connected("microsoft_365", f"{emulate.microsoft}/v1.0", token) as client:
            assert await client.account() == person
            emulate.revoke("microsoft", token)
            with pytest.raises(AuthorizationRequired):
                await client.account()
