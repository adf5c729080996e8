"""The sentence of the mission with Linear: a member asks for an issue, sees what will be sent, has its link."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.chat import ANSWER_MILLISECONDS
from tests.browser.conftest import Arrives
from tests.browser.person import Person
from tests.browser.pictures import look
from tests.fakes.messages_api import MessagesApi, text, tool
from tests.services.browser.outside import LINEAR, Outside
from tests.services.browser.people import get_ready, new_chat_with
from tests.services.browser.results import last_result

pytestmark = [pytest.mark.browser, pytest.mark.peer, pytest.mark.services]
WISH = "Create a Linear issue for the bug where the login button disappears on mobile"
TITLE = "Login button disappears on mobile"
ISSUE = {"team": "LAU", "title": TITLE, "description": "On iOS, **after a failed sign-in**.", "priority": "high"}


def with_its_link(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """What a model says when it has read that the issue is there."""
    found = re.search(r"(LAU-\d+).*?(http\S+)", last_result(asked), re.S)
    assert found, last_result(asked)
    return [text(f"Created [{found[1]}]({found[2]}): {TITLE}.")]


def issues_at_linear(outside: Outside, email: str) -> list[dict[str, Any]]:
    """All issues, as Linear itself tells this person."""
    token = outside.emulate.sign_in("linear", email, "read")["access_token"]
    query = "{ issues(first: 100) { nodes { identifier title description priority creator { email } } } }"
    found: list[dict[str, Any]] = outside.emulate.ask_linear(token, query)["issues"]["nodes"]
    return found


def made(outside: Outside) -> list[dict[str, Any]]:
    return [issue for issue in issues_at_linear(outside, "mia@acme.example") if issue["title"] == TITLE]


def test_an_issue_is_made_at_linear_after_mia_allows_it(
    arrives: Arrives, mia: Person, model: MessagesApi, outside: Outside
) -> None:
    ada = arrives("ada@acme.example").sign_in().is_in()
    get_ready(ada, mia, LINEAR)
    chat = new_chat_with(mia, LINEAR)
    model.says(
        [text("I look whether it is there."), tool("linear__list_issues", sort="created", limit=50)],
        [text("It is new. This is what I will send:"), tool("linear__create_issue", **ISSUE)],
        with_its_link,
    )
    chat.say(WISH)

    expect(chat.allow).to_be_visible(timeout=ANSWER_MILLISECONDS)
    look(mia, "linear-waits")
    assert chat.arguments(chat.card("Create issue")) == ISSUE
    assert made(outside) == [], "it was made before it was allowed"
    chat.allow.click()
    chat.wait_for_end()

    (issue,) = made(outside)
    assert (issue["creator"]["email"], issue["priority"]) == ("mia@acme.example", 2)
    link = mia.page.get_by_role("article", name="Answer").get_by_role("link", name=issue["identifier"])
    expect(link).to_have_attribute("href", re.compile(rf"^http\S+/{issue['identifier']}"))
    assert [(call["tool"], call["status"]) for call in chat.last_calls()] == [
        ("list_issues", "succeeded"),
        ("create_issue", "succeeded"),
    ]
    look(mia, "linear-done")
    assert ada.context.request.get(ada.address(f"conversations/{chat.id}")).status == 404
    assert TITLE not in str(ada.get("conversations"))
