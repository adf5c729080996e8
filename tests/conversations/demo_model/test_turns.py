import anthropic
import pytest

from tests.conversations.demo_model.asking import Turn, text_of, use_of
from tests.conversations.demo_model.definitions import definitions

REPORT = "- #launch · Fri 20 Nov 14:02 · Mia Kern: the login button disappears after a wrong password"
CREATED = (
    "Created MOB-42.\n\n# MOB-42 · Login button disappears on mobile\nState: open · Team: Mobile\n\nNo description."
)


@pytest.fixture
def turn(client: anthropic.Anthropic) -> Turn:
    return Turn(client, definitions())


def test_a_sentence_comes_before_a_write(turn: Turn) -> None:
    assert text_of(turn.ask("close MOB-38")) == "I can close that. Please check what I will send:"


def test_a_creation_is_reported_with_its_key(turn: Turn) -> None:
    turn.ask("create an issue for the bug where the login button disappears on mobile")
    answer = text_of(turn.give(CREATED))
    assert answer.startswith("Done: **MOB-42** “Login button disappears on mobile” is in Acme Tracker.")
    assert "- State: open\n- Team: Mobile" in answer


def test_a_list_is_answered_as_a_list(turn: Turn) -> None:
    turn.ask("which issues are open?")
    answer = text_of(turn.give("2 issues:\n- MOB-42 · Login button (open)\n- WEB-17 · Search (open)"))
    assert answer == (
        "Here is what I found in Acme Tracker:\n\n- **MOB-42** · Login button (open)\n- **WEB-17** · Search (open)"
    )


def test_an_empty_list_is_said_plainly(turn: Turn) -> None:
    turn.ask("which issues are open?")
    assert text_of(turn.give("No issues match.")).endswith("No issues match.")


def test_json_results_are_read(turn: Turn) -> None:
    turn.ask("which issues are open?")
    answer = text_of(turn.give('{"issues": [{"key": "MOB-1", "title": "Blank map", "state": "open"}], "total": 1}'))
    assert "- **MOB-1** · Blank map (State: open)" in answer


def test_two_things_are_done_one_after_the_other(turn: Turn) -> None:
    first = turn.ask(
        "check #launch for reports about the login button, then create an issue for the bug where it disappears"
    )
    assert use_of(first) == ("acme_chat__search_messages", {"query": "login button", "channel": "#launch"})
    second = turn.give(REPORT)
    name, arguments = use_of(second)
    assert (name, arguments["title"]) == ("acme_tracker__create_issue", "Login button disappears")
    assert "after a wrong password" in arguments["description"]
    assert "I can file that. Please check what I will send:" in text_of(second)
    assert "Done: **MOB-42**" in text_of(turn.give(CREATED))


def test_what_was_made_is_meant_by_it(turn: Turn) -> None:
    turn.ask("create an issue for the bug where the login button disappears on mobile and assign it to me")
    assert use_of(turn.give(CREATED)) == ("acme_tracker__update_issue", {"key": "MOB-42", "assignee": "me"})
    turn.give("Changed assignee from “nobody” to “mia@acme.example”.")
    told = use_of(turn.ask("tell #launch about it"))
    assert told == (
        "acme_chat__post_message",
        {"channel": "#launch", "text": "MOB-42: Login button disappears on mobile"},
    )
    turn.give("Posted to #launch: MOB-42: Login button disappears on mobile")
    assert use_of(turn.ask("close it")) == ("acme_tracker__close_issue", {"key": "MOB-42"})


def test_an_id_that_is_missing_is_looked_up_first(turn: Turn) -> None:
    assert use_of(turn.ask("read the launch plan")) == ("acme_docs__search_documents", {"query": "launch plan"})
    found = turn.give("- DOC-1 · Launch plan: Acme 3.0 (Ada Byron): Code freeze: Thursday")
    assert use_of(found) == ("acme_docs__read_document", {"document_id": "DOC-1"})
    assert "Code freeze" in text_of(turn.give("# DOC-1 · Launch plan\n\n- Code freeze: Thursday"))


def test_nothing_found_ends_the_look_up(turn: Turn) -> None:
    turn.ask("close the issue about zebras")
    answer = turn.give("No issues match.")
    assert (answer.stop_reason, "No issues match." in text_of(answer)) == ("end_turn", True)


@pytest.mark.parametrize(
    ("result", "meaning"),
    [
        ("The person denied this call.", "You declined that, so I did not do it and nothing was sent."),
        ("The person denied this call. Wrong team", "nothing was sent.\n\n> Wrong team"),
        ("Nobody approved this call in time.", "Nobody approved that in time"),
        ("This call is not allowed. An owner blocked it", "I may not do that here"),
        ("There is no issue MOB-38 that you can see.", "Acme Tracker says:\n\n> There is no issue MOB-38"),
    ],
)
def test_a_call_that_failed_is_said_plainly_with_the_reason(turn: Turn, result: str, meaning: str) -> None:
    turn.ask("close MOB-38, then tell #launch that it is closed")
    answer = turn.give(result, failed=True)
    assert answer.stop_reason == "end_turn"
    assert meaning in text_of(answer)


def test_a_greeting_and_thanks_call_no_tool(turn: Turn) -> None:
    assert text_of(turn.ask("Hello")).startswith("Hello! I am the demo model: rules, not an LLM.")
    assert text_of(turn.ask("Thanks!")) == "You are welcome."
