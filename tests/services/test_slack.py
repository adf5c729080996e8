"""Slack's tools on a workspace of ours that enforces scopes, search, paging and cut texts."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from connectors.mcp import AuthorizationRequired, InsufficientScope, McpFailed, RateLimited, ServerFailed
from connectors.mcp.client import ToolClient
from tests.services.calling import call, connected, data_of, text_of
from tests.services.slack_stand_in import ADA, ALL, LAUNCH, MIA, NOTES, OLD, SlackStandIn, message, slack_stand_in

pytestmark = pytest.mark.anyio
FIRST, REPLY, LAST = "1700000000.000100", "1700000010.000200", "1700000100.000400"


@pytest.fixture
def slack() -> Iterator[SlackStandIn]:
    with slack_stand_in() as workspace:
        yield workspace


def at(slack: SlackStandIn, token: str = "xoxp-mia") -> Any:
    """A client with this person's token."""
    return connected("slack", slack.url, token)


def soon(**ahead: int) -> str:
    return (datetime.now(UTC) + timedelta(**ahead)).isoformat()


# Reading.


async def test_the_account_is_the_persons_e_mail_address(slack: SlackStandIn) -> None:
    async with at(slack) as mia, at(slack, "xoxp-ada") as ada:
        assert (await mia.account(), await ada.account()) == ("mia@acme.example", "ada@acme.example")


async def test_an_account_without_an_e_mail_address_is_named_with_its_workspace(slack: SlackStandIn) -> None:
    del slack.people[MIA]["profile"]["email"]
    async with at(slack) as mia:
        assert await mia.account() == "mia at Acme"


async def test_each_person_sees_their_own_channels(slack: SlackStandIn) -> None:
    async with at(slack) as mia, at(slack, "xoxp-ada") as ada:
        mias, adas = data_of(await call(mia, "list_channels")), data_of(await call(ada, "list_channels"))
    assert [one["title"] for one in mias["channels"]] == ["#launch", "#mia-notes", "Ada Byron"]
    assert "#mia-notes" not in [one["title"] for one in adas["channels"]]
    launch = mias["channels"][0]
    assert launch["topic"] == "March & @Ada Byron" and launch["url"] == f"https://acme.slack.com/archives/{LAUNCH}"


async def test_an_archived_channel_is_not_listed_and_kinds_are_told_apart(slack: SlackStandIn) -> None:
    async with at(slack) as mia:
        listed = {
            kind: data_of(await call(mia, "list_channels", kind=kind)) for kind in ("public", "private", "direct")
        }
    assert {kind: [one["title"] for one in data["channels"]] for kind, data in listed.items()} == {
        "public": ["#launch"],
        "private": ["#mia-notes"],
        "direct": ["Ada Byron"],
    }


async def test_channels_come_page_by_page_to_the_end(slack: SlackStandIn) -> None:
    async with at(slack) as mia:
        first = await call(mia, "list_channels", limit=2)
        assert "call again with cursor '2'" in text_of(first)
        rest = data_of(await call(mia, "list_channels", limit=2, cursor=data_of(first)["next_cursor"]))
    assert [one["title"] for one in rest["channels"]] == ["Ada Byron"] and rest["next_cursor"] == ""


async def test_a_channel_is_found_by_name_on_a_later_page(slack: SlackStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.servers.slack.reading._PAGE", 1)
    async with at(slack) as mia:
        found = data_of(await call(mia, "list_channels", name_contains="#NOTES", limit=1))
    assert [one["id"] for one in found["channels"]] == [NOTES]


async def test_a_channel_reads_newest_first_with_names_and_links(slack: SlackStandIn) -> None:
    async with at(slack) as mia:
        outcome = await call(mia, "read_channel", channel=LAUNCH)
    newest, oldest = data_of(outcome)["messages"]
    assert newest["text"] == "See #mia-notes & the plan (https://acme.example/a?b=1&c=2)"
    assert oldest["text"] == "When do we launch, @Ada Byron?" and oldest["by"] == "Mia Kern" and oldest["replies"] == 2
    assert oldest["url"] == f"https://acme.slack.com/archives/{LAUNCH}/p1700000000000100"
    assert "2 replies: read_thread" in text_of(outcome) and f"ts {FIRST}" in text_of(outcome)


async def test_a_name_that_cannot_be_found_stays_an_id(slack: SlackStandIn) -> None:
    slack.messages[LAUNCH] = [message("1700000400.000100", "U0STRANGER", "Hello <@U0STRANGER> and <#C0SECRET>")]
    async with at(slack) as mia:
        [said] = data_of(await call(mia, "read_channel", channel=LAUNCH))["messages"]
    assert said["by"] == "U0STRANGER" and said["text"] == "Hello @U0STRANGER and #C0SECRET"


async def test_many_names_cost_one_request(slack: SlackStandIn) -> None:
    for number in range(8):
        slack.people[f"U0MANY{number}"] = {"name": f"person{number}", "profile": {}}
    slack.messages[LAUNCH] = [message(f"17000005{n:02}.000100", f"U0MANY{n}", "Hi") for n in range(8)]
    async with at(slack) as mia:
        said = data_of(await call(mia, "read_channel", channel=LAUNCH))["messages"]
    assert [one["by"] for one in said] == [f"person{n}" for n in range(7, -1, -1)]
    assert [name for name, _ in slack.calls if name.startswith("users.")] == ["users.list"]


async def test_a_channel_can_be_read_between_two_times(slack: SlackStandIn) -> None:
    async with at(slack) as mia:
        said = await call(mia, "read_channel", channel=LAUNCH, since="2023-11-14T23:14:00+01:00")
        assert [one["ts"] for one in data_of(said)["messages"]] == [LAST]
        said = await call(mia, "read_channel", channel=LAUNCH, until="2023-11-14T22:14:00Z")
        assert [one["ts"] for one in data_of(said)["messages"]] == [FIRST]
        said = await call(mia, "read_channel", channel=LAUNCH, since="2023-11-14T22:14:00")
    assert said.is_error and "does not say its offset" in text_of(said)


async def test_long_messages_share_what_fits_and_one_alone_is_whole(slack: SlackStandIn) -> None:
    slack.messages[LAUNCH] = [message(f"170000060{n}.000100", MIA, str(n) * 30_000) for n in range(3)]
    slack.messages[LAUNCH].append(message("1700000604.000100", MIA, "short"))
    async with at(slack) as mia:
        outcome = await call(mia, "read_channel", channel=LAUNCH)
        alone = data_of(await call(mia, "read_thread", channel=LAUNCH, ts="1700000600.000100", limit=1))
    assert len(text_of(outcome)) < 40_000 and "18002 more characters: read_thread" in text_of(outcome)
    assert data_of(outcome)["messages"][0]["text"] == "short"
    assert alone["messages"][0]["text"] == "0" * 30_000


async def test_a_thread_opens_from_a_reply_too(slack: SlackStandIn) -> None:
    async with at(slack) as mia:
        by_first = data_of(await call(mia, "read_thread", channel=LAUNCH, ts=FIRST))
        by_reply = data_of(await call(mia, "read_thread", channel=LAUNCH, ts=REPLY))
    assert by_first == by_reply
    assert [one["by"] for one in by_first["messages"]] == ["Mia Kern", "Ada Byron", "Mia Kern"]
    assert by_first["messages"][1]["url"].endswith(f"/p1700000010000200?thread_ts={FIRST}&cid={LAUNCH}")


async def test_the_first_message_of_a_thread_is_not_repeated_on_later_pages(slack: SlackStandIn) -> None:
    async with at(slack) as mia:
        first = data_of(await call(mia, "read_thread", channel=LAUNCH, ts=FIRST, limit=1))
        second = data_of(await call(mia, "read_thread", channel=LAUNCH, ts=FIRST, limit=1, cursor=first["next_cursor"]))
    assert [one["ts"] for one in first["messages"]] == [FIRST, REPLY]
    assert [one["text"] for one in second["messages"]] == ["Thanks"] and second["next_cursor"] == ""


async def test_an_apps_message_without_text_shows_its_blocks(slack: SlackStandIn) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "Build *failed*"}}, {"type": "divider"}]
    said = {"ts": "1700000700.000100", "bot_id": "B0CI", "bot_profile": {"name": "CI"}, "text": "", "blocks": blocks}
    slack.messages[LAUNCH] = [{**said, "attachments": [{"fallback": "3 tests"}]}]
    async with at(slack) as mia:
        [shown] = data_of(await call(mia, "read_channel", channel=LAUNCH))["messages"]
    assert (shown["by"], shown["text"]) == ("CI", "Build *failed*\n3 tests")


async def test_search_finds_only_what_the_person_may_see_and_counts(slack: SlackStandIn) -> None:
    slack.messages[NOTES].append(message("1700000800.000100", MIA, "launch secretly"))
    async with at(slack) as mia, at(slack, "xoxp-ada") as ada:
        outcome = await call(mia, "search_messages", query="launch")
        adas = data_of(await call(ada, "search_messages", query="launch", order="newest"))
    assert [one["title"].partition(",")[0] for one in data_of(outcome)["messages"]] == [
        "Mia Kern in #launch",
        "Mia Kern in #mia-notes",
    ]
    assert text_of(outcome).startswith("2 messages found.") and adas["total"] == 1
    assert data_of(outcome)["messages"][0]["url"] == f"https://acme.slack.com/x/{FIRST}"


async def test_a_search_is_followed_to_its_last_page(slack: SlackStandIn) -> None:
    slack.messages[NOTES] = [message(f"170000090{n}.000100", MIA, f"plan {n}") for n in range(5)]
    cursor, seen = "", []
    async with at(slack) as mia:
        for _ in range(3):
            found = data_of(await call(mia, "search_messages", query="plan 0 OR plan"[:4], limit=2, cursor=cursor))
            seen += [one["text"] for one in found["messages"]]
            cursor = found["next_cursor"]
        odd = await call(mia, "search_messages", query="plan", cursor="x")
    assert len(seen) == 6 and cursor == "" and odd.is_error and "no longer good" in text_of(odd)


async def test_people_are_found_by_name_and_by_address(slack: SlackStandIn) -> None:
    async with at(slack) as mia:
        by_name = await call(mia, "find_people", query="byron")
        by_address = await call(mia, "find_people", query="ada@acme.example")
        nobody = await call(mia, "find_people", query="nobody@acme.example")
        gone = await call(mia, "find_people", query="gone")
    assert (
        [one["id"] for one in data_of(by_name)["people"]]
        == [ADA]
        == [one["id"] for one in data_of(by_address)["people"]]
    )
    assert "ada@acme.example, Europe/Berlin" in text_of(by_name)
    assert data_of(nobody)["people"] == [] == data_of(gone)["people"]


# Writing.


async def test_a_message_is_posted_as_written_with_mentions_and_nothing_else_as_markup(slack: SlackStandIn) -> None:
    text = f"a < b && c > d, <@{ADA}>: see <https://acme.example/?a=1&b=2|the plan> <!channel> &amp;"
    async with at(slack) as mia:
        outcome = await call(mia, "post_message", channel=LAUNCH, text=text)
    [(_, sent)] = slack.changes
    assert sent == {
        "channel": LAUNCH,
        "text": f"a &lt; b &amp;&amp; c &gt; d, <@{ADA}>: see <https://acme.example/?a=1&amp;b=2|the plan> "
        "&lt;!channel&gt; &amp;amp;",
    }
    posted = data_of(outcome)
    assert posted["title"] == "#launch" and posted["url"].startswith(f"https://acme.slack.com/archives/{LAUNCH}/p18")
    assert slack.messages[LAUNCH][-1]["user"] == MIA


async def test_a_reply_goes_into_its_thread(slack: SlackStandIn) -> None:
    async with at(slack) as mia:
        posted = data_of(
            await call(mia, "post_message", channel=LAUNCH, text="Yes", thread_ts=FIRST, also_in_channel=True)
        )
    [(_, sent)] = slack.changes
    assert (sent["thread_ts"], sent["reply_broadcast"]) == (FIRST, "true")
    assert f"?thread_ts={FIRST}" in posted["url"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"text": "x" * 40_001}, "at most 40000 characters"),
        ({"text": "&" * 8_001}, "40005 characters long for Slack"),
        ({"text": "😀" * 20_001}, "40002 characters long for Slack"),
        ({"text": "Hi <@U0NOBODY>"}, "does not know this person"),
        ({"text": "See <#C0NOWHERE>"}, "does not find this channel"),
        ({"text": "Hi", "thread_ts": "1600000000.000100"}, "does not find this thread"),
        ({"text": "Hi", "thread_ts": REPLY}, f"its thread began with {FIRST}"),
        ({"text": "Hi", "also_in_channel": True}, "for replies in a thread"),
        ({"text": "Hi", "channel": OLD}, "archived"),
        ({"text": "Hi", "channel": "#launch"}, "channel"),
        ({"text": "Hi", "chanel": LAUNCH}, "no argument chanel"),
    ],
)
async def test_what_slack_would_swallow_is_refused_before_anything_is_sent(
    slack: SlackStandIn, arguments: dict[str, Any], words: str
) -> None:
    async with at(slack) as mia:
        outcome = await call(mia, "post_message", **{"channel": LAUNCH, **arguments})
    assert outcome.is_error and words in text_of(outcome) and slack.changes == []


async def test_40000_characters_are_posted_whole(slack: SlackStandIn) -> None:
    async with at(slack) as mia:
        posted = data_of(await call(mia, "post_message", channel=LAUNCH, text="x" * 40_000))
    assert len(posted["stored"]) == 40_000 and posted["warnings"] == []


async def test_what_slack_warns_of_is_told_although_it_says_ok(slack: SlackStandIn) -> None:
    cut = {"ok": True, "channel": LAUNCH, "ts": "1800000000.000000", "message": {"text": "Hello"}}
    more = {"warning": "message_truncated,missing_charset", "response_metadata": {"warnings": ["message_truncated"]}}
    slack.next_answers["chat.postMessage"] = JSONResponse(cut | more)
    async with at(slack) as mia:
        outcome = await call(mia, "post_message", channel=LAUNCH, text="Hello world")
    assert data_of(outcome)["warnings"] == ["message_truncated", "Slack stored 5 of 11 characters"]
    assert "Slack warns: message_truncated" in text_of(outcome)


async def test_a_message_is_scheduled_for_the_moment_that_was_named(slack: SlackStandIn) -> None:
    moment = int(time.time()) + 3600
    named = datetime.fromtimestamp(moment, UTC).astimezone().isoformat()
    async with at(slack) as mia:
        outcome = await call(mia, "schedule_message", channel=LAUNCH, text="Later", post_at=named)
    [(_, sent)] = slack.changes
    assert sent["post_at"] == str(moment)
    shown = data_of(outcome)
    assert datetime.fromisoformat(shown["post_at"]).timestamp() == moment
    assert shown["scheduled_message_id"] == "Q1298393284"


@pytest.mark.parametrize(
    ("post_at", "words"),
    [
        ("2020-01-01T09:00:00Z", "in the future"),
        (soon(days=121), "120 days"),
        ("2030-01-01T09:00:00", "does not say its offset"),
        ("tomorrow", "is not a time"),
        ("0001-01-01T00:00:00+14:00", "in the future"),
    ],
    ids=["past", "far", "no-offset", "no-time", "first-year"],
)
async def test_a_time_that_cannot_be_is_refused_before_sending(slack: SlackStandIn, post_at: str, words: str) -> None:
    async with at(slack) as mia:
        outcome = await call(mia, "schedule_message", channel=LAUNCH, text="Later", post_at=post_at)
    assert outcome.is_error and words in text_of(outcome) and slack.changes == []


async def test_a_reaction_is_added_once_and_twice_is_the_same(slack: SlackStandIn) -> None:
    async with at(slack) as mia:
        first = data_of(await call(mia, "add_reaction", channel=LAUNCH, ts=LAST, emoji=":tada:"))
        again = data_of(await call(mia, "add_reaction", channel=LAUNCH, ts=LAST, emoji="tada"))
        [shown] = data_of(await call(mia, "read_thread", channel=LAUNCH, ts=LAST, limit=1))["messages"]
        picture = await call(mia, "add_reaction", channel=LAUNCH, ts=LAST, emoji="🎉")
        nowhere = await call(mia, "add_reaction", channel=LAUNCH, ts="1600000000.000100", emoji="tada")
    assert (first["was_there"], again["was_there"]) == (False, True)
    assert shown["reactions"] == [":tada: 1"]
    assert picture.is_error and "emoji's name" in text_of(picture)
    assert nowhere.is_error and "does not find this message" in text_of(nowhere)


# How calls end.

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
