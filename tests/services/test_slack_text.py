"""Slack's message text: references, names and escapes, without any request."""

from typing import Any

import pytest

from connectors.servers.slack.api import warnings_in
from connectors.servers.slack.messages import text_of
from connectors.servers.slack.mrkdwn import channels_in, mentioned_by_us, people_in, readable, sendable

NAMES = {"U1AAA": "Mia Kern", "C1AAA": "launch"}


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain", "plain"),
        ("<@U1AAA> and <@U2BBB>", "@Mia Kern and @U2BBB"),
        ("<@U2BBB|paul>", "@paul"),
        ("<#C1AAA|>", "#launch"),
        ("<#C2BBB|general>", "#general"),
        ("<!here> <!channel> <!everyone|everyone>", "@here @channel @everyone"),
        ("<!subteam^S1AAA|@designers> <!subteam^S1AAA>", "@designers @S1AAA"),
        ("<!date^1392734382^{date}^https://a.example|Feb 18>", "Feb 18"),
        ("<https://a.example/?x=1&amp;y=2>", "https://a.example/?x=1&y=2"),
        ("<https://a.example|the plan>", "the plan (https://a.example)"),
        ("<http://a.example|a.example>", "http://a.example"),
        ("<mailto:mia@acme.example|mia@acme.example>", "mia@acme.example"),
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("1 &lt;@U1AAA&gt;", "1 <@U1AAA>"),
    ],
)
def test_a_text_reads_as_slack_shows_it(raw: str, shown: str) -> None:
    assert readable(raw, NAMES) == shown


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<@U1AAA> <#C1AAA>", "<@U1AAA> <#C1AAA>"),
        ("<!channel> <!here> <!subteam^S1>", "&lt;!channel&gt; &lt;!here&gt; &lt;!subteam^S1&gt;"),
        ("<https://a.example/?x=1&y=2|a & b>", "<https://a.example/?x=1&amp;y=2|a &amp; b>"),
        ("<javascript:alert(1)|x>", "&lt;javascript:alert(1)|x&gt;"),
        ("if x<@U1AAA", "if x&lt;@U1AAA"),
        ("&lt;", "&amp;lt;"),
    ],
)
def test_a_text_is_sent_with_its_references_and_no_other_markup(written: str, sent: str) -> None:
    assert sendable(written) == sent


def test_what_is_sent_reads_as_it_was_written() -> None:
    written = "x < 1 && y > 2, AT&amp;T <!channel> 😀"
    assert readable(sendable(written), {}) == written


def test_mentions_are_found_once_each() -> None:
    texts = ["<@U1AAA> <@U2BBB|bob> <@U1AAA> <#C1AAA> <#C2BBB|general>"]
    assert (people_in(texts), channels_in(texts)) == (["U1AAA"], ["C1AAA"])
    assert mentioned_by_us("<@U1AAA> <!channel> <@u1>") == (["U1AAA"], [])


def test_warnings_of_an_answer_that_is_ok_are_read_wherever_they_stand() -> None:
    said = {
        "ok": True,
        "warning": "message_truncated,superfluous_charset",
        "response_metadata": {"warnings": ["message_truncated"], "messages": ["[WARN] cut"]},
    }
    assert warnings_in(said) == ["message_truncated", "[WARN] cut"]
    assert warnings_in({"ok": True, "response_metadata": {"next_cursor": ""}}) == []


SHARED = {"is_share": True, "from_url": "https://acme.slack.com/x", "author_name": "Ada", "text": "We launch in March"}


@pytest.mark.parametrize(
    ("attachment", "shown"),
    [
        (SHARED, "Look\nAda:\nWe launch in March"),
        ({"title": "Build 12", "text": "failed", "fallback": "x"}, "Look\nBuild 12\nfailed"),
        ({"fields": [{"title": "Priority", "value": "high"}, {"title": None, "value": None}]}, "Look\nPriority: high"),
        ({"fallback": "3 tests"}, "Look\n3 tests"),
        ({"from_url": "https://a.example", "title": "A page", "text": "of others"}, "Look"),
        ({}, "Look"),
    ],
)
def test_what_is_attached_to_a_text_is_read_with_it_but_no_page_that_it_links_to(attachment: Any, shown: str) -> None:
    assert text_of({"text": "Look", "attachments": [attachment]}) == shown
