from typing import Any

import pytest

from connectors.demo.services import CHAT
from tests.connectors.demo.calling import call, refusal, signed_in, text_of
from tests.connectors.demo.oauth_flow import OAuthFlow

pytestmark = pytest.mark.anyio
MIA, ADA, GUS = "mia@acme.example", "ada@acme.example", "gus@globex.example"


def names(found: dict[str, Any]) -> list[str]:
    return [channel["name"] for channel in found["channels"]]


async def test_private_channels_are_listed_for_their_members_only(flow: OAuthFlow) -> None:
    async with signed_in(flow, ADA, CHAT) as chat:
        assert names(await call(chat, "list_channels")) == [
            "general",
            "launch",
            "leadership",
            "mia-and-ada",
            "mobile",
        ]
    async with signed_in(flow, MIA, CHAT) as chat:
        assert names(await call(chat, "list_channels")) == ["general", "launch", "mia-and-ada", "mobile"]
    async with signed_in(flow, GUS, CHAT) as chat:
        assert names(await call(chat, "list_channels")) == ["contracts", "general"]


async def test_the_launch_channel_holds_two_reports_of_the_login_button(flow: OAuthFlow) -> None:
    async with signed_in(flow, MIA, CHAT) as chat:
        found = (await call(chat, "search_messages", query="login button", channel="#launch"))["messages"]
        read = (await call(chat, "read_channel", channel="launch"))["messages"]
    assert len(found) == 2
    assert all("iOS 18" in message["body"] and "login button" in message["body"] for message in found)
    assert [message["posted_at"] for message in read] == sorted(message["posted_at"] for message in read)


async def test_a_message_is_posted_in_the_persons_name(flow: OAuthFlow) -> None:
    async with signed_in(flow, MIA, CHAT) as chat:
        posted = await chat.call_tool("post_message", {"channel": "#launch", "text": "On it: MOB-42."})
    assert text_of(posted) == "Posted to #launch: On it: MOB-42."
    async with signed_in(flow, ADA, CHAT) as chat:
        read = await call(chat, "read_channel", channel="#launch", limit=1)
    assert [(message["author"], message["body"]) for message in read["messages"]] == [(MIA, "On it: MOB-42.")]


async def test_a_private_channel_does_not_exist_for_others(flow: OAuthFlow) -> None:
    async with signed_in(flow, MIA, CHAT) as chat:
        sentence = "There is no channel #leadership that you can see."
        assert await refusal(chat, "read_channel", channel="#leadership") == sentence
        assert await refusal(chat, "post_message", channel="leadership", text="Hello?") == sentence
        assert await refusal(chat, "search_messages", query="board", channel="leadership") == sentence
        assert (await call(chat, "search_messages", query="board region"))["messages"] == []


async def test_a_workspace_is_closed_to_the_people_of_another(flow: OAuthFlow) -> None:
    async with signed_in(flow, GUS, CHAT) as chat:
        assert "no channel #launch" in await refusal(chat, "read_channel", channel="#launch")
        assert (await call(chat, "search_messages", query="login button"))["messages"] == []
        [message] = (await call(chat, "read_channel", channel="general"))["messages"]
    assert message["author"] == GUS


async def test_a_message_needs_a_text(flow: OAuthFlow) -> None:
    async with signed_in(flow, MIA, CHAT) as chat:
        assert "text: " in await refusal(chat, "post_message", channel="launch", text="\x00")
