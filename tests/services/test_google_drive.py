"""Google Drive's tools on a stand-in that enforces scopes, queries, `fields`, limits and shared drives."""

from collections.abc import AsyncIterator, Iterator

import pytest

from connectors.mcp import AuthorizationRequired, InsufficientScope, RateLimited, ServerFailed
from tests.services.google_calls import Tools, tools_of
from tests.services.google_drive_stand_in import FOLDER, GOOGLE, DriveStandIn, drive_stand_in
from tests.services.google_stand_in import ADA, AUTH, MIA, Fault

pytestmark = pytest.mark.anyio
BOTH = ("drive.readonly", "drive.file")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def drive() -> Iterator[DriveStandIn]:
    with drive_stand_in() as standing_in:
        standing_in.add("file-roadmap-1", "Roadmap 'March' \\ draft", f"{GOOGLE}document", content=b"# Launch\n")
        standing_in.add(
            "file-budget-22", "Budget", XLSX, content=b"PK\x03\x04", modifiedTime="2026-11-25T10:00:00.000Z"
        )
        standing_in.add("file-notes-333", "Notes.txt", "text/plain", content="Grüße".encode())
        standing_in.add("file-salaries-4", "Salaries.csv", "text/csv", ADA, content=b"name,euro\n")
        standing_in.add("folder-plans-55", "Plans", FOLDER)
        yield standing_in


@pytest.fixture
async def mia(drive: DriveStandIn) -> AsyncIterator[Tools]:
    async with tools_of("google_drive", drive.origin, drive.token(MIA, *BOTH)) as tools:
        yield tools


@pytest.fixture
async def ada(drive: DriveStandIn) -> AsyncIterator[Tools]:
    async with tools_of("google_drive", drive.origin, drive.token(ADA, *BOTH)) as tools:
        yield tools


def titles(found: dict[str, list[dict[str, str]]]) -> list[str]:
    return [file["title"] for file in found["files"]]


async def test_the_account_is_the_persons_address(mia: Tools) -> None:
    assert await mia.client.account() == MIA


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"name": "Roadmap 'March' \\"}, ["Roadmap 'March' \\ draft"]),
        ({"name": "' or name contains 'N"}, []),
        ({"text": "Grüße"}, ["Notes.txt"]),
        ({"text": '"no such phrase"'}, []),
        ({"kind": "spreadsheet"}, ["Budget"]),
        ({"kind": "document"}, ["Roadmap 'March' \\ draft", "Notes.txt"]),
        ({"kind": "folder"}, ["Plans"]),
        ({"kind": "image"}, []),
        ({"owner": MIA, "kind": "folder"}, ["Plans"]),
        ({"owner": ADA}, []),
        ({"modified_after": "2026-11-25T11:00:00+01:00"}, ["Budget"]),
        ({"modified_after": "2026-11-25T11:00:01+01:00"}, []),
        ({"modified_before": "2026-11-20", "kind": "any"}, []),
        ({"modified_before": "2026-11-21", "kind": "folder"}, ["Plans"]),
    ],
)
async def test_files_are_found_by_what_is_asked(mia: Tools, asked: dict[str, str], found: list[str]) -> None:
    assert titles(await mia("search_files", **asked)) == found


async def test_two_members_see_their_own_files_and_not_the_others(mia: Tools, ada: Tools) -> None:
    assert titles(await ada("search_files", kind="spreadsheet")) == ["Salaries.csv"]
    assert "does not find" in await mia.refused("read_file_content", file_id="file-salaries-4")
    assert "does not find" in await ada.refused("get_file_metadata", file_id="file-notes-333")


async def test_nothing_from_the_trash_is_found(mia: Tools, drive: DriveStandIn) -> None:
    drive.items["file-budget-22"]["trashed"] = True
    assert titles(await mia("search_files", name="Budget")) == []
    assert "In the trash: yes" in await mia.text("get_file_metadata", file_id="file-budget-22")


async def test_a_folder_pasted_as_a_link_limits_the_search(mia: Tools, drive: DriveStandIn) -> None:
    drive.items["file-notes-333"]["parents"] = ["folder-plans-55"]
    link = "https://drive.google.com/drive/u/1/folders/folder-plans-55?usp=sharing"
    assert titles(await mia("search_files", folder_id=link)) == ["Notes.txt"]


async def test_pages_are_followed_to_the_end_with_the_same_conditions(mia: Tools, drive: DriveStandIn) -> None:
    for number in range(5):
        drive.add(f"report-number-{number}", f"Report {number}", "application/pdf", content=b"%PDF")
    seen, cursor = [], ""
    for _ in range(3):
        found = await mia("search_files", name="Report", limit=2, cursor=cursor)
        seen += titles(found)
        cursor = found["next_cursor"]
    assert sorted(seen) == [f"Report {number}" for number in range(5)] and cursor == ""
    first = await mia("search_files", name="Report", limit=2)
    words = await mia.refused("search_files", name="Other", limit=2, cursor=first["next_cursor"])
    assert "cursor is not good" in words


async def test_files_of_shared_drives_are_found_read_and_said_when_not_all_were_searched(
    mia: Tools, drive: DriveStandIn
) -> None:
    drive.add("shared-drive-file", "Handbook.md", "text/markdown", content=b"# Hi", driveId="0AShared", owners=[])
    drive.incomplete = True
    found = await mia("search_files", name="Handbook")
    assert titles(found) == ["Handbook.md"] and found["files"][0]["owners"] == [] and found["is_incomplete"]
    assert "did not search every shared drive" in await mia.text("search_files", name="Handbook")
    assert (await mia("read_file_content", file_id="shared-drive-file"))["content"] == "# Hi"
    assert "In shared drive: 0AShared" in await mia.text("get_file_metadata", file_id="shared-drive-file")


async def test_recent_files_come_in_the_order_that_was_asked(mia: Tools, drive: DriveStandIn) -> None:
    drive.items["file-notes-333"]["viewedByMeTime"] = "2026-11-27T08:00:00.000Z"
    assert titles(await mia("list_recent_files"))[0] == "Notes.txt"
    assert titles(await mia("list_recent_files", by="modified"))[0] == "Budget"
    drive.share("file-salaries-4", type="user", role="reader", emailAddress=MIA, displayName="Mia Kern")
    drive.items["file-salaries-4"] |= {"sharedWithMe": True, "sharedWithMeTime": "2026-11-27T08:00:00.000Z"}
    assert titles(await mia("list_recent_files", by="shared")) == ["Salaries.csv"]


async def test_a_search_for_nothing_and_a_wrong_date_are_refused_before_asking(mia: Tools, drive: DriveStandIn) -> None:
    assert "list_recent_files" in await mia.refused("search_files")
    assert "no date" in await mia.refused("search_files", modified_after="last week")
    assert "no id" in await mia.refused("read_file_content", file_id="https://example.com/")
    assert drive.asked == []


async def test_details_say_who_has_access_in_words(mia: Tools, drive: DriveStandIn) -> None:
    drive.share("file-notes-333", type="user", role="writer", emailAddress=ADA, displayName="Ada Byron")
    drive.share("file-notes-333", type="group", role="commenter", emailAddress="team@acme.example", displayName="Team")
    drive.share("file-notes-333", type="domain", role="reader", domain="acme.example")
    drive.share("file-notes-333", type="anyone", role="reader")
    text = await mia.text("get_file_metadata", file_id="file-notes-333")
    for line in (
        "Mia Kern <mia@acme.example>: owner",
        "Ada Byron <ada@acme.example>: can edit",
        "the group Team <team@acme.example>: can comment",
        "Everybody at acme.example who has the link: can read",
        "Anyone with the link: can read",
    ):
        assert f"- {line}" in text
    assert "Notes.txt (text/plain, id file-notes-333" in text and "7 bytes" in text


async def test_details_of_a_file_whose_sharing_is_hidden_say_so(mia: Tools, drive: DriveStandIn) -> None:
    drive.items["file-notes-333"]["capabilities"]["canShare"] = False
    assert "does not show this account who else" in await mia.text("get_file_metadata", file_id="file-notes-333")
    assert "rights of this account" in await mia.refused("get_file_permissions", file_id="file-notes-333")


async def test_a_long_list_of_access_goes_on_in_its_own_tool(mia: Tools, drive: DriveStandIn) -> None:
    for number in range(30):
        drive.share("file-notes-333", type="user", role="reader", emailAddress=f"p{number}@acme.example")
    details = await mia("get_file_metadata", file_id="file-notes-333")
    assert len(details["access"]) == 20 and "get_file_permissions" in details["access_note"]
    first = await mia("get_file_permissions", file_id="file-notes-333", limit=20)
    rest = await mia("get_file_permissions", file_id="file-notes-333", limit=20, cursor=first["next_cursor"])
    assert len(first["access"]) + len(rest["access"]) == 31 and rest["next_cursor"] == ""


async def test_an_id_never_leads_to_another_address(mia: Tools, drive: DriveStandIn) -> None:
    await mia.refused("get_file_metadata", file_id="..")
    await mia.refused("get_file_metadata", file_id="?alt=media#")
    assert all(asked.path.startswith("/drive/v3/files/") and "alt" not in asked.query for asked in drive.asked)


async def test_a_missing_scope_asks_for_the_smallest_and_not_for_all_that_google_names(drive: DriveStandIn) -> None:
    async with tools_of("google_drive", drive.origin, drive.token(MIA, "drive.readonly")) as tools:
        with pytest.raises(InsufficientScope) as missing:
            await tools("create_file", name="x", content="y")
        assert missing.value.scope == f"{AUTH}drive.file"
    async with tools_of("google_drive", drive.origin, drive.token(MIA, "userinfo.email")) as tools:
        with pytest.raises(InsufficientScope) as missing:
            await tools("search_files", name="x")
        assert missing.value.scope == f"{AUTH}drive.readonly"


async def test_a_revoked_token_ends_the_sign_in(mia: Tools, drive: DriveStandIn) -> None:
    drive.tokens.clear()
    with pytest.raises(AuthorizationRequired):
        await mia("search_files", name="x")
    with pytest.raises(AuthorizationRequired):
        await mia.client.account()


@pytest.mark.parametrize(
    ("status", "reason", "wait"),
    [(403, "userRateLimitExceeded", None), (403, "rateLimitExceeded", 7), (429, "rateLimitExceeded", 30)],
)
async def test_too_many_requests_are_told_as_such_whatever_their_status(
    mia: Tools, drive: DriveStandIn, status: int, reason: str, wait: int | None
) -> None:
    drive.fail("/files", Fault(status, reason, "Rate limit", **({"retry_after": str(wait)} if wait else {})))
    with pytest.raises(RateLimited) as slow:
        await mia("search_files", name="x")
    assert slow.value.retry_after_seconds == wait


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("accessNotConfigured", "not enabled in the Google Cloud project"),
        ("domainPolicy", "administrator of this Google Workspace"),
        ("dailyLimitExceeded", "requests for today"),
        ("cannotDownloadAbusiveFile", "malware"),
        ("somethingNew", "In Google's words"),
    ],
)
async def test_refusals_are_in_plain_words(mia: Tools, drive: DriveStandIn, reason: str, words: str) -> None:
    drive.fail("/files", Fault(403, reason, "In Google's words"))
    assert words in await mia.refused("search_files", name="x")


async def test_an_outage_of_a_read_changed_nothing_and_of_a_write_perhaps(mia: Tools, drive: DriveStandIn) -> None:
    drive.fail("/files", Fault(503, "backendError", "Backend Error"))
    with pytest.raises(ServerFailed) as read:
        await mia("search_files", name="x")
    assert not read.value.may_have_run
    drive.fail("/upload", Fault(500, "internalError", "Internal Error"))
    with pytest.raises(ServerFailed) as write:
        await mia("create_file", name="x", content="y")
    assert write.value.may_have_run
