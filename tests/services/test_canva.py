"""Canva's tools on a strict stand-in: designs, folders, comments, and jobs in every state."""

import base64
import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from connectors.mcp import AuthorizationRequired, InsufficientScope, Progress, RateLimited, ServerFailed, ToolOutcome
from connectors.servers.attachments import Attachment, offering
from connectors.servers.canva import api
from tests.services.calling import account_of, called, text_of
from tests.services.canva_stand_in import Canva, canva_stand_in
from tests.services.stand_in import ADA, MIA

pytestmark = pytest.mark.anyio

OURS = str(UUID(int=7))
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@pytest.fixture
def canva(monkeypatch: pytest.MonkeyPatch) -> Iterator[Canva]:
    monkeypatch.setattr(api, "PAUSES", (0.0,))
    with canva_stand_in() as running:
        yield running


async def ask(canva: Canva, tool: str, token: str = MIA, **arguments: Any) -> ToolOutcome:
    return await called("canva", f"{canva.origin}/rest", tool, arguments, token=token)


async def data(canva: Canva, tool: str, **arguments: Any) -> Any:
    outcome = await ask(canva, tool, **arguments)
    assert outcome.status == "succeeded", text_of(outcome)
    return outcome.structured


async def sent(canva: Canva, **arguments: Any) -> ToolOutcome:
    """Send version 3 of the one design that this conversation has."""

    async def read(design: str, version: int) -> Attachment | None:
        return Attachment("Plan", PPTX, b"PK-bytes") if (design, version) == (OURS, 3) else None

    with offering(read):
        return await ask(canva, "import_design", **{"design": OURS, "version": 3, "title": "Plan", **arguments})


async def test_two_accounts_are_told_apart(canva: Canva) -> None:
    assert await account_of("canva", f"{canva.origin}/rest", token=MIA) == "Mia Kim (auMiaKim)"
    assert await account_of("canva", f"{canva.origin}/rest", token=ADA) == "Ada Park (auAdaPar)"


async def test_designs_are_found_and_followed_to_the_last_page(canva: Canva) -> None:
    page = await data(canva, "search_designs", query="spring", limit=3, sort_by="modified_descending")
    rest = await data(canva, "search_designs", query="spring", limit=3, cursor=page["next_cursor"])
    assert [each["title"] for each in page["designs"] + rest["designs"]] == [f"Spring {n}" for n in range(5)]
    assert rest["next_cursor"] == ""
    assert page["designs"][0]["updated_at"] == "2023-08-25T02:00:00Z"
    assert canva.asked[0].query == {
        "query": "spring",
        "ownership": "any",
        "sort_by": "modified_descending",
        "limit": "3",
    }


async def test_a_design_comes_with_its_pages(canva: Canva) -> None:
    found = await data(canva, "get_design", design="DAF1")
    assert found["pages"] == [{"number": 1, "kind": "presentation", "width": 1920, "height": 1080}]
    assert found["pages_note"] == "1 more pages are not listed."


async def test_a_design_whose_pages_canva_does_not_list_is_still_shown(canva: Canva) -> None:
    canva.plan("/pages", 400, {"code": "bad_request_params", "message": "no pages"})
    found = await data(canva, "get_design", design="DAF1")
    assert (found["design"]["title"], found["pages"]) == ("Spring 1", [])
    assert "may have none" in found["pages_note"]


async def test_a_folder_lists_folders_designs_and_images(canva: Canva) -> None:
    found = await data(canva, "list_folder_items")
    assert [(each["kind"], each["title"]) for each in found["items"]] == [
        ("folder", "Campaigns"),
        ("design", "Spring 1"),
        ("image", "Logo"),
    ]
    assert canva.asked[0].path == "/rest/v1/folders/root/items"
    assert "item_types" not in canva.asked[0].query
    await data(canva, "list_folder_items", folder="F1", kind="design")
    assert canva.asked[1].query["item_types"] == "design"


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        ({"kind": "doc"}, {"type": "preset", "name": "doc"}),
        ({"kind": "custom", "width": 40, "height": 8000}, {"type": "custom", "width": 40, "height": 8000}),
    ],
)
async def test_a_design_is_created_in_one_request(canva: Canva, arguments: Any, kind: Any) -> None:
    made = await data(canva, "create_design", title="Plan", **arguments)
    assert json.loads(canva.writes[0].body) == {"type": "type_and_asset", "design_type": kind, "title": "Plan"}
    assert len(canva.asked) == 1
    assert made["design"]["title"] == "Plan"


@pytest.mark.parametrize(
    "arguments",
    [
        {"kind": "custom"},
        {"kind": "custom", "width": 39, "height": 100},
        {"kind": "custom", "width": 8000, "height": 8000},
        {"kind": "doc", "width": 100, "height": 100},
    ],
)
async def test_sizes_that_canva_would_refuse_are_not_sent(canva: Canva, arguments: Any) -> None:
    assert (await ask(canva, "create_design", title="Plan", **arguments)).status == "failed"
    assert canva.asked == []


async def test_an_export_is_followed_until_it_is_there(canva: Canva) -> None:
    made = await data(canva, "export_design", design="DAF1", kind="pdf", pages=[1, 2])
    assert made["urls"] == ["https://export-download.canva.com/1?x=1"]
    assert json.loads(canva.writes[0].body) == {"design_id": "DAF1", "format": {"type": "pdf", "pages": [1, 2]}}
    assert [each.method for each in canva.asked] == ["POST", "GET", "GET"]


@pytest.mark.parametrize(
    ("kind", "more"),
    [("jpg", {"quality": 90}), ("mp4", {"quality": "horizontal_1080p"}), ("pptx", {})],
)
async def test_each_kind_is_asked_for_with_what_canva_insists_on(canva: Canva, kind: str, more: Any) -> None:
    await data(canva, "export_design", design="DAF1", kind=kind)
    assert json.loads(canva.writes[0].body)["format"] == {"type": kind, **more}


async def test_the_address_of_an_export_is_called_what_it_is(canva: Canva) -> None:
    canva.looks = 0
    words = text_of(await ask(canva, "export_design", design="DAF1", kind="pdf"))
    assert "24 hours" in words
    assert "everyone who has them" in words


async def test_an_export_that_failed_says_why(canva: Canva) -> None:
    canva.fails = {"code": "license_required", "message": "No license"}
    found = await data(canva, "export_design", design="DAF1", kind="pdf")
    assert found["status"] == "failed"
    assert "premium elements" in found["problem"]
    assert "No license" in found["problem"]


async def test_a_job_that_takes_too_long_is_asked_for_later(canva: Canva, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "LONGEST_WAIT", 0.0)
    started = await ask(canva, "export_design", design="DAF1", kind="pdf")
    assert "still at work" in text_of(started)
    assert "get_export" in text_of(started)
    canva.jobs["job-0"].looks = 0
    assert (await data(canva, "get_export", job="job-0"))["status"] == "success"


async def test_a_design_of_ours_is_sent_as_bytes_and_linked(canva: Canva) -> None:
    outcome = await sent(canva, title="Plan 🎉  2027")
    assert outcome.structured["designs"][0]["url"].endswith("/edit")
    ((about, content),) = canva.files
    assert (about["title"], about["mime_type"], content) == ("Plan 🎉 2027", PPTX, b"PK-bytes")
    assert [each.method for each in canva.asked] == ["POST", "GET", "GET"]
    assert "http" not in base64.b64decode(about["title_base64"]).decode()


@pytest.mark.parametrize("arguments", [{"version": 2}, {"design": str(UUID(int=8))}])
async def test_only_a_design_and_version_of_this_conversation_is_sent(canva: Canva, arguments: Any) -> None:
    outcome = await sent(canva, **arguments)
    assert "This conversation has no design" in text_of(outcome)
    assert canva.asked == []


async def test_without_a_conversation_nothing_can_be_sent(canva: Canva) -> None:
    outcome = await ask(canva, "import_design", design=OURS, version=3, title="Plan")
    assert "This conversation has no design" in text_of(outcome)
    assert canva.asked == []


@pytest.mark.parametrize("title", ["", "   ", "x" * 51])
async def test_a_title_that_canva_would_refuse_is_not_sent(canva: Canva, title: str) -> None:
    assert (await sent(canva, title=title)).status == "failed"
    assert canva.asked == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("design_creation_throttled", "wait a minute"),
        ("design_import_throttled", "wait a minute"),
        ("duplicate_import", "being imported already"),
        ("invalid_file", "cannot read the file"),
        ("fetch_failed", "could not load"),
        ("internal_error", "try again later"),
        ("a_new_code", "a_new_code"),
    ],
)
async def test_an_import_that_failed_says_why(canva: Canva, code: str, words: str) -> None:
    canva.fails = {"code": code, "message": "Canva's words"}
    outcome = await sent(canva)
    assert outcome.structured["status"] == "failed"
    assert words in outcome.structured["problem"]
    assert "Canva's words" in outcome.structured["problem"]


@pytest.mark.parametrize("status", [401, 403, 429, 500])
async def test_a_look_at_a_job_that_fails_does_not_end_the_call_and_nothing_is_sent_twice(
    canva: Canva, status: int
) -> None:
    canva.plan("/imports/", status, {"code": "too_many_requests", "message": "x"}, retry_after="1")
    outcome = await sent(canva)
    assert outcome.structured["status"] == "success"
    assert len(canva.files) == 1


async def test_an_import_that_was_still_at_work_is_found_again(canva: Canva) -> None:
    canva.start({"status": "success", "result": {"designs": []}})
    assert (await data(canva, "get_import", job="job-0"))["status"] == "in_progress"
    assert (await data(canva, "get_import", job="job-0"))["status"] == "success"


async def test_formats_are_listed(canva: Canva) -> None:
    assert (await data(canva, "list_export_formats", design="DAF1"))["kinds"] == ["pdf", "pptx"]


async def test_a_thread_is_read_with_its_replies_also_of_an_author_who_is_gone(canva: Canva) -> None:
    found = await data(canva, "get_comment_thread", design="DAF1", thread="T1")
    assert (found["first"]["by"], found["first"]["message"], found["is_resolved"]) == ("somebody", "Great work", True)
    assert [each["message"] for each in found["replies"]] == ["Thanks!"]
    assert found["next_cursor"] == "next"


async def test_comments_and_replies_are_one_request_each(canva: Canva) -> None:
    assert (await data(canva, "add_comment", design="DAF1", message="Nice"))["thread"] == "T9"
    assert (await data(canva, "reply_to_comment", design="DAF1", thread="T1", message="Yes"))["said"]["id"] == "R2"
    assert [json.loads(each.body) for each in canva.asked] == [
        {"message_plaintext": "Nice"},
        {"message_plaintext": "Yes"},
    ]


@pytest.mark.parametrize("message", ["  ", "x" * 2049])
async def test_a_comment_that_canva_would_refuse_is_not_sent(canva: Canva, message: str) -> None:
    assert (await ask(canva, "add_comment", design="DAF1", message=message)).status == "failed"
    assert canva.asked == []


async def test_another_persons_design_is_not_found(canva: Canva) -> None:
    outcome = await ask(canva, "get_design", design="DAF1", token=ADA)
    assert (outcome.status, "does not find" in text_of(outcome)) == ("failed", True)
    assert [each["title"] for each in (await data(canva, "search_designs", token=ADA))["designs"]] == ["Ada's"]


@pytest.mark.parametrize("design", ["..", "a/b", "DAF1?x=1", ""])
async def test_an_id_that_leads_elsewhere_is_not_asked_for(canva: Canva, design: str) -> None:
    assert (await ask(canva, "get_design", design=design)).status == "failed"
    assert canva.asked == []


async def test_a_token_that_was_revoked_has_to_be_renewed(canva: Canva) -> None:
    with pytest.raises(AuthorizationRequired):
        await ask(canva, "search_designs", token="revoked")
    canva.plan("/designs", 400, {"code": "revoked_access_token", "message": "x"})
    with pytest.raises(AuthorizationRequired):
        await ask(canva, "search_designs")


async def test_a_missing_scope_is_asked_for_by_name(canva: Canva) -> None:
    canva.scopes[MIA].discard("design:content:write")
    with pytest.raises(InsufficientScope) as raised:
        await sent(canva)
    assert raised.value.scope == "design:content:write"
    assert canva.files == []


@pytest.mark.parametrize("status", [429, 400])
async def test_too_many_requests_are_said_whatever_the_status(canva: Canva, status: int) -> None:
    canva.plan("/designs", status, {"code": "too_many_requests", "message": "x"}, retry_after="12")
    with pytest.raises(RateLimited) as raised:
        await ask(canva, "search_designs")
    assert raised.value.retry_after_seconds == 12


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (403, "license_required", "another Canva plan"),
        (400, "quota_exceeded", "quota"),
        (403, "permission_denied", "does not let this account"),
        (400, "invalid_field", "refused this (400)"),
    ],
)
async def test_a_refusal_is_told_in_plain_words(canva: Canva, status: int, code: str, words: str) -> None:
    canva.plan("/designs", status, {"code": code, "message": "Canva's words"})
    outcome = await ask(canva, "create_design", title="Plan")
    assert outcome.status == "failed"
    assert words in text_of(outcome)
    assert "Canva's words" in text_of(outcome)


async def test_an_outage_of_a_read_has_not_happened_and_of_a_write_may_have(canva: Canva) -> None:
    canva.plan("/designs", 500, {})
    with pytest.raises(ServerFailed) as read:
        await ask(canva, "search_designs")
    assert not read.value.may_have_run
    canva.plan("/imports", 503, {})
    with pytest.raises(ServerFailed) as write:
        await sent(canva)
    assert write.value.may_have_run


async def test_progress_is_told_while_canva_is_at_work(canva: Canva) -> None:
    told: list[str | None] = []

    async def hear(progress: Progress) -> None:
        told.append(progress.message)

    async def read(design: str, version: int) -> Attachment:
        return Attachment("Plan", PPTX, b"PK-bytes")

    with offering(read):
        arguments = {"design": OURS, "version": 3, "title": "Plan"}
        await called("canva", f"{canva.origin}/rest", "import_design", arguments, token=MIA, on_progress=hear)
    assert told[0] == "Canva reads the design"
