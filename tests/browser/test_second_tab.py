"""What begins in one tab is seen in the others, without a reload; what a phone shows is neither zoomed nor torn."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat import Chat
from tests.browser.conftest import Arrives
from tests.browser.person import Person

pytestmark = pytest.mark.browser
SECONDS = 10_000


def _opened(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.get_by_role("textbox", name="Message")).to_be_visible()
    return page


def test_a_second_tab_and_another_device_follow_a_turn_that_begins_in_the_first(mia: Person, arrives: Arrives) -> None:
    chat = Chat(mia).new()
    chat.say("Hello there")
    expect(mia.page).to_have_url(re.compile("/c/"))
    expect(mia.page.get_by_role("log")).to_contain_text("Hello there")
    chat.wait_for_end()
    others = [
        _opened(mia.context.new_page(), mia.page.url),
        _opened(arrives("mia@acme.example").sign_in().is_in().page, mia.page.url),
    ]
    chat.say("And now from the first tab")
    for page in others:
        expect(page.get_by_role("log")).to_contain_text("And now from the first tab", timeout=SECONDS)
    chat.wait_for_end()
    answers = mia.page.get_by_role("article")
    for page in others:
        expect(page.get_by_role("article")).to_have_count(answers.count(), timeout=SECONDS)
        expect(page.get_by_role("article").last).to_have_text(answers.last.inner_text(), use_inner_text=True)


def test_no_field_on_a_phone_is_smaller_than_what_ios_zooms_into(mia: Person) -> None:
    mia.page.set_viewport_size({"width": 390, "height": 844})
    sizes = (
        "[...document.querySelectorAll('input, textarea, select')].map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    for path in ("/o/acme", "/o/acme/connectors", "/profile"):
        mia.page.goto(path)
        mia.page.wait_for_selector("input, textarea, select")
        assert min(mia.page.evaluate(sizes)) >= 16


TORN = """heading => [...heading.querySelectorAll('*')].flatMap(e => [...e.childNodes]).filter(n => n.nodeType === 3)
    .flatMap(node => [...node.data.matchAll(/\\S+/g)].filter(word => {
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        return new Set([...range.getClientRects()].map(r => r.top)).size > 1;
    }).map(word => word[0]))"""


def test_no_word_on_a_decided_card_is_torn_on_a_phone(mia: Person, arrives: Arrives) -> None:
    tracker = arrives("ada@acme.example").sign_in().is_in().post("connectors", listing="acme-tracker")["id"]
    mia.connect(tracker)
    mia.page.set_viewport_size({"width": 390, "height": 844})
    mia.page.goto("/o/acme")
    chat = Chat(mia)
    chat.switch_on("Acme Tracker")
    chat.say("create an issue for the bug where the login button disappears on mobile")
    chat.allow.click()
    card = chat.card("Create issue")
    expect(card).to_contain_text("Allowed once", timeout=SECONDS)
    assert card.get_by_role("heading").evaluate(TORN) == []


SIDEWAYS = """() => [document.documentElement, ...document.querySelectorAll('main, main *')]
    .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== 'visible')
    .filter(e => e.getAttribute('role') !== 'region')
    .filter(e => e.tagName === 'HTML' || getComputedStyle(e).overflowX !== 'hidden')
    .map(e => e.outerHTML.slice(0, 200))"""


CUT = """buttons => buttons.filter(button => {
    const [own, place] = [button, button.parentElement].map(e => e.getBoundingClientRect());
    return own.left < place.left || own.right > Math.min(place.right, innerWidth) || own.bottom > place.bottom;
}).map(button => button.innerText)"""


def test_what_is_on_in_a_chat_is_seen_whole_on_a_phone_and_makes_the_page_no_wider(
    mia: Person, arrives: Arrives
) -> None:
    ada = arrives("ada@acme.example").sign_in().is_in()
    on = [ada.post("connectors", listing=f"acme-{name}")["id"] for name in ("chat", "docs", "tracker")]
    for connector in on:
        mia.connect(connector)
    chat = mia.post("conversations", connectors=[{"connector": connector} for connector in on])["id"]
    mia.page.set_viewport_size({"width": 390, "height": 844})
    mia.page.goto(f"/o/acme/c/{chat}")
    chips = mia.page.get_by_role("button", name=re.compile("is on"))
    expect(chips).to_have_count(len(on))
    assert chips.evaluate_all(CUT) == []
    assert mia.page.evaluate("document.documentElement.scrollWidth") == 390


# Whether it is scrolled, now or within five seconds: browsers begin a moment after the key.
SCROLLS = """box => new Promise((tell) => {
  const look = () => { if (box.scrollLeft > 0) tell(true); };
  box.addEventListener("scroll", look);
  look();
  setTimeout(() => tell(false), 5000);
})"""


def test_nothing_but_a_table_scrolls_sideways_on_a_phone(arrives: Arrives) -> None:
    ada = arrives("ada@acme.example").sign_in().is_in()
    ada.page.set_viewport_size({"width": 390, "height": 844})
    for path in ("settings/audit", "settings/members", "settings/connectors", "connectors", "customize/connectors"):
        ada.page.goto(f"/o/acme/{path}")
        ada.page.wait_for_load_state("networkidle")
        assert ada.page.evaluate(SIDEWAYS) == [], path
    ada.page.goto("/o/acme/settings/audit")
    events = ada.page.get_by_role("region", name="Audit events")
    expect(events).to_be_visible()
    assert events.evaluate("box => box.scrollWidth > box.clientWidth"), "the log is wider than a phone"
    events.focus()
    ada.page.keyboard.press("ArrowRight")
    assert events.evaluate(SCROLLS), "the arrow keys scroll it"
