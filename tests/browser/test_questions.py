"""A server that asks before it acts: Mia answers on the card, and says yes only once where that is enough."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.browser.conftest import Arrives
from tests.browser.person import Person
from tests.fakes.asking_server import AskingServer, asking_server, form
from tests.fakes.messages_api import MessagesApi, text, tool

pytestmark = pytest.mark.browser
FOLDERS = {"type": "string", "title": "Folder", "enum": ["a", "b"], "enumNames": ["Mine", "Ours"]}
COPIES = {"type": "integer", "title": "Copies", "minimum": 1, "maximum": 3, "default": 1}


@pytest.fixture(scope="module")
def archive() -> Iterator[AskingServer]:
    with asking_server() as server:
        yield server


@pytest.fixture(scope="module")
def settings_of_the_run(scripted: MessagesApi, archive: AskingServer) -> dict[str, str]:
    model = {"ANTHROPIC_BASE_URL": scripted.url, "ANTHROPIC_API_KEY": "of-the-tests"}
    return {**model, "SWITCHBOARD_EGRESS_ALLOW": archive.allowed}


def connected(ada: Person, mia: Person, archive: AskingServer) -> str:
    """Ada adds the archive and accepts its tools, Mia connects; a conversation with it."""
    added = ada.post("connectors", name="Archive", url=archive.url)
    tools = [{"name": one["name"], "digest": one["digest"]} for one in added["tools"] if not one["accepted"]]
    if tools:
        ada.post(f"connectors/{added['id']}/tool-reviews", tools=tools)
    mia.post(f"connectors/{added['id']}/connections")
    return str(mia.post("conversations", connectors=[{"connector": added["id"]}])["id"])


def test_a_form_is_filled_in_and_a_plain_question_is_answered_with_the_approval(
    arrives: Arrives, mia: Person, model: MessagesApi, archive: AskingServer
) -> None:
    conversation = connected(arrives("ada@acme.example").sign_in().is_in(), mia, archive)
    mia.page.goto(f"/o/acme/c/{conversation}")
    chat = Chat(mia)

    archive.rounds = [{"where": form("Where to?", ("folder",), folder=FOLDERS, copies=COPIES)}]
    model.says([tool("archive__save", text="milk")], [text("Milk is kept.")])
    chat.say("keep milk")
    chat.allow.click()
    card = chat.card("Save")
    expect(card.get_by_role("group", name="Archive asks")).to_contain_text("Where to?")
    expect(card.get_by_role("heading")).to_be_focused()
    card.get_by_label("Folder").select_option(label="Ours")
    card.get_by_role("button", name="Accept").click()
    expect(mia.page.get_by_text("Milk is kept.")).to_be_visible()
    assert archive.heard[-1]["where"]["content"] == {"folder": "b", "copies": 1}

    archive.rounds = [{"sure": form("Keep “TEXT” for good?")}]
    model.says([tool("archive__save", text="eggs")], [text("Eggs are kept.")])
    chat.say("keep eggs")
    chat.allow.click()
    mia.page.get_by_role("button", name="Accept").click()
    expect(mia.page.get_by_text("Eggs are kept.")).to_be_visible()

    model.says([tool("archive__save", text="ham")], [text("Ham is kept.")])
    chat.say("keep ham")
    expect(mia.page.get_by_text("Keep “ham” for good?")).to_be_visible()
    chat.allow.click()
    expect(mia.page.get_by_text("Ham is kept.")).to_be_visible()
    assert archive.runs == ["save milk", "save eggs", "save ham"]
