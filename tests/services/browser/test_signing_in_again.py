"""A call that waits for an account: Mia signs in again, or gives more access, on the card, and the call goes on."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chat import ANSWER_MILLISECONDS, Chat
from tests.browser.conftest import Arrives
from tests.browser.person import Person
from tests.browser.pictures import look
from tests.fakes.messages_api import MessagesApi, text, tool
from tests.services.browser.outside import CANVA, Outside
from tests.services.browser.people import both_are_ready, choose_at_its_page, new_chat_with
from tests.services.stand_in import MIA

pytestmark = [pytest.mark.browser, pytest.mark.peer, pytest.mark.services]


@pytest.fixture
def chat(arrives: Arrives, mia: Person) -> Chat:
    """A new chat of Mia's with Canva on."""
    both_are_ready(arrives("ada@acme.example").sign_in().is_in(), mia, CANVA)
    return new_chat_with(mia, CANVA)


def goes_on_after(chat: Chat, button: str, picture: str) -> None:
    """The card has this button; it leads to Canva's page and back to the chat, where the call is made."""
    wanted = chat.page.get_by_role("button", name=re.compile(f"^{button}"))
    expect(wanted).to_be_visible(timeout=ANSWER_MILLISECONDS)
    look(chat.person, picture)
    here = chat.page.url
    wanted.click()
    choose_at_its_page(chat.person)
    expect(chat.page).to_have_url(re.compile(re.escape(here)))
    expect(chat.page.get_by_text("That is all.")).to_be_visible(timeout=ANSWER_MILLISECONDS)
    chat.wait_for_end()
    assert [call["status"] for call in chat.last_calls()] == ["succeeded"]
    look(chat.person, f"{picture}-done")


def test_a_call_goes_on_after_mia_has_given_more_access(chat: Chat, model: MessagesApi, outside: Outside) -> None:
    assert "folder:read" not in outside.canva.scopes[MIA]
    model.says([tool("canva__list_folder_items", folder="root")], [text("That is all.")])
    chat.say("What is in my folders?")
    goes_on_after(chat, "Give more access", "canva-more-access")
    assert "folder:read" in outside.canva.scopes[MIA]


def test_a_call_goes_on_after_mia_has_signed_in_again(chat: Chat, model: MessagesApi, outside: Outside) -> None:
    outside.canva.sign_in.forget()
    model.says([tool("canva__search_designs", query="Spring")], [text("That is all.")])
    chat.say("Find my spring designs")
    goes_on_after(chat, "Sign in again", "canva-again")
