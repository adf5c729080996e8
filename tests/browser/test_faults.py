"""What goes wrong while the whole product runs: each ends in clear words and a valid state, and nothing is doubled."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.browser.conftest import Arrives
from tests.browser.main_job import enabled
from tests.browser.person import Person
from tests.browser.product import Product
from tests.fakes.messages_api import MessagesApi, Pause, messages_api, text, tool

pytestmark = pytest.mark.browser
# The sweeper looks every five seconds, a lease lasts thirty, a worker starts in ten on a busy machine.
RECOVERY_MILLISECONDS = 60_000
QUESTION = "please go on"


@pytest.fixture(scope="module")
def scripted() -> Iterator[MessagesApi]:
    """A model that stops in mid-sentence when it is told to."""
    with messages_api() as api:
        yield api


@pytest.fixture
def model(scripted: MessagesApi) -> MessagesApi:
    scripted.script.clear()
    scripted.requests.clear()
    scripted.paused.clear()
    scripted.go_on.clear()
    return scripted


@pytest.fixture(scope="module")
def settings_of_the_run(scripted: MessagesApi) -> dict[str, str]:
    return {"ANTHROPIC_BASE_URL": scripted.url, "ANTHROPIC_API_KEY": "of-the-tests"}


@pytest.fixture
def mia(arrives: Arrives) -> Person:
    return arrives("mia@acme.example").sign_in().is_in()


@pytest.fixture
def tracker(arrives: Arrives) -> str:
    """Acme Tracker, enabled by Ada if it is not."""
    return enabled(arrives("ada@acme.example").sign_in().is_in())


def begin(mia: Person) -> tuple[str, str]:
    """A conversation with a message sent, open on Mia's screen: (conversation, turn)."""
    conversation = mia.post("conversations")["id"]
    turn = mia.post(f"conversations/{conversation}/messages", text=QUESTION)["turn"]["id"]
    mia.page.goto(f"/o/acme/c/{conversation}")
    return conversation, turn


def said(mia: Person, conversation: str) -> list[tuple[str, str]]:
    """(role, text) of each message that is kept."""
    messages = mia.get(f"conversations/{conversation}/messages")["results"]
    return [(each["role"], _words(each["content"])) for each in messages]


def _words(content: list[dict[str, Any]]) -> str:
    return "|".join(block["text"] for block in content if block["type"] == "text")


def test_a_wrong_password_is_said_and_lets_nobody_in(arrives: Arrives) -> None:
    stranger = arrives("mia@acme.example").sign_in(password="not-the-password")
    expect(stranger.page.get_by_text(re.compile("not correct|does not match|wrong", re.I))).to_be_visible()
    assert stranger.context.request.get("/api/v1/me").status == 401
    expect(stranger.page.get_by_role("button", name="Sign in", exact=True)).to_be_enabled()


def test_a_denied_consent_comes_back_with_clear_words(mia: Person, tracker: str) -> None:
    mia.page.goto("/o/acme/connectors/acme-tracker")
    mia.page.get_by_role("button", name="Connect", exact=True).click()
    mia.page.get_by_role("button", name="Cancel").click()
    expect(mia.page.get_by_text("You did not allow the access, so nothing was connected.")).to_be_visible()
    expect(mia.page).to_have_url(re.compile("/o/acme/connectors/acme-tracker$"))
    accounts = mia.get(f"connectors/{tracker}/connections")["results"]
    assert [each for each in accounts if each["status"] == "connected"] == []


def test_a_worker_killed_in_the_middle_costs_nothing_and_doubles_nothing(
    mia: Person, model: MessagesApi, product: Product, tracker: str
) -> None:
    title = "Written once"
    mia.connect(tracker)
    model.says([tool("acme_tracker__create_issue", title=title)], Pause("Half of an"), [text("The issue is there.")])
    conversation = mia.post("conversations")["id"]
    mia.send("PUT", f"conversations/{conversation}/connectors/{tracker}", {"enabled": True})
    mia.page.goto(f"/o/acme/c/{conversation}")
    chat = Chat(mia)
    chat.say(QUESTION)
    chat.allow.click()
    assert model.paused.wait(30), "the model was not told of the result"
    expect(mia.page.get_by_text("Half of an")).to_be_visible()
    product.kill("worker-1@")
    expect(mia.page.get_by_text("The issue is there.")).to_be_visible(timeout=RECOVERY_MILLISECONDS)
    chat.wait_for_end()
    expect(mia.page.get_by_text("Half of an")).to_have_count(0)
    assert product.reporters(title) == ["mia@acme.example"]
    assert said(mia, conversation) == [("user", QUESTION), ("assistant", "The issue is there.")]


def test_a_turn_survives_a_restart_of_valkey(mia: Person, model: MessagesApi, product: Product) -> None:
    model.says(Pause("Before and ", rest="after."))
    conversation, turn = begin(mia)
    assert model.paused.wait(30), "the model was never asked"
    expect(mia.page.get_by_text("Before and")).to_be_visible()
    product.kill("valkey-server")
    model.go_on.set()
    Chat(mia).wait_for_end(RECOVERY_MILLISECONDS)
    expect(mia.page.get_by_text("Before and after.")).to_be_visible()
    assert mia.get(f"turns/{turn}")["status"] == "completed"
    ((_, question), (_, answer)) = said(mia, conversation)
    assert (question, answer.replace("|", "")) == (QUESTION, "Before and after.")


def test_the_next_turn_runs_after_valkey_came_back(mia: Person, model: MessagesApi, product: Product) -> None:
    product.kill("valkey-server")
    model.says([text("Here again.")])
    begin(mia)
    expect(mia.page.get_by_text("Here again.")).to_be_visible(timeout=RECOVERY_MILLISECONDS)
