"""The main job: a newcomer connects a tool and gets work done, in the browser, with the demo model."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import asking, main_job
from tests.browser.chat import ANSWER_MILLISECONDS, Chat
from tests.browser.conftest import Arrives
from tests.browser.product import Product

pytestmark = pytest.mark.browser
# More stops than any of these screens has.
MOST_STOPS = 60


def test_a_newcomer_connects_a_tool_and_gets_work_done(arrives: Arrives, product: Product) -> None:
    mia, ada = arrives("mia@acme.example").sign_in().is_in(), arrives("ada@acme.example").sign_in().is_in()
    main_job.it_is_not_enabled(mia)
    main_job.ada_enables_it(ada)
    main_job.mia_reads_the_listing(mia)
    main_job.mia_connects(mia)
    chat = Chat(mia).new()
    chat.switch_on(main_job.TRACKER)
    key = main_job.an_issue_is_made_after_mia_allows_it(chat, product)
    main_job.open_issues_are_read_without_asking(chat, key)
    main_job.a_public_share_is_refused(chat, ada)
    main_job.a_public_project_has_no_connectors(mia, ada)
    main_job.a_clean_chat_is_shared_inside(Chat(mia), ada, arrives("", org="acme"))


def test_a_member_asks_for_a_connector_an_owner_approves_and_the_member_is_told(
    arrives: Arrives, product: Product
) -> None:
    mia = arrives("mia@acme.example").sign_in().is_in()
    asking.mia_asks(mia)
    asking.ada_approves(arrives("ada@acme.example").sign_in().is_in())
    mia.page.reload()
    asking.mia_is_told(mia, product)


@pytest.fixture
def connected(arrives: Arrives) -> Chat:
    """A new chat of Mia's, who is connected to the tracker."""
    mia = arrives("mia@acme.example").sign_in().is_in()
    mia.connect(main_job.enabled(arrives("ada@acme.example").sign_in().is_in()))
    mia.page.reload()
    return Chat(mia.is_in())


def test_a_command_switches_a_connector_on_and_a_denied_write_does_nothing(connected: Chat, product: Product) -> None:
    connected.message.press_sequentially("/switch on")
    connected.page.get_by_role("option", name=f"Switch on {main_job.TRACKER}").click()
    connected.is_on(main_job.TRACKER)
    expect(connected.message).to_have_value("")
    connected.say('create an issue titled "Better not"')
    card = connected.card("Create issue")
    card.get_by_role("button", name="Deny").click()
    card.get_by_label("Reason").fill("Wrong team")
    card.get_by_role("button", name="Deny").click()
    connected.wait_for_end()
    expect(connected.page.get_by_role("article", name="Answer")).to_contain_text("You declined that")
    assert [call["status"] for call in connected.last_calls()] == ["denied"]
    assert product.reporters("Better not") == []


def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press the key until this has the focus."""
    expect(wanted).to_be_visible()
    for _ in range(MOST_STOPS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not reach {wanted}")


def test_a_connector_is_switched_on_used_and_approved_by_keyboard_alone(connected: Chat, product: Product) -> None:
    chat, page = connected, connected.page
    tab_to(page, page.get_by_role("button", name="Add to conversation"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Connectors", exact=True))
    page.keyboard.press("ArrowRight")
    tab_to(page, page.get_by_role("switch", name=main_job.TRACKER))
    page.keyboard.press("Space")
    expect(page.get_by_role("switch", name=main_job.TRACKER)).to_be_checked()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    tab_to(page, chat.message, "Shift+Tab")
    page.keyboard.type('create an issue titled "Made without a mouse"')
    page.keyboard.press("Enter")
    expect(chat.allow).to_be_visible(timeout=ANSWER_MILLISECONDS)
    expect(chat.allow).not_to_be_focused()
    tab_to(page, chat.allow, "Shift+Tab")
    page.keyboard.press("Enter")
    chat.wait_for_end()
    assert product.reporters("Made without a mouse") == ["mia@acme.example"]
