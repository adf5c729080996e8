"""Microsoft 365's tools for mail on a Graph of ours, with the mail of two people."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.responses import JSONResponse

from tests.services.calling import call, data_of, text_of
from tests.services.graph_tenant import ADA, MIA, GraphStandIn, mail
from tests.services.microsoft_people import MIAS, at, tenant_of_two

pytestmark = pytest.mark.anyio


@pytest.fixture
def graph() -> Iterator[GraphStandIn]:
    with tenant_of_two() as tenant:
        yield tenant


async def test_the_account_is_the_persons_mail_address(graph: GraphStandIn) -> None:
    async with at(graph) as mia, at(graph, "ada") as ada:
        assert (await mia.account(), await ada.account()) == (MIA, ADA)


async def test_an_account_without_mail_is_named_by_its_sign_in(graph: GraphStandIn) -> None:
    graph.next_answers["/me"] = JSONResponse({"mail": None, "userPrincipalName": "mia@acme.onmicrosoft.example"})
    async with at(graph) as mia:
        assert await mia.account() == "mia@acme.onmicrosoft.example"


async def test_each_person_searches_their_own_mail(graph: GraphStandIn) -> None:
    async with at(graph) as mia, at(graph, "ada") as ada:
        outcome = await call(mia, "search_mail", query="contract")
        adas = data_of(await call(ada, "search_mail"))
        nothing = data_of(await call(ada, "search_mail", query="contract"))
    [found] = data_of(outcome)["messages"]
    assert (found["title"], found["sender"], found["is_read"]) == ("Contract", f"Ada <{ADA}>", False)
    assert found["url"] in text_of(outcome) and "id m1" in text_of(outcome)
    assert [one["id"] for one in adas["messages"]] == ["a1"] and nothing["messages"] == []


async def test_quotes_in_a_search_are_escaped_and_a_search_is_not_sorted(graph: GraphStandIn) -> None:
    async with at(graph) as mia:
        data_of(await call(mia, "search_mail", query='subject:"the contract"'))
        data_of(await call(mia, "search_mail", folder="inbox"))
    (_, _, searched, _), (_, path, newest, _) = graph.requests
    assert searched["$search"] == '"subject:\\"the contract\\""' and "$orderby" not in searched
    assert path == "/me/mailFolders/inbox/messages" and newest["$orderby"] == "receivedDateTime desc"


async def test_mail_comes_page_by_page_by_the_query_of_graphs_own_link(graph: GraphStandIn) -> None:
    async with at(graph) as mia:
        first = data_of(await call(mia, "search_mail", limit=1))
        second = data_of(await call(mia, "search_mail", limit=1, cursor=first["next_cursor"]))
        forged = await call(mia, "search_mail", cursor="$filter=1 eq 1")
    assert [one["id"] for one in first["messages"] + second["messages"]] == ["m1", "m2"]
    assert second["next_cursor"] == "" and forged.is_error and "not one of ours" in text_of(forged)


async def test_a_link_to_another_host_is_not_followed(graph: GraphStandIn) -> None:
    link = "https://evil.example/v1.0/me/messages?$skiptoken=1&$top=1"
    graph.next_answers["/me/messages"] = JSONResponse({"value": [], "@odata.nextLink": link})
    async with at(graph) as mia:
        cursor = data_of(await call(mia, "search_mail"))["next_cursor"]
        assert [one["id"] for one in data_of(await call(mia, "search_mail", cursor=cursor))["messages"]] == ["m2"]


async def test_a_mail_reads_as_text_without_what_it_quotes_unless_asked(graph: GraphStandIn) -> None:
    attachments = [{"id": "x", "name": "contract.pdf", "size": 1234}]
    graph.mailboxes[MIA][0] |= {"attachments": attachments, "ccRecipients": [{"emailAddress": {"address": ADA}}]}
    async with at(graph) as mia:
        outcome = await call(mia, "read_mail", message_id="m1")
        whole = data_of(await call(mia, "read_mail", message_id="m1", part="whole"))
        strange = await call(mia, "read_mail", message_id="a1")
    assert data_of(outcome)["body"] == "Please sign\nby Friday" and data_of(outcome)["leaves_out_quoted"]
    assert "Quoted earlier mail is left out" in text_of(outcome) and "contract.pdf (1234 bytes)" in text_of(outcome)
    assert whole["body"] == "Please sign\nby Friday\n> earlier mail" and whole["cc"] == [ADA]
    assert strange.is_error and "does not find that" in text_of(strange)
    assert all('IdType="ImmutableId"' in headers["prefer"] for headers in graph.headers)


async def test_a_long_mail_is_read_in_pieces_to_its_end(graph: GraphStandIn) -> None:
    text = "".join(f"{number:07}\n" for number in range(10_000)).strip()
    graph.mailboxes[MIA] = [mail("long", "Long", ADA, text)]
    read, offset = "", 0
    async with at(graph) as mia:
        while True:
            outcome = await call(mia, "read_mail", message_id="long", offset=offset)
            assert len(text_of(outcome)) < 40_000
            read, offset = read + data_of(outcome)["body"], data_of(outcome)["next_offset"]
            if not offset:
                break
            assert f"call again with offset {offset} for the rest" in text_of(outcome)
    assert read == text


async def test_words_that_look_like_secrets_stay_in_subjects_and_names(graph: GraphStandIn) -> None:
    graph.mailboxes[MIA] = [mail("m9", "Basic configuration, key: handover-2026", ADA, "x")]
    graph.file(MIAS, "f9", "Bearer certificates_of 2026.txt", b"x")
    async with at(graph) as mia:
        [found] = data_of(await call(mia, "search_mail"))["messages"]
        read = data_of(await call(mia, "read_file", drive_id=MIAS, item_id="f9"))
    assert found["title"] == "Basic configuration, key: handover-2026"
    assert read["file"]["title"] == "Bearer certificates_of 2026.txt"


async def test_a_draft_is_stored_and_nothing_is_sent(graph: GraphStandIn) -> None:
    body = "Dear Ada,\n\nyes.\n"
    async with at(graph) as mia:
        outcome = await call(mia, "draft_mail", to=[ADA], cc=[MIA], subject="Contract", body=body)
    [(method, path, _, sent)] = graph.changes
    assert (method, path) == ("POST", "/me/messages")
    assert sent["body"] == {"@odata.type": "#microsoft.graph.itemBody", "contentType": "text", "content": body}
    assert data_of(outcome)["draft"]["is_draft"] and "nothing was sent" in text_of(outcome)


async def test_a_reply_is_drafted_in_its_conversation_with_its_line_breaks(graph: GraphStandIn) -> None:
    async with at(graph) as mia:
        drafted = data_of(await call(mia, "draft_mail", body="Yes\nMia", reply_to_message_id="m1"))["draft"]
        strange = await call(mia, "draft_mail", body="Yes", reply_to_message_id="a1")
        both = await call(mia, "draft_mail", body="Yes", to=[ADA], reply_to_message_id="m1")
    [(_, path, _, sent)] = graph.changes
    assert path == "/me/messages/m1/createReply" and "comment" not in sent
    assert sent["Message"]["body"]["content"] == "Yes\nMia"
    assert (drafted["title"], drafted["to"]) == ("RE: Contract", [f"Ada <{ADA}>"])
    assert strange.is_error and both.is_error and "leave `to`" in text_of(both)


async def test_a_mail_is_sent_as_it_was_approved_and_told_as_taken(graph: GraphStandIn) -> None:
    async with at(graph) as mia:
        outcome = await call(mia, "send_mail", to=[f" {ADA} "], subject="Contract", body="Signed.")
    [(_, path, _, sent)] = graph.changes
    assert path == "/me/sendMail" and sent["SaveToSentItems"] is True
    assert [one["emailAddress"]["address"] for one in sent["Message"]["toRecipients"]] == [ADA]
    assert "Outlook took the mail 'Contract'" in text_of(outcome)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"to": ["Ada"]}, "'Ada' is not an e-mail address"),
        ({"to": [f"Ada <{ADA}>"]}, "is not an e-mail address"),
        ({"to": ["a@b.example, c@d.example"]}, "is not an e-mail address"),
        ({"to": []}, "to: List should have at least 1 item"),
        ({"subject": "Hi\r\nBcc: x@y.example"}, "subject"),
        ({"body": ""}, "body"),
        ({"bcc": [ADA]}, "no argument bcc"),
    ],
)
async def test_a_mail_that_cannot_be_sent_is_refused_first(
    graph: GraphStandIn, arguments: dict[str, Any], words: str
) -> None:
    async with at(graph) as mia:
        outcome = await call(mia, "send_mail", **{"to": [ADA], "subject": "Hi", "body": "Hi", **arguments})
    assert outcome.is_error and words in text_of(outcome) and graph.requests == []
