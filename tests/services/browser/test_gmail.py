"""A reply drafted from a document of Drive: what came from one connector leaves through another after a look only."""

import base64
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.chat import ANSWER_MILLISECONDS
from tests.browser.conftest import Arrives
from tests.browser.person import Person
from tests.browser.pictures import look
from tests.fakes.messages_api import MessagesApi, text, tool
from tests.services.browser.outside import DRIVE, GMAIL, Outside
from tests.services.browser.people import get_ready, new_chat_with
from tests.services.browser.results import last_result
from tests.services.signing_in import SERVICES

pytestmark = [pytest.mark.browser, pytest.mark.peer, pytest.mark.services]
WISH = "Reply to Paul with the date from the roadmap in my Drive, as a draft"
DOCUMENT, MAIL = "file-roadmap", "mail-roadmap"


def a_reply(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """What a model writes when it has read the document and found the mail."""
    assert "Launch on the 3rd of March" in str(asked["messages"])
    body = "Hello Paul,\n\nfrom our roadmap: launch on the 3rd of March.\n\nGrüße, Mia"
    return [text("Here is the draft:"), tool("gmail__create_draft", body=body, reply_to_message_id=MAIL)]


def with_its_link(asked: dict[str, Any]) -> list[dict[str, Any]]:
    found = re.search(r"https?://\S+", last_result(asked))
    assert found, last_result(asked)
    return [text(f"The draft is in [your mailbox]({found[0].rstrip(').')}).")]


def drafts(outside: Outside, email: str) -> list[str]:
    """The texts of this person's drafts, as Gmail itself tells them."""
    token = outside.emulate.sign_in("google", email, " ".join(SERVICES["gmail"][2]))["access_token"]
    at = "/gmail/v1/users/me/drafts"
    listed = outside.emulate.ask_google(token, at).get("drafts", [])
    raw = [outside.emulate.ask_google(token, f"{at}/{each['id']}?format=raw")["message"]["raw"] for each in listed]
    return [base64.urlsafe_b64decode(one + "==").decode(errors="replace") for one in raw]


def allow_drafts(mia: Person) -> None:
    """Mia lets the assistant write drafts without asking, on the page where she has just connected."""
    group = mia.page.get_by_role("radiogroup", name="Create draft")
    group.get_by_role("radio", name="Allow").click()
    expect(group.get_by_role("radio", name="Allow")).to_be_checked()


def test_a_reply_is_drafted_from_a_document_after_mia_allows_it(
    arrives: Arrives, mia: Person, model: MessagesApi, outside: Outside
) -> None:
    ada = arrives("ada@acme.example").sign_in().is_in()
    get_ready(ada, mia, DRIVE, GMAIL)
    allow_drafts(mia)
    chat = new_chat_with(mia, DRIVE, GMAIL)
    model.says(
        [tool("google_drive__read_file_content", file_id=DOCUMENT), tool("gmail__get_message", message_id=MAIL)],
        a_reply,
        with_its_link,
    )
    chat.say(WISH)

    expect(chat.allow).to_be_visible(timeout=ANSWER_MILLISECONDS)
    card = chat.card("Create draft")
    expect(card).to_contain_text("This chat holds content from Google Drive")
    look(mia, "gmail-waits")
    assert drafts(outside, mia.email) == [], "it was written before it was allowed"
    chat.allow.click()
    chat.wait_for_end()

    (draft,) = drafts(outside, mia.email)
    assert "In-Reply-To: <mail-roadmap@northwind.example>" in draft
    expect(mia.page.get_by_role("article", name="Answer").get_by_role("link", name="your mailbox")).to_be_visible()
    done = [(call["tool"], call["status"]) for call in chat.last_calls()]
    assert done == [(name, "succeeded") for name in ("read_file_content", "get_message", "create_draft")]
    look(mia, "gmail-done")
    assert drafts(outside, ada.email) == []
    assert ada.context.request.get(ada.address(f"conversations/{chat.id}")).status == 404


def test_what_came_from_drive_is_not_shared_with_anyone(mia: Person) -> None:
    newest = mia.get("conversations")["results"][0]["id"]
    mia.page.goto(f"/o/acme/c/{newest}")
    mia.page.get_by_role("button", name="Share", exact=True).click()
    expect(mia.page.get_by_role("dialog")).to_contain_text("It holds content from connectors")
    look(mia, "gmail-share-refused")
