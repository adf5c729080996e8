"""Gmail's tools at emulate, which we did not write: two people, disjoint mail, drafts and labels that can be read back.

emulate searches for words only and knows no scopes: the stand-in proves those.
"""

import pytest

from connectors.mcp import AuthorizationRequired
from tests.services.emulate import ADA, MIA, Emulate
from tests.services.google_calls import tools_of

pytestmark = [pytest.mark.anyio, pytest.mark.peer]
SCOPES = " ".join(f"https://www.googleapis.com/auth/gmail.{name}" for name in ("readonly", "compose", "modify"))


@pytest.fixture
def tokens(emulate: Emulate) -> dict[str, str]:
    emulate.reset("google")
    return {person: emulate.sign_in("google", person, SCOPES)["access_token"] for person in (MIA, ADA)}


async def test_each_member_finds_and_reads_their_own_mail(emulate: Emulate, tokens: dict[str, str]) -> None:
    async with tools_of("gmail", emulate.google, tokens[MIA]) as mia:
        assert await mia.client.account() == MIA
        found = await mia("search_threads", query="plan")
        assert [thread["title"] for thread in found["threads"]] == ["Roadmap for March"]
        read = await mia("get_thread", thread_id=found["threads"][0]["id"])
        assert [each["content"] for each in read["messages"]] == ["Can you send the plan?"]
        assert read["messages"][0]["sender"][0].endswith("paul@northwind.example>")
        one = await mia("get_message", message_id="mail-invoice")
        assert one["mail"]["content"] == "€ 1.200,00 are due in May."
        assert "does not find" in await mia.refused("get_message", message_id="mail-board")
    async with tools_of("gmail", emulate.google, tokens[ADA]) as ada:
        found = await ada("search_threads")
        assert [thread["title"] for thread in found["threads"]] == ["Board minutes"]


async def test_a_reply_draft_is_stored_in_its_conversation_and_sent_from_there(
    emulate: Emulate, tokens: dict[str, str]
) -> None:
    async with tools_of("gmail", emulate.google, tokens[MIA]) as mia:
        stored = (await mia("create_draft", body="Grüße 🚀", reply_to_message_id="mail-roadmap"))["draft"]
        assert stored["title"] == "Re: Roadmap for March"
        listed = (await mia("list_drafts"))["drafts"]
        assert [draft["id"] for draft in listed] == [stored["id"]]
        named = {"draft_id": stored["id"], "message_id": listed[0]["message_id"], "subject": listed[0]["title"]}
        sent = await mia("send_draft", **named, recipients=["paul@northwind.example"])
        thread = (await mia("search_threads", query="roadmap"))["threads"]
        assert len(thread) == 1 and sent["url"] == thread[0]["url"]
        read = await mia("get_thread", thread_id=thread[0]["id"])
        assert [each["content"] for each in read["messages"]] == ["Can you send the plan?", "Grüße 🚀"]
        assert (await mia("list_drafts"))["drafts"] == []


async def test_a_mail_that_is_sent_can_be_read_with_its_letters(emulate: Emulate, tokens: dict[str, str]) -> None:
    async with tools_of("gmail", emulate.google, tokens[MIA]) as mia:
        sent = await mia("send_message", to=[ADA], subject="Größe 🚀", body="日本語 ✓")
        read = await mia("get_message", message_id=sent["id"])
        assert (read["mail"]["title"], read["mail"]["content"]) == ("Größe 🚀", "日本語 ✓")
        assert read["mail"]["to"] == [ADA] and "SENT" in read["mail"]["labels"]


async def test_a_conversation_is_labelled_and_labels_are_made(emulate: Emulate, tokens: dict[str, str]) -> None:
    async with tools_of("gmail", emulate.google, tokens[MIA]) as mia:
        assert "Launch (id Label_launch)" in await mia.text("list_labels")
        thread = (await mia("search_threads", query="roadmap"))["threads"][0]["id"]
        stored = await mia("label_thread", thread_id=thread, add=["launch", "STARRED"], remove=["UNREAD"])
        assert {"Launch", "STARRED"} <= set(stored["labels"]) and "UNREAD" not in stored["labels"]
        await mia("create_label", name="Invoices")
        assert "Invoices" in await mia.text("list_labels")
    async with tools_of("gmail", emulate.google, tokens[ADA]) as ada:
        assert "Launch" not in await ada.text("list_labels")


async def test_a_revoked_or_made_up_token_ends_the_sign_in(emulate: Emulate, tokens: dict[str, str]) -> None:
    emulate.revoke("google", tokens[MIA])
    for token in (tokens[MIA], "made-up"):
        async with tools_of("gmail", emulate.google, token) as mia:
            with pytest.raises(AuthorizationRequired):
                await mia.client.account()
            with pytest.raises(AuthorizationRequired):
                await mia("search_threads")
