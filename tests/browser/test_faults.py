"""What goes wrong while the whole product runs: each ends in clear words and a valid state, and nothing is doubled."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.browser.conftest import Arrives
from tests.browser.main_job import enabled
from tests.browser.person import Person
from tests.browser.pictures import look
from tests.browser.product import Product
from tests.fakes.messages_api import Failure, MessagesApi, Pause, text, tool

pytestmark = pytest.mark.browser
# The sweeper looks every five seconds, a lease lasts thirty, a worker starts in ten on a busy machine.
RECOVERY_MILLISECONDS = 60_000
QUESTION = "please go on"


@pytest.fixture(scope="module")
def settings_of_the_run(scripted: MessagesApi) -> dict[str, str]:
    return {"ANTHROPIC_BASE_URL": scripted.url, "ANTHROPIC_API_KEY": "of-the-tests"}


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


def test_a_wrong_password_is_said_and_lets_nobody_in(arrives: Arrives) -> None:
    stranger = arrives("mia@acme.example").sign_in(password="not-the-password")
    expect(stranger.page.get_by_text(re.compile("not correct|does not match|wrong", re.I))).to_be_visible()
    assert stranger.context.request.get("/api/v1/me").status == 401
    expect(stranger.page.get_by_role("button", name="Sign in", exact=True)).to_be_enabled()


def test_an_ended_session_leads_to_sign_in_and_back(mia: Person) -> None:
    mia.context.clear_cookies()
    mia.page.get_by_role("link", name="Connectors", exact=True).click()
    expect(mia.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    mia.fill_in()
    expect(mia.page).to_have_url(re.compile("/o/acme/connectors$"))
    expect(mia.page.get_by_role("heading", name="Connectors")).to_be_visible()


def test_a_model_that_refuses_the_key_is_said_in_words(mia: Person, model: MessagesApi) -> None:
    model.says(Failure(401, "authentication_error"))
    _, turn = begin(mia)
    expect(mia.page.get_by_role("alert")).to_contain_text("model")
    Chat(mia).wait_for_end()
    assert (mia.get(f"turns/{turn}")["status"], len(model.requests)) == ("failed", 1)


def test_stop_ends_an_answer_in_the_middle(mia: Person, model: MessagesApi) -> None:
    model.says(Pause("This would go on for"))
    conversation, turn = begin(mia)
    expect(mia.page.get_by_text("This would go on for")).to_be_visible()
    mia.page.get_by_role("button", name="Stop", exact=True).click()
    expect(mia.page.get_by_text("Stopped.")).to_be_visible()
    Chat(mia).wait_for_end()
    assert mia.get(f"turns/{turn}")["status"] == "cancelled"
    assert mia.kept(conversation)[0] == ("user", QUESTION)


def test_a_denied_consent_comes_back_with_clear_words(mia: Person, tracker: str) -> None:
    mia.page.goto("/o/acme/connectors/acme-tracker")
    mia.page.get_by_role("button", name="Connect", exact=True).click()
    mia.page.get_by_role("button", name="Cancel").click()
    expect(mia.page.get_by_text("You did not allow the access, so nothing was connected.")).to_be_visible()
    expect(mia.page).to_have_url(re.compile("/o/acme/connectors/acme-tracker$"))
    accounts = mia.get(f"connectors/{tracker}/connections")["results"]
    assert [each for each in accounts if each["status"] == "connected"] == []


def test_a_sign_in_that_has_ended_is_renewed_from_the_card_and_the_answer_goes_on(
    mia: Person, tracker: str, model: MessagesApi, product: Product
) -> None:
    mia.connect(tracker)
    conversation = mia.post("conversations", connectors=[{"connector": tracker}])["id"]
    product.forget_sign_ins()
    model.says([tool("acme_tracker__list_issues")], [text("That is all of them.")])
    turn = mia.post(f"conversations/{conversation}/messages", text=QUESTION)["turn"]["id"]
    mia.page.goto(f"/o/acme/c/{conversation}")
    chat, card = Chat(mia), Chat(mia).card("List issues")
    expect(card).to_contain_text("Acme Tracker does not accept your sign-in any more.")
    expect(card.get_by_role("heading")).to_be_focused()
    expect(mia.page.get_by_role("button", name="Acme Tracker · Sign in again")).to_be_visible()
    look(mia, "sign-in-again")
    assert mia.get(f"turns/{turn}")["status"] == "waiting_connection"
    card.get_by_role("button", name="Sign in again").click()
    mia.page.get_by_role("radio", name="Mia Kern").check()
    mia.page.get_by_role("button", name="Allow").click()
    expect(mia.page).to_have_url(re.compile(f"/o/acme/c/{conversation}"))
    expect(mia.page.get_by_text("That is all of them.")).to_be_visible()
    chat.wait_for_end()
    chat.is_on("Acme Tracker")
    assert [call["status"] for call in chat.last_calls()] == ["succeeded"]


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
    assert mia.kept(conversation) == [("user", QUESTION), ("assistant", "The issue is there.")]


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
    ((_, question), (_, answer)) = mia.kept(conversation)
    assert (question, answer.replace("|", "")) == (QUESTION, "Before and after.")


def test_the_next_turn_runs_after_valkey_came_back(mia: Person, model: MessagesApi, product: Product) -> None:
    product.kill("valkey-server")
    model.says([text("Here again.")])
    begin(mia)
    expect(mia.page.get_by_text("Here again.")).to_be_visible(timeout=RECOVERY_MILLISECONDS)
