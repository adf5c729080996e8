from typing import Any

import anthropic
import pytest

from tests.conversations.demo_model.asking import Turn, text_of, use_of
from tests.conversations.demo_model.definitions import definitions, tool

TEXT, NUMBER = {"type": "string"}, {"type": "number"}
CASES: list[tuple[str, str, dict[str, Any]]] = [
    (
        "create an issue for the bug where the login button disappears on mobile",
        "acme_tracker__create_issue",
        {"title": "Login button disappears on mobile", "team": "Mobile"},
    ),
    ("which issues are open?", "acme_tracker__list_issues", {"state": "open"}),
    ("could you tell me which issues are open?", "acme_tracker__list_issues", {"state": "open"}),
    ("which issues are assigned to me?", "acme_tracker__list_issues", {"assignee": "me"}),
    (
        "show all urgent issues of the Web team",
        "acme_tracker__list_issues",
        {"team": "Web", "priority": "urgent"},
    ),
    (
        "file a high priority bug: the map is blank on iPad",
        "acme_tracker__create_issue",
        {"title": "Map is blank on iPad", "priority": "high"},
    ),
    (
        "bug: app crashes when rotating the phone",
        "acme_tracker__create_issue",
        {"title": "App crashes when rotating the phone"},
    ),
    (
        "Open a ticket for the Web team to update the privacy page, please",
        "acme_tracker__create_issue",
        {"title": "Update the privacy page", "team": "Web"},
    ),
    (
        'create an issue titled "Blank map" with high priority, description: The map is blank',
        "acme_tracker__create_issue",
        {"title": "Blank map", "priority": "high", "description": "The map is blank"},
    ),
    (
        "please create a private issue to ask for a new laptop",
        "acme_tracker__create_issue",
        {"title": "Ask for a new laptop", "private": True},
    ),
    ("show me MOB-38", "acme_tracker__get_issue", {"key": "MOB-38"}),
    ("open MOB-38", "acme_tracker__get_issue", {"key": "MOB-38"}),
    ("close MOB-38", "acme_tracker__close_issue", {"key": "MOB-38"}),
    ("reopen MOB-40", "acme_tracker__update_issue", {"key": "MOB-40", "state": "open"}),
    ("assign WEB-17 to Ada", "acme_tracker__update_issue", {"key": "WEB-17", "assignee": "Ada"}),
    (
        "change the priority of WEB-18 to low",
        "acme_tracker__update_issue",
        {"key": "WEB-18", "priority": "low"},
    ),
    (
        "rename WEB-17 to 'Search ignores umlauts'",
        "acme_tracker__update_issue",
        {"key": "WEB-17", "title": "Search ignores umlauts"},
    ),
    (
        "comment on MOB-38: Seen on a Pixel 9, too",
        "acme_tracker__comment_on_issue",
        {"key": "MOB-38", "comment": "Seen on a Pixel 9, too"},
    ),
    (
        "add a comment to WEB-18 that we compress the picture now",
        "acme_tracker__comment_on_issue",
        {"key": "WEB-18", "comment": "We compress the picture now"},
    ),
    ("list the channels", "acme_chat__list_channels", {}),
    ("what is new in #mobile?", "acme_chat__read_channel", {"channel": "#mobile"}),
    ("summarise #launch", "acme_chat__read_channel", {"channel": "#launch"}),
    (
        "check #launch for reports about the login button",
        "acme_chat__search_messages",
        {"query": "login button", "channel": "#launch"},
    ),
    (
        "tell #launch that MOB-42 is on its way",
        "acme_chat__post_message",
        {"channel": "#launch", "text": "MOB-42 is on its way"},
    ),
    (
        'send "Lunch at noon?" to the general channel',
        "acme_chat__post_message",
        {"channel": "#general", "text": "Lunch at noon?"},
    ),
    (
        "search the documents for the release checklist",
        "acme_docs__search_documents",
        {"query": "release checklist"},
    ),
    ("show me the documents", "acme_docs__search_documents", {}),
    (
        'create a document titled "Retro notes" saying We shipped.',
        "acme_docs__create_document",
        {"title": "Retro notes", "body": "We shipped."},
    ),
]


@pytest.mark.parametrize(("question", "name", "arguments"), CASES, ids=[case[0] for case in CASES])
def test_words_choose_the_tool_and_fill_its_arguments(
    client: anthropic.Anthropic, question: str, name: str, arguments: dict[str, Any]
) -> None:
    assert use_of(Turn(client, definitions()).ask(question)) == (name, arguments)


@pytest.mark.parametrize(
    ("question", "definition", "arguments"),
    [
        ("echo hello there", tool("everything__echo", "Echoes a message", message=TEXT), {"message": "hello there"}),
        ("get the sum of 2 and 3.5", tool("get-sum", "Adds", a=NUMBER, b=NUMBER), {"a": 2, "b": 3.5}),
        ("fetch https://example.com/a?b=1", tool("fetch", url=TEXT), {"url": "https://example.com/a?b=1"}),
        ("show me the tiny image", tool("get-tiny-image", "Returns a tiny image"), {}),
        (
            "create an event about the launch",
            tool("cal__create_event", title=TEXT, kind={"enum": ["meeting", "call"]}),
            {"title": "Launch", "kind": "meeting"},
        ),
    ],
)
def test_tools_of_unknown_servers_are_used_by_their_words(
    client: anthropic.Anthropic, question: str, definition: dict[str, Any], arguments: dict[str, Any]
) -> None:
    name, given = use_of(Turn(client, [definition]).ask(question))
    assert (name, given) == (definition["name"], arguments)


@pytest.mark.parametrize(
    "question", ["who won the world cup in 1974?", "how do I connect a tool?", "delete MOB-38", "tell Ada I am late"]
)
def test_what_no_tool_can_do_is_said_honestly(client: anthropic.Anthropic, question: str) -> None:
    answer = Turn(client, definitions()).ask(question)
    assert answer.stop_reason == "end_turn"
    assert "rules, not an LLM" in text_of(answer)
    assert "I found no tool for that" in text_of(answer)
    assert "**Acme Tracker**: list issues" in text_of(answer)


def test_without_tools_it_says_how_to_switch_one_on(client: anthropic.Anthropic) -> None:
    answer = text_of(Turn(client).ask("create an issue for the login bug"))
    assert "rules, not an LLM" in answer
    assert "Press **+**" in answer


def test_a_call_that_lacks_something_is_asked_about(client: anthropic.Anthropic) -> None:
    answer = Turn(client, definitions()).ask("create an issue")
    assert answer.stop_reason == "end_turn"
    assert "I need to know the **title**" in text_of(answer)


@pytest.mark.parametrize("words", ["create ", "and create ", "then close it and ", "the bug where ", '" ', "#a "])
def test_very_long_words_are_answered_in_time(client: anthropic.Anthropic, words: str) -> None:
    with anthropic.Anthropic(api_key="none", base_url=client.base_url, max_retries=0, timeout=10) as patient:
        answer = Turn(patient, definitions()).ask(words * 20_000)
    assert answer.stop_reason in ("tool_use", "end_turn")


def test_tool_choice_is_followed(client: anthropic.Anthropic) -> None:
    listed = {"type": "tool", "name": "acme_chat__list_channels"}
    assert use_of(Turn(client, definitions()).ask("Hello", tool_choice=listed))[0] == "acme_chat__list_channels"
    none = Turn(client, definitions()).ask("which issues are open?", tool_choice={"type": "none"})
    assert none.stop_reason == "end_turn"


def test_tools_on_demand_are_searched_for_once(client: anthropic.Anthropic) -> None:
    turn = Turn(client, [tool("search_tools", "Finds tools", query=TEXT)])
    assert use_of(turn.ask("which issues are open?")) == ("search_tools", {"query": "which issues are open?"})
    assert turn.give("No tool fits.").stop_reason == "end_turn"
