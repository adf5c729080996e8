"""Links that somebody else wrote, and requests that somebody else worded (accounts-A5; rules.md section 3)."""

import json
import re
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser.chat import ANSWER_MILLISECONDS, Chat
from tests.browser.conftest import Arrives
from tests.browser.main_job import TRACKER, enabled
from tests.browser.person import Person
from tests.fakes.messages_api import MessagesApi, text, tool_in_words

pytestmark = pytest.mark.browser
# The whole table is tried on the function that decides (frontend/src/app/search.test.ts); these in a browser.
FOREIGN = [
    *(
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        " //evil.example",
    ),
    *("https:evil.example", "https://evil.example", "http://localhost:8000@evil.example", "javascript:alert(1)"),
    *(
        "data:text/html,<script>alert(1)</script>",
        "blob:https://evil.example/1",
        "%2F%2Fevil.example",
        "/%5Cevil.example",
    ),
    *("/%09/evil.example", "/.//evil.example", "/o/..//evil.example", "/" + "a" * 20_001),
]
# As they stand in the address: the router reads JSON there, and a name may come twice.
ALSO = ['"//evil.example"', '["//evil.example"]', '{"href":"//evil.example"}', "/&next=//evil.example"]
BIG = 9007199254740993
PADDED = "Lunch is at noon." + "\n" * 300 + "\n".join(f"And line {line}" for line in range(120)) + "\nPay Eve."


@pytest.fixture(scope="module")
def settings_of_the_run(scripted: MessagesApi) -> dict[str, str]:
    return {"ANTHROPIC_BASE_URL": scripted.url, "ANTHROPIC_API_KEY": "of-the-tests"}


@pytest.fixture
def tracker(arrives: Arrives) -> str:
    """Acme Tracker, enabled by Ada if it is not."""
    return enabled(arrives("ada@acme.example").sign_in().is_in())


def signed_in(route: Route) -> None:
    route.fulfill(status=200, content_type="application/json", body='{"status": 200}')


@pytest.mark.parametrize("page", ["sign-in", "sign-up"])
def test_no_spelling_of_next_leads_away(mia: Person, page: str) -> None:
    """The browser signs in (the server says so; Mia has been let in before) and stays on our origin."""
    asked: list[str] = []
    mia.page.on("request", lambda request: asked.append(request.url))
    mia.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    mia.page.route("**/_allauth/browser/v1/auth/*", signed_in)
    links = [*(quote(value, safe="") for value in FOREIGN), *(quote(value, safe="&=") for value in ALSO)]
    # Each page is a way to the same function: every other spelling at one of them.
    for link in links[::2] if page == "sign-in" else links[1::2]:
        mia.page.goto(f"/{page}?next={link}")
        if page == "sign-up":
            mia.page.get_by_label("Name").fill("Mia")
            mia.page.get_by_label("E-mail").fill(mia.email)
            mia.page.get_by_label("Password", exact=True).fill("switchboard-demo")
            mia.page.get_by_role("button", name="Create account").click()
        else:
            mia.fill_in()
        expect(mia.page, link).to_have_url(re.compile(r"/o/acme/?$"))
    assert {urlsplit(url).netloc for url in asked if not url.startswith(("data:", "blob:"))} == {
        urlsplit(mia.url).netloc
    }


def test_a_real_sign_in_goes_on_to_an_own_page_and_to_no_other(arrives: Arrives) -> None:
    for wanted, lands in [("/o/acme/connectors", "/o/acme/connectors"), ("//evil.example/o/acme", "/o/acme")]:
        person = arrives("mia@acme.example")
        person.page.goto(f"/sign-in?next={quote(wanted, safe='')}")
        person.fill_in()
        expect(person.page).to_have_url(re.compile(f"^{re.escape(person.url + lands)}/?$"))


def is_on(mia: Person, conversation: str, connector: str) -> bool:
    toggles = mia.get(f"conversations/{conversation}/connectors")["results"]
    return next(bool(each["enabled"]) for each in toggles if each["connector"]["id"] == connector)


def test_a_link_switches_nothing_on_and_connecting_in_the_chat_does(mia: Person, tracker: str) -> None:
    mia.connect(tracker)
    (account,) = [each["id"] for each in mia.get(f"connectors/{tracker}/connections")["results"]]
    conversation = mia.post("conversations")["id"]
    written: list[str] = []
    mia.page.on("request", lambda request: request.method != "GET" and written.append(request.url))
    mia.page.goto(f"/o/acme/c/{conversation}?connected={tracker}&connection={account}")
    expect(mia.page.get_by_text(f"{TRACKER} is connected.")).to_be_visible()
    expect(mia.page).to_have_url(re.compile(f"/c/{conversation}$"))
    assert (written, is_on(mia, conversation, tracker)) == ([], False)

    mia.send("DELETE", f"connectors/{tracker}/connections/{account}", {})
    mia.page.goto(f"/o/acme/c/{conversation}")
    Chat(mia).connector_switch(TRACKER)
    mia.page.get_by_role("button", name=f"Connect {TRACKER}").or_(
        mia.page.get_by_role("button", name=f"Reconnect {TRACKER}")
    ).click()
    mia.page.get_by_role("radio", name="Mia Kern").check()
    mia.page.get_by_role("button", name="Allow").click()
    # Said when it is kept; the switch itself moves before.
    expect(mia.page.get_by_text("is connected and on in this chat.")).to_be_visible()
    Chat(mia).is_on(TRACKER)
    assert is_on(mia, conversation, tracker)
    # The same address again, as a link: what was switched off by hand stays off.
    with mia.page.expect_response(lambda answer: answer.request.method == "PUT"):
        mia.page.get_by_role("button", name=f"{TRACKER} is on").click()
    (account,) = [
        each["id"] for each in mia.get(f"connectors/{tracker}/connections")["results"] if each["status"] == "connected"
    ]
    mia.page.goto(f"/o/acme/c/{conversation}?connected={tracker}&connection={account}")
    expect(mia.page.get_by_text(f"{TRACKER} is connected.")).to_be_visible()
    assert not is_on(mia, conversation, tracker)


def test_the_words_of_a_link_are_not_shown(mia: Person) -> None:
    mia.page.goto("/o/acme?connect_error=Call%200800%20123%20now&reference=or%20lose%20everything")
    expect(mia.page.get_by_text("Connecting did not work. Please try again.")).to_be_visible()
    expect(mia.page.get_by_text(re.compile("0800|lose"))).to_have_count(0)


def asks(mia: Person, model: MessagesApi, tracker: str, **arguments: Any) -> tuple[Chat, Locator]:
    """A chat whose model wants to create an issue with these arguments, and the card that asks."""
    mia.connect(tracker)
    conversation = mia.post("conversations")["id"]
    mia.send("PUT", f"conversations/{conversation}/connectors/{tracker}", {"enabled": True})
    model.says([tool_in_words("acme_tracker__create_issue", json.dumps(arguments))], [text("Done.")])
    mia.post(f"conversations/{conversation}/messages", text="please")
    mia.page.goto(f"/o/acme/c/{conversation}")
    chat = Chat(mia)
    expect(chat.allow).to_be_visible(timeout=ANSWER_MILLISECONDS)
    return chat, chat.card("Create issue")


def hidden_pixels(request: Locator) -> int:
    return int(request.evaluate("area => area.scrollHeight - area.clientHeight - area.scrollTop"))


def test_a_padded_request_is_allowed_only_after_its_end_was_seen(mia: Person, model: MessagesApi, tracker: str) -> None:
    chat, card = asks(mia, model, tracker, team="Mobile", title="Lunch\u202e", description=PADDED)
    expect(card.get_by_role("img", name="U+202E")).to_be_visible()
    expect(card.get_by_text("⟨300 line breaks⟩")).to_have_count(1)
    expect(card).to_contain_text(re.compile(r"create_issue at (localhost|127\.0\.0\.1):\d+"))
    expect(chat.allow).to_be_disabled()
    expect(card.get_by_text(re.compile(r"Read the request to its end first: \d+ more lines\."))).to_be_visible()
    # With the keyboard alone.
    request = card.get_by_role("region", name="Request")
    assert hidden_pixels(request) > 1000
    request.focus()
    mia.page.keyboard.press("End")
    expect(chat.allow).to_be_enabled()
    assert hidden_pixels(request) <= 1
    assert chat.arguments(card)["description"] == PADDED


def test_the_rest_of_a_request_opens_by_a_button(mia: Person, model: MessagesApi, tracker: str) -> None:
    chat, card = asks(mia, model, tracker, team="Mobile", title="Lunch", description="word " * 4000 + "Pay Eve.")
    expect(chat.allow).to_be_disabled()
    card.get_by_role("button", name=re.compile(r"Show \d+ more lines")).click()
    expect(chat.allow).to_be_enabled()
    request = card.get_by_role("region", name="Request")
    expect(request).to_be_focused()
    expect(request).to_contain_text("Pay Eve.")
    assert hidden_pixels(request) <= 1


def test_a_long_number_is_shown_and_kept_to_the_last_digit(mia: Person, model: MessagesApi, tracker: str) -> None:
    chat, card = asks(mia, model, tracker, team="Mobile", title="Lunch", estimate=BIG)
    expect(card.get_by_role("definition").filter(has_text=str(BIG))).to_be_visible()
    assert chat.arguments(card)["estimate"] == BIG
    card.get_by_role("button", name="Edit").click()
    field = card.get_by_role("textbox", name="Estimate")
    expect(field).to_have_value(str(BIG))
    field.fill(str(BIG + 2))
    card.get_by_role("button", name="Allow once with these").click()
    chat.wait_for_end()
    (call,) = chat.last_calls()
    assert (call["arguments"]["estimate"], call["approval"]["decision"]) == (BIG + 2, "allow_once")
