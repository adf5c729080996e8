"""What Slack's tools write, and what they refuse before they send it."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.responses import JSONResponse

from tests.services.calling import call, data_of, text_of
from tests.services.slack_people import FIRST, LAST, REPLY, at, soon
from tests.services.slack_stand_in import ADA, LAUNCH, MIA, OLD, SlackStandIn, slack_stand_in

pytestmark = pytest.mark.anyio


@pytest.fixture
def slack() -> Iterator[SlackStandIn]:
    with slack_stand_in() as workspace:
        yield workspace


async def test_a_message_is_posted_as_written_with_mentions_and_nothing_else_as_markup(slack: SlackStandIn) -> None:
    text = f"a < b && c > d, <@{ADA}>: see <https://acme.example/?a=1&b=2|the plan> <!channel> &amp;"
    async with at(slack) as mia:
        outcome = await call(mia, "post_message", channel=LAUNCH, text=text)
    [(_, sent)] = slack.changes
    assert sent == {
        "channel": LAUNCH,
        "text": f"a &lt; b &amp;&amp; c &gt; d, <@{ADA}>: see <https://acme.example/?a=1&amp;b=2|the plan> "
        "&lt;!channel&gt; &amp;amp;",
        # Slack's servers fetch the addresses in it otherwise.
        "unfurl_links": "false",
        "unfurl_media": "false",
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
    assert (sent["post_at"], sent["unfurl_links"], sent["unfurl_media"]) == (str(moment), "false", "false")
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
