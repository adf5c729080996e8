"""Slack's tools on a workspace of ours that enforces scopes, search, paging and cut texts."""

from collections.abc import Iterator

import pytest

from tests.services.calling import call, data_of, text_of
from tests.services.slack_people import FIRST, LAST, REPLY, at
from tests.services.slack_stand_in import ADA, LAUNCH, MIA, NOTES, SlackStandIn, channel, message, slack_stand_in

pytestmark = pytest.mark.anyio


@pytest.fixture
def slack() -> Iterator[SlackStandIn]:
    with slack_stand_in() as workspace:
        yield workspace


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


async def test_a_search_that_fits_many_channels_stays_short(slack: SlackStandIn) -> None:
    for number in range(300):
        slack.channels[f"CX{number:05}"] = channel(f"team-{number}", [MIA], topic={"value": "x" * 250})
    async with at(slack) as mia:
        outcome = await call(mia, "list_channels", kind="public", name_contains="team")
    assert len(text_of(outcome)) < 40_000 and data_of(outcome)["next_cursor"]


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


async def test_what_a_search_finds_in_many_channels_fits_into_one_result(slack: SlackStandIn) -> None:
    slack.messages[NOTES] = [message("1700000900.000100", MIA, "plan " * 6000)]
    slack.messages[LAUNCH] = [message("1700000901.000100", ADA, "plan " * 6000)]
    slack.messages["D0MIAADA"] = [message("1700000902.000100", ADA, f"plan for <@{MIA}>")]
    async with at(slack) as mia:
        outcome = await call(mia, "search_messages", query="plan")
    titles = {one["title"].partition(",")[0] for one in data_of(outcome)["messages"]}
    assert titles == {"Mia Kern in #mia-notes", "Ada Byron in #launch", "Ada Byron in a direct conversation"}
    assert len(text_of(outcome)) < 40_000
    # Each person once, however many channels they write in.
    assert [name for name, _ in slack.calls].count("users.info") == 2


async def test_a_thread_opened_by_a_reply_is_followed_by_its_cursor(slack: SlackStandIn) -> None:
    slack.messages[LAUNCH] += [message(f"17000000{n}.000100", ADA, f"more {n}", thread_ts=FIRST) for n in range(30, 33)]
    async with at(slack) as mia:
        first = data_of(await call(mia, "read_thread", channel=LAUNCH, ts=REPLY, limit=2))
        second = data_of(await call(mia, "read_thread", channel=LAUNCH, ts=REPLY, limit=2, cursor=first["next_cursor"]))
    assert [one["text"] for one in first["messages"]][1:] == ["On the 3rd", "Thanks"]
    assert [one["text"] for one in second["messages"]] == ["more 30", "more 31"]


async def test_words_that_look_like_secrets_stay_in_names_and_texts(slack: SlackStandIn) -> None:
    slack.channels[LAUNCH]["name"] = "basic-training"
    slack.channels[LAUNCH]["topic"] = {"value": "Basic configuration, key: handover-2026"}
    slack.people[ADA]["profile"]["real_name"] = "Basic Instincts"
    async with at(slack) as mia:
        [listed] = data_of(await call(mia, "list_channels", kind="public"))["channels"]
        [found] = data_of(await call(mia, "find_people", query="ada"))["people"]
    assert listed["topic"] == "Basic configuration, key: handover-2026" and found["title"] == "Basic Instincts"
