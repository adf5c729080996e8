"""What Mia and Ada do in the main job, each step with what must be seen after it."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.chat import ANSWER_MILLISECONDS, Chat
from tests.browser.person import Person
from tests.browser.product import Product

TRACKER = "Acme Tracker"
WISH = "create an issue for the bug where the login button disappears on mobile"
REFUSED_SHARE = re.compile("This chat can.t be shared outside Acme")


def tile_of(person: Person) -> Locator:
    """The tracker in the directory."""
    heading = person.page.get_by_role("heading", name=TRACKER)
    return person.page.get_by_role("listitem").filter(has=heading)


def enabled(ada: Person) -> str:
    """The tracker's connector, enabled by Ada if it was not, without looking at the screen."""
    found = ada.get("directory/acme-tracker")["connector"]
    return str(found or ada.post("connectors", listing="acme-tracker")["id"])


def it_is_not_enabled(mia: Person) -> None:
    mia.page.get_by_role("link", name="Connectors", exact=True).click()
    tile = tile_of(mia)
    expect(tile).to_contain_text(f"Only an owner can enable {TRACKER}. Ask one of them.")
    expect(tile.get_by_role("button", name=re.compile("Connect|Enable"))).to_have_count(0)


def ada_enables_it(ada: Person) -> None:
    ada.page.get_by_role("link", name="Connectors", exact=True).click()
    tile = tile_of(ada)
    tile.get_by_role("button", name="Enable").click()
    expect(tile.get_by_role("button", name="Connect")).to_be_visible()


def mia_reads_the_listing(mia: Person) -> None:
    mia.page.reload()
    tile_of(mia).get_by_role("link", name=TRACKER).click()
    expect(mia.page.get_by_role("heading", name=TRACKER, level=1)).to_be_visible()
    for effect, tools in {"Read": ["List issues", "Get issue"], "Write": ["Create issue", "Close issue"]}.items():
        card = mia.page.locator(f"b:text-is('{effect}')").locator("..")
        for tool in tools:
            expect(card.get_by_role("listitem").filter(has_text=tool)).to_be_visible()


def mia_connects(mia: Person) -> None:
    mia.page.get_by_role("button", name="Connect", exact=True).click()
    expect(mia.page.get_by_role("heading", name=f"Connect {TRACKER} to Switchboard")).to_be_visible()
    mia.page.get_by_role("radio", name="Mia Kern").check()
    mia.page.get_by_role("button", name="Allow").click()
    expect(mia.page).to_have_url(re.compile("/o/acme/connectors/acme-tracker$"))
    expect(mia.page.get_by_text("Connected", exact=True)).to_be_visible()


def an_issue_is_made_after_mia_allows_it(chat: Chat, product: Product) -> str:
    chat.say(WISH)
    expect(chat.allow).to_be_visible(timeout=ANSWER_MILLISECONDS)
    card = chat.card("Create issue")
    shown = chat.arguments(card)
    (waiting,) = chat.last_calls()
    assert (waiting["status"], waiting["arguments"]) == ("awaiting_approval", shown)
    title = shown["title"]
    assert "login button disappears on mobile" in title.lower()
    assert product.reporters(title) == [], "it was made before it was allowed"
    chat.allow.click()
    chat.wait_for_end()
    assert product.reporters(title) == ["mia@acme.example"]
    (done,) = chat.last_calls()
    key = re.search(r"\b[A-Z]{2,5}-\d+\b", done["result"]["text"])
    assert key, done
    expect(chat.page.get_by_role("strong").filter(has_text=key[0]).first).to_be_visible()
    expect(chat.page.get_by_text("rules, not an LLM").first).to_be_visible()
    return key[0]


def open_issues_are_read_without_asking(chat: Chat, key: str) -> None:
    chat.say("which issues are open?")
    answer = chat.page.get_by_role("article", name="Answer").last
    expect(answer.get_by_role("listitem").filter(has_text=key)).to_be_visible(timeout=ANSWER_MILLISECONDS)
    chat.wait_for_end()
    (call,) = chat.last_calls()
    assert (call["tool"], call["status"], call["approval"]) == ("list_issues", "succeeded", None)


def a_public_share_is_refused(chat: Chat, ada: Person) -> None:
    chat.page.get_by_role("button", name="Share", exact=True).click()
    dialog = chat.page.get_by_role("dialog", name=REFUSED_SHARE)
    expect(dialog).to_contain_text("It holds content from connectors, and that stays inside the organization.")
    expect(dialog.get_by_role("button", name="Share with anyone")).to_have_count(0)
    refused = chat.person.send("POST", f"conversations/{chat.id}/shares", {"audience": "public"})
    assert (refused.status, refused.json()["code"]) == (403, "connector_content_not_shareable")
    assert ada.get("audit-events?action=share.denied")["results"]
    chat.page.keyboard.press("Escape")


def a_public_project_has_no_connectors(mia: Person, ada: Person) -> None:
    project = next(each for each in mia.get("projects")["results"] if each["visibility"] == "public")
    conversation = mia.post("conversations", project=project["id"])["id"]
    mia.page.goto(f"/o/acme/c/{conversation}")
    expect(Chat(mia).connector_switch(TRACKER)).to_have_count(0)
    reason = f"“{project['name']}” is public, and connectors only work in private projects."
    expect(mia.page.get_by_text(reason).first).to_be_visible()
    connector = mia.get("connectors")["results"][0]["id"]
    refused = mia.send("PUT", f"conversations/{conversation}/connectors/{connector}", {"enabled": True})
    assert (refused.status, refused.json()["code"]) == (403, "connectors_require_private_project")
    assert ada.get("audit-events?action=connector.toggle_denied")["results"]
    mia.page.keyboard.press("Escape")


def a_clean_chat_is_shared_inside(chat: Chat, ada: Person, stranger: Person) -> None:
    chat.new().say("hello")
    expect(chat.page).to_have_url(re.compile("/c/"))
    chat.wait_for_end()
    chat.page.get_by_role("button", name="Share", exact=True).click()
    chat.page.get_by_role("button", name="Share inside Acme").click()
    link = chat.page.get_by_role("dialog").get_by_role("link").get_attribute("href")
    assert link
    ada.page.goto(link)
    expect(ada.page.get_by_text("hello", exact=True).first).to_be_visible()
    expect(ada.page.get_by_text("rules, not an LLM").first).to_be_visible()
    assert stranger.context.request.get(link).status == 404
