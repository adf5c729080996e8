"""How calls of Slack's tools end: missing scopes, ended sign-ins, limits, outages, refusals."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from connectors.mcp import AuthorizationRequired, InsufficientScope, McpFailed, RateLimited, ServerFailed
from connectors.mcp.client import ToolClient
from tests.services.calling import call, text_of
from tests.services.slack_people import FIRST, LAST, at, soon
from tests.services.slack_stand_in import ALL, LAUNCH, MIA, NOTES, SlackStandIn, slack_stand_in

pytestmark = pytest.mark.anyio


@pytest.fixture
def slack() -> Iterator[SlackStandIn]:
    with slack_stand_in() as workspace:
        yield workspace


READS: list[tuple[str, dict[str, Any], str]] = [
    ("list_channels", {}, "channels:read"),
    ("read_channel", {"channel": LAUNCH}, "channels:history"),
    ("read_thread", {"channel": LAUNCH, "ts": FIRST}, "channels:history"),
    ("search_messages", {"query": "launch"}, "search:read"),
    ("find_people", {}, "users:read"),
    ("find_people", {"query": "ada@acme.example"}, "users:read.email"),
]
WRITES: list[tuple[str, dict[str, Any], str]] = [
    ("post_message", {"channel": LAUNCH, "text": "Hi"}, "chat:write"),
    ("schedule_message", {"channel": LAUNCH, "text": "Hi", "post_at": soon(hours=1)}, "chat:write"),
    ("add_reaction", {"channel": LAUNCH, "ts": LAST, "emoji": "tada"}, "reactions:write"),
]
METHOD = {
    "list_channels": "conversations.list",
    "read_channel": "conversations.history",
    "read_thread": "conversations.replies",
    "search_messages": "search.messages",
    "find_people": "users.list",
    "post_message": "chat.postMessage",
    "schedule_message": "chat.scheduleMessage",
    "add_reaction": "reactions.add",
}


async def failing(client: ToolClient, tool: str, arguments: dict[str, Any]) -> McpFailed:
    """Why the call ended without a result."""
    with pytest.raises(McpFailed) as failed:
        await call(client, tool, **arguments)
    return failed.value


@pytest.mark.parametrize(
    ("tool", "arguments", "scope"), [*READS, *WRITES], ids=[f"{tool}-{scope}" for tool, _, scope in [*READS, *WRITES]]
)
async def test_a_missing_scope_is_asked_for_by_name(
    slack: SlackStandIn, tool: str, arguments: dict[str, Any], scope: str
) -> None:
    slack.tokens["xoxp-mia"] = (MIA, " ".join(one for one in ALL.split() if one != scope))
    async with at(slack) as mia:
        fault = await failing(mia, tool, arguments)
    assert (
        isinstance(fault, InsufficientScope) and scope in str(vars(fault)) and slack.changes in ([], slack.calls[-1:])
    )
    assert not fault.may_have_run or slack.changes


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "token_expired", "account_inactive", "not_authed"])
async def test_a_token_that_ended_asks_to_sign_in(slack: SlackStandIn, code: str) -> None:
    slack.next_answers["auth.test"] = JSONResponse({"ok": False, "error": code})
    async with at(slack) as mia:
        assert isinstance(await failing(mia, "list_channels", {}), AuthorizationRequired)
    async with at(slack, "xoxp-revoked") as nobody:
        assert isinstance(await failing(nobody, "search_messages", {"query": "x"}), AuthorizationRequired)
        with pytest.raises(AuthorizationRequired):
            await nobody.account()


@pytest.mark.parametrize(("tool", "arguments", "_"), [READS[0], WRITES[0]], ids=["read", "write"])
@pytest.mark.parametrize("status", [429, 200])
async def test_too_many_requests_say_how_long_to_wait(
    slack: SlackStandIn, tool: str, arguments: dict[str, Any], _: str, status: int
) -> None:
    body = {"ok": False, "error": "ratelimited"}
    slack.next_answers[METHOD[tool]] = JSONResponse(body, status, headers={"retry-after": "7"})
    async with at(slack) as mia:
        fault = await failing(mia, tool, arguments)
    assert isinstance(fault, RateLimited) and fault.retry_after_seconds == 7


@pytest.mark.parametrize(
    "answer", [Response("<html>", 502), JSONResponse({"ok": False, "error": "fatal_error"}, 200)], ids=["502", "fatal"]
)
@pytest.mark.parametrize(("tool", "arguments", "_"), [READS[1], *WRITES], ids=["read", "post", "schedule", "react"])
async def test_an_outage_leaves_a_write_unknown_and_a_read_undone(
    slack: SlackStandIn, tool: str, arguments: dict[str, Any], _: str, answer: Response
) -> None:
    slack.next_answers[METHOD[tool]] = answer
    async with at(slack) as mia:
        fault = await failing(mia, tool, arguments)
    assert isinstance(fault, ServerFailed)
    assert fault.may_have_run == (tool != "read_channel")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("not_in_channel", "Join it in Slack first"),
        ("restricted_action", "administrator"),
        ("some_new_code", "Slack refused this: some_new_code."),
    ],
)
async def test_a_refusal_is_told_in_plain_words(slack: SlackStandIn, code: str, words: str) -> None:
    slack.next_answers["chat.postMessage"] = JSONResponse({"ok": False, "error": code})
    async with at(slack) as mia:
        outcome = await call(mia, "post_message", channel=LAUNCH, text="Hi")
    assert outcome.is_error and words in text_of(outcome)


async def test_somebody_elses_private_channel_is_not_found(slack: SlackStandIn) -> None:
    async with at(slack, "xoxp-ada") as ada:
        read = await call(ada, "read_channel", channel=NOTES)
        posted = await call(ada, "post_message", channel=NOTES, text="Hi")
    assert read.is_error and posted.is_error and "does not find this channel" in text_of(posted)
    assert slack.changes == []
