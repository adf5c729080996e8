"""Slack's tools on emulate: tokens from its own sign-in, its scopes, and what one person writes the other reads."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.mcp import AuthorizationRequired, InsufficientScope
from tests.services.calling import call, connected, data_of, text_of
from tests.services.emulate import ADA, MIA, Emulate
from tests.services.emulate_seed import SLACK_SCOPES

pytestmark = [pytest.mark.peer, pytest.mark.anyio]


@pytest.fixture
def slack(emulate: Emulate) -> Iterator[Emulate]:
    yield emulate
    emulate.reset("slack")


def at(slack: Emulate, email: str, *, without: str = "") -> Any:
    """A client of who signed in just now."""
    scopes = ",".join(scope for scope in SLACK_SCOPES if scope != without)
    return connected("slack", f"{slack.slack}/api", slack.sign_in("slack", email, scopes)["access_token"])


async def launch(client: Any) -> str:
    """The id of the channel that both see."""
    [channel] = data_of(await call(client, "list_channels", name_contains="launch"))["channels"]
    return str(channel["id"])


async def test_two_people_are_who_they_are_and_see_their_own_channels(slack: Emulate) -> None:
    async with at(slack, MIA) as mia, at(slack, ADA) as ada:
        assert (await mia.account(), await ada.account()) == (MIA, ADA)
        mias = data_of(await call(mia, "list_channels", kind="private"))["channels"]
        adas = data_of(await call(ada, "list_channels", kind="private"))["channels"]
        assert ([one["title"] for one in mias], [one["title"] for one in adas]) == (["#mia-notes"], ["#ada-notes"])
        read = await call(ada, "read_channel", channel=mias[0]["id"])
        posted = await call(ada, "post_message", channel=mias[0]["id"], text="Hi")
    assert read.is_error and posted.is_error and "A note" not in text_of(read)


async def test_a_channel_and_its_thread_are_read_with_names(slack: Emulate) -> None:
    async with at(slack, MIA) as mia:
        channel = await launch(mia)
        [question] = data_of(await call(mia, "read_channel", channel=channel))["messages"]
        thread = data_of(await call(mia, "read_thread", channel=channel, ts=question["ts"]))["messages"]
    assert (question["by"], question["text"], question["replies"]) == ("Mia Kern", "When do we launch?", 1)
    assert [(one["by"], one["text"]) for one in thread][1:] == [("Ada Byron", "On the 3rd of March")]


async def test_what_one_posts_the_other_reads_and_reacts_to(slack: Emulate) -> None:
    async with at(slack, MIA) as mia, at(slack, ADA) as ada:
        channel = await launch(mia)
        [byron] = data_of(await call(mia, "find_people", query="byron"))["people"]
        text = f"a < b & c, <@{byron['id']}>"
        posted = data_of(await call(mia, "post_message", channel=channel, text=text))
        reply = data_of(await call(ada, "post_message", channel=channel, text="Yes", thread_ts=posted["ts"]))
        reacted = data_of(await call(ada, "add_reaction", channel=channel, ts=posted["ts"], emoji="tada"))
        again = data_of(await call(ada, "add_reaction", channel=channel, ts=posted["ts"], emoji="tada"))
        newest, *_ = data_of(await call(ada, "read_channel", channel=channel))["messages"]
    assert newest["text"] == "a < b & c, @Ada Byron" and newest["by"] == "Mia Kern"
    assert newest["reactions"] == [":tada: 1"] and newest["replies"] == 1
    assert (reacted["was_there"], again["was_there"]) == (False, True)
    assert f"?thread_ts={posted['ts']}" in reply["url"] and posted["warnings"] == []


async def test_a_message_is_scheduled(slack: Emulate) -> None:
    moment = (datetime.now(UTC) + timedelta(days=1)).replace(microsecond=0)
    async with at(slack, MIA) as mia:
        arguments = {"channel": await launch(mia), "text": "Tomorrow", "post_at": moment.isoformat()}
        scheduled = data_of(await call(mia, "schedule_message", **arguments))
    assert datetime.fromisoformat(scheduled["post_at"]) == moment and scheduled["scheduled_message_id"]


async def test_a_person_is_found_by_address(slack: Emulate) -> None:
    async with at(slack, MIA) as mia:
        [found] = data_of(await call(mia, "find_people", query=ADA))["people"]
    assert (found["title"], found["display_name"], found["email"]) == ("Ada Byron", "ada", ADA)


@pytest.mark.parametrize(
    ("tool", "arguments", "scope"),
    [
        ("list_channels", {"kind": "public"}, "channels:read"),
        ("find_people", {}, "users:read"),
        ("find_people", {"query": ADA}, "users:read.email"),
    ],
    ids=["channels", "people", "address"],
)
async def test_a_scope_that_was_not_given_is_asked_for(
    slack: Emulate, tool: str, arguments: dict[str, Any], scope: str
) -> None:
    async with at(slack, MIA, without=scope) as mia:
        with pytest.raises(InsufficientScope) as failed:
            await call(mia, tool, **arguments)
    assert scope in str(vars(failed.value))


async def test_posting_without_its_scope_asks_for_it_and_posts_nothing(slack: Emulate) -> None:
    async with at(slack, MIA, without="chat:write") as mia:
        channel = await launch(mia)
        with pytest.raises(InsufficientScope) as failed:
            await call(mia, "post_message", channel=channel, text="Hi")
        assert len(data_of(await call(mia, "read_channel", channel=channel))["messages"]) == 1
    assert "chat:write" in str(vars(failed.value))


async def test_a_revoked_token_asks_to_sign_in(slack: Emulate) -> None:
    token = slack.sign_in("slack", MIA, ",".join(SLACK_SCOPES))["access_token"]
    async with connected("slack", f"{slack.slack}/api", token) as mia:
        assert not (await call(mia, "list_channels")).is_error
        slack.revoke("slack", token)
        with pytest.raises(AuthorizationRequired):
            await call(mia, "list_channels")
