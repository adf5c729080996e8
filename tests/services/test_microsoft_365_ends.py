"""How calls of Microsoft 365's tools end: missing permissions, ended sign-ins, limits, outages, refusals."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from connectors.mcp import AuthorizationRequired, InsufficientScope, McpFailed, RateLimited, ServerFailed
from tests.services.calling import call, text_of
from tests.services.graph_tenant import ADA, ALL, CHAT, MIA, GraphStandIn
from tests.services.microsoft_people import MIAS, at, tenant_of_two

pytestmark = pytest.mark.anyio


@pytest.fixture
def graph() -> Iterator[GraphStandIn]:
    with tenant_of_two() as tenant:
        yield tenant


DAY = {"first_day": "2026-11-30"}
READS: list[tuple[str, dict[str, Any], str, str]] = [
    ("search_mail", {}, "Mail.Read", "/me/messages"),
    ("read_mail", {"message_id": "m1"}, "Mail.Read", "/m1"),
    ("list_events", DAY, "MailboxSettings.Read", "/timeZone"),
    ("list_events", {**DAY, "time_zone": "UTC"}, "Calendars.Read", "/me/calendarView"),
    ("search_files", {"query": "x"}, "Files.Read.All", "/search/query"),
    ("list_folder", {}, "Files.Read.All", "/me/drive"),
    ("read_file", {"drive_id": MIAS, "item_id": "f1"}, "Files.Read.All", "/f1"),
    ("list_chats", {}, "Chat.Read", "/me/chats"),
    ("read_chat", {"chat_id": CHAT}, "Chat.Read", "/messages"),
]
WRITES: list[tuple[str, dict[str, Any], str, str]] = [
    ("draft_mail", {"body": "Hi", "to": [ADA]}, "Mail.ReadWrite", "/me/messages"),
    ("draft_mail", {"body": "Hi", "reply_to_message_id": "m1"}, "Mail.ReadWrite", "/createReply"),
    ("send_mail", {"to": [ADA], "subject": "Hi", "body": "Hi"}, "Mail.Send", "/me/sendMail"),
    ("upload_file", {"name": "a.txt", "content": "x"}, "Files.ReadWrite", ":/content"),
    ("post_in_chat", {"chat_id": CHAT, "text": "Hi"}, "ChatMessage.Send", "/messages"),
]
every = pytest.mark.parametrize(
    ("tool", "arguments", "scope", "path"), READS + WRITES, ids=[f"{one[0]}{one[3]}" for one in READS + WRITES]
)


async def failing(graph: GraphStandIn, tool: str, arguments: dict[str, Any], token: str = "mia") -> McpFailed:
    """Why the call ended without a result."""
    async with at(graph, token) as client:
        with pytest.raises(McpFailed) as failed:
            await call(client, tool, **arguments)
    return failed.value


@every
async def test_a_missing_permission_is_asked_for_by_name(
    graph: GraphStandIn, tool: str, arguments: dict[str, Any], scope: str, path: str
) -> None:
    graph.tokens["mia"] = (MIA, " ".join(one for one in ALL.split() if one != scope))
    fault = await failing(graph, tool, arguments)
    assert isinstance(fault, InsufficientScope) and fault.scope == scope and not fault.may_have_run


@every
async def test_a_token_that_ended_asks_to_sign_in(
    graph: GraphStandIn, tool: str, arguments: dict[str, Any], scope: str, path: str
) -> None:
    assert isinstance(await failing(graph, tool, arguments, "revoked"), AuthorizationRequired)


@every
async def test_too_many_requests_say_how_long_to_wait(
    graph: GraphStandIn, tool: str, arguments: dict[str, Any], scope: str, path: str
) -> None:
    error = {"error": {"code": "TooManyRequests", "message": "Too many"}}
    graph.next_answers[path] = JSONResponse(error, 429, headers={"retry-after": "9"})
    fault = await failing(graph, tool, arguments)
    assert isinstance(fault, RateLimited) and fault.retry_after_seconds == 9


@every
async def test_an_outage_leaves_a_write_unknown_and_a_read_undone(
    graph: GraphStandIn, tool: str, arguments: dict[str, Any], scope: str, path: str
) -> None:
    graph.next_answers[path] = Response("", 503)
    fault = await failing(graph, tool, arguments)
    assert isinstance(fault, ServerFailed) and fault.may_have_run == ((tool, arguments, scope, path) in WRITES)


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("Missing scope permissions on the request. API requires one of 'Chat.ReadBasic, Chat.Read'. Scopes on the "
         "request 'User.Read'", "Chat.Read"),
        ("API requires one of 'ChannelMessage.Read.All'. Scopes on the request 'Chat.Read'", "ChannelMessage.Read.All"),
        ("Access to ChatMessage in Graph API requires the following permissions: Chat.Read or Chat.ReadWrite. However, "
         "the application only has the following permissions granted: User.Read", "Chat.Read"),
    ],
)  # fmt: skip
async def test_graphs_ways_of_naming_a_permission_are_understood(graph: GraphStandIn, message: str, asked: str) -> None:
    graph.next_answers["/me/chats"] = JSONResponse({"error": {"code": "Forbidden", "message": message}}, 403)
    fault = await failing(graph, "list_chats", {})
    assert isinstance(fault, InsufficientScope) and fault.scope == asked


async def test_a_refusal_is_told_in_plain_words(graph: GraphStandIn) -> None:
    graph.next_answers["/me/sendMail"] = JSONResponse(
        {"error": {"code": "ErrorInvalidRecipients", "message": "x"}}, 400
    )
    async with at(graph) as mia:
        outcome = await call(mia, "send_mail", to=[ADA], subject="Hi", body="Hi")
        graph.next_answers["/me/messages"] = JSONResponse({"error": {"code": "New", "message": "Odd"}}, 400)
        other = await call(mia, "search_mail")
        graph.next_answers["/me/messages"] = Response("<html>", 404, media_type="text/html")
        page = await call(mia, "search_mail")
    assert outcome.is_error and "does not accept one of the recipients" in text_of(outcome)
    assert text_of(other) == "Microsoft 365 refused this (400): Odd"
    assert text_of(page) == "Microsoft 365 does not find that."
