"""A design made in a chat: a word of it is changed beside the chat, it is downloaded, and sent to Canva."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.chat import ANSWER_MILLISECONDS, Chat
from tests.browser.conftest import Arrives
from tests.browser.person import Person
from tests.browser.pictures import NARROW, WIDE, look
from tests.fakes.messages_api import MessagesApi, text, tool
from tests.services.browser.outside import CANVA, Outside
from tests.services.browser.people import get_ready, new_chat_with
from tests.services.browser.results import last_result, last_words
from tests.services.stand_in import ADA, MIA

pytestmark = [pytest.mark.browser, pytest.mark.peer, pytest.mark.services]
SHAPES = [{"kind": "star", "text": "Idea"}, {"kind": "arrow", "text": "Build"}, {"kind": "circle", "text": "Launch"}]
DESIGN = {
    "title": "Spring launch",
    "kind": "slides",
    "theme": "forest",
    "pages": [
        {"layout": "title", "title": "Spring launch", "text": "What we bring in March"},
        {"layout": "bullets", "title": "Why now", "bullets": ["Customers ask for it", "The team is ready"]},
        {"layout": "shapes", "title": "How", "text": "Three steps", "shapes": SHAPES},
    ],
}
FIRST_TITLE = "Title, page 1 of 3"
# What a file of each kind begins with: PPTX and the pictures of several pages are ZIPs.
BEGINNINGS = {"PowerPoint (.pptx)": b"PK", "PDF": b"%PDF", "Pictures (.png in a .zip)": b"PK"}


def sending(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """What a model does with the message of the button."""
    found = re.search(r"design ([0-9a-f-]{36}), version (\d+)", last_words(asked))
    assert found, last_words(asked)
    return [tool("canva__import_design", design=found[1], version=int(found[2]), title="Spring launch")]


def with_its_link(asked: dict[str, Any]) -> list[dict[str, Any]]:
    found = re.search(r"https://www\.canva\.com/\S+/edit", last_result(asked))
    assert found, last_result(asked)
    return [text(f"It is in Canva: [Spring launch]({found[0]}).")]


def open_design(chat: Chat) -> None:
    chat.page.get_by_role("button", name="Open the design").click()
    expect(chat.page.get_by_role("heading", name="Spring launch", level=2)).to_be_focused()


def change_the_first_title(chat: Chat, words: str) -> None:
    field = chat.page.get_by_role("textbox", name=FIRST_TITLE)
    field.fill(words)
    field.blur()
    expect(chat.page.get_by_text("Version 2", exact=True)).to_be_visible()


def downloads_are_files(chat: Chat, folder: Path) -> None:
    for name, beginning in BEGINNINGS.items():
        chat.page.get_by_role("button", name="Download").click()
        with chat.page.expect_download() as started:
            chat.page.get_by_role("menuitem", name=name).click()
        file = folder / started.value.suggested_filename
        started.value.save_as(file)
        assert file.read_bytes().startswith(beginning) and file.stat().st_size > 2_000, file


def test_a_design_is_made_changed_downloaded_and_sent_to_canva(
    arrives: Arrives, mia: Person, model: MessagesApi, outside: Outside, tmp_path: Path
) -> None:
    ada = arrives("ada@acme.example").sign_in().is_in()
    get_ready(ada, mia, CANVA)
    chat = new_chat_with(mia, CANVA)
    model.says([tool("write_design", **DESIGN)], [text("Your slides are beside the chat.")])
    chat.say("Make three slides about our spring launch")
    chat.wait_for_end(ANSWER_MILLISECONDS)
    look(mia, "canva-made")
    open_design(chat)
    look(mia, "canva-panel")
    change_the_first_title(chat, "Spring launch 2027")
    downloads_are_files(chat, tmp_path)

    # Each look of the import takes longer than the one before: this is long enough to be seen.
    outside.canva.looks = 4
    model.says(sending, with_its_link)
    chat.page.get_by_role("button", name="Send to Canva").click()
    expect(chat.allow).to_be_visible(timeout=ANSWER_MILLISECONDS)
    look(mia, "canva-waits")
    assert outside.canva.files == [], "it was sent before it was allowed"
    chat.allow.click()
    expect(chat.page.get_by_text("Canva reads the design")).to_be_visible()
    look(mia, "canva-progress")
    chat.wait_for_end()

    ((about, content),) = outside.canva.files
    assert about["title"] == "Spring launch" and "Spring launch 2027" in first_slide(content)
    link = chat.page.get_by_role("article", name="Answer").last.get_by_role("link", name="Spring launch")
    expect(link).to_have_attribute("href", re.compile(r"^https://www\.canva\.com/.+/edit$"))
    look(mia, "canva-sent")
    assert [each.headers["authorization"] for each in outside.canva.writes] == [f"Bearer {MIA}"]
    assert ADA not in str(outside.canva.asked)
    assert ada.context.request.get(ada.address(f"conversations/{chat.id}/designs")).status == 404


def test_on_a_narrow_screen_the_design_covers_the_chat_and_sending_shows_it_again(
    mia: Person, model: MessagesApi
) -> None:
    mia.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    newest = next(each for each in mia.get("conversations")["results"] if "slides" in each["title"])
    mia.page.goto(f"/o/acme/c/{newest['id']}")
    chat = Chat(mia)
    open_design(chat)
    expect(chat.message).not_to_be_visible()
    chat.page.get_by_role("button", name="Close the design").click()
    expect(chat.message).to_be_visible()
    expect(chat.page.get_by_role("button", name="Open the design")).to_be_focused()
    open_design(chat)
    model.says(sending, [text("As you like.")])
    chat.page.get_by_role("button", name="Send to Canva").click()
    expect(chat.allow).to_be_in_viewport(timeout=ANSWER_MILLISECONDS)
    look(mia, "canva-waits-narrow")
    mia.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    chat.page.get_by_role("button", name="Deny").click()
    chat.page.get_by_role("button", name="Deny").last.click()
    chat.wait_for_end()
    mia.page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def first_slide(content: bytes) -> str:
    """The words of a presentation's first page."""
    import io

    from pptx import Presentation

    slide = Presentation(io.BytesIO(content)).slides[0]
    return " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
