"""Reading, creating and copying files of Google Drive, with the odd data that a good guess gets wrong."""

from collections.abc import AsyncIterator, Iterator
from time import process_time

import pytest

from connectors.servers.charsets import decoded
from connectors.servers.google_drive.content import MOST_BYTES, WINDOW_BYTES, part_of, without_pictures
from tests.services.google_calls import Tools, tools_of
from tests.services.google_drive_stand_in import FOLDER, GOOGLE, DriveStandIn, drive_stand_in, related
from tests.services.google_stand_in import ADA, MIA, Fault

pytestmark = pytest.mark.anyio
DOC, SHEET, SLIDES = f"{GOOGLE}document", f"{GOOGLE}spreadsheet", f"{GOOGLE}presentation"
PIXEL = "data:image/png;base64,iVBORw0KGgo="


@pytest.fixture
def drive() -> Iterator[DriveStandIn]:
    with drive_stand_in() as standing_in:
        standing_in.add("folder-plans-55", "Plans", FOLDER)
        yield standing_in


@pytest.fixture
async def mia(drive: DriveStandIn) -> AsyncIterator[Tools]:
    async with tools_of("google_drive", drive.origin, drive.token(MIA, "drive.readonly", "drive.file")) as tools:
        yield tools


@pytest.mark.parametrize(
    ("kind", "content", "format", "text"),
    [
        (
            DOC,
            f"# Plan\r\n\r\n![][image1]\r\n\r\n[image1]: <{PIXEL}>\r\n".encode(),
            "Markdown",
            "# Plan\n\n![][image1]\n\n",
        ),
        (SHEET, b'month,euro\r\nMarch,"1.200,00"\r\n', "CSV", 'month,euro\nMarch,"1.200,00"\n'),
        (SLIDES, "\ufeffLaunch\nin March".encode(), "plain text", "Launch\nin March"),
    ],
)
async def test_googles_own_documents_are_read_by_export(
    mia: Tools, drive: DriveStandIn, kind: str, content: bytes, format: str, text: str
) -> None:
    drive.add("a-google-document", "Plan", kind, content=content)
    read = await mia("read_file_content", file_id="https://docs.google.com/document/d/a-google-document/edit#heading")
    assert (read["content"], read["format"], read["next_offset"]) == (text, format, 0)
    assert read["file"]["url"] == "https://drive.google.com/file/d/a-google-document/view"


async def test_left_out_pictures_and_sheets_are_said(mia: Tools, drive: DriveStandIn) -> None:
    drive.add("a-google-document", "Plan", DOC, content=f"x\n\n[image1]: <{PIXEL}>".encode())
    drive.add("a-google-sheet-12", "Sheet", SHEET, content=b"a,b")
    assert "Pictures that are left out: 1." in await mia.text("read_file_content", file_id="a-google-document")
    assert "Only the first sheet" in await mia.text("read_file_content", file_id="a-google-sheet-12")


async def test_over_the_export_limit_is_said_with_the_link(mia: Tools, drive: DriveStandIn) -> None:
    drive.add("a-huge-document-1", "Huge", DOC, content=b"x" * (10 * 1024 * 1024 + 1))
    words = await mia.refused("read_file_content", file_id="a-huge-document-1")
    assert "at most 10 MB" in words and "https://drive.google.com/file/d/a-huge-document-1/view" in words


async def test_a_document_that_is_too_large_only_for_its_pictures_is_read_as_plain_text(
    mia: Tools, drive: DriveStandIn
) -> None:
    pictures = b"# Album\n[image1]: <data:image/png;base64," + b"A" * (10 * 1024 * 1024) + b">"
    drive.add("an-album-234567", "Album", DOC, content=pictures, exports={"text/plain": b"Album"})
    for size in (None, str(6 * 1024 * 1024)):
        drive.items["an-album-234567"]["size"] = size
        read = await mia("read_file_content", file_id="an-album-234567")
        assert read["content"] == "Album" and "without headings" in read["notes"][0]
    asked = [each.query["mimeType"] for each in drive.asked if each.path.endswith("/export")]
    assert asked == [["text/markdown"], ["text/plain"], ["text/plain"]]


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        ("Grüße".encode(), "", "Grüße"),
        ("Grüße".encode(), "iso-8859-1", "Grüße"),
        ("Grüße €".encode("cp1252"), "", "Grüße €"),
        ("Grüße €".encode("cp1252"), "ISO-8859-1", "Grüße €"),
        ("Grüße".encode("utf-16"), "", "Grüße"),
        ("\ufeffGrüße".encode(), "text", "Grüße"),
        ("Привет".encode("koi8-r"), '"koi8-r"', "Привет"),
        ("日本語".encode("iso-2022-jp"), "iso-2022-jp", "日本語"),
        ("日本語".encode("cp932"), "Shift_JIS", "日本語"),
        ("汉字".encode("gb18030"), "gb2312", "汉字"),
        (b"\xe9t\xe9", "no-such-charset", "été"),
        (b"\xe9t\xe9", "rot13", "été"),
        (b"", "utf-8", ""),
    ],
)
def test_bytes_are_read_in_the_charset_that_they_are_in(data: bytes, declared: str, text: str) -> None:
    assert decoded(data, declared) == text


def test_a_character_cut_in_two_does_not_change_the_charset() -> None:
    assert decoded("Grüße ü".encode()[:-1], is_cut=True) == "Grüße "
    assert decoded("Grüße ü".encode()[:-1]).startswith("Gr\u00c3")


async def test_a_table_saved_by_an_older_office_is_read(mia: Tools, drive: DriveStandIn) -> None:
    drive.add("an-older-table-1", "Umsätze.csv", "text/csv", content="Köln;1.200,00 €\r\n".encode("cp1252"))
    read = await mia("read_file_content", file_id="an-older-table-1")
    assert read["content"] == "Köln;1.200,00 €\n" and read["file"]["title"] == "Umsätze.csv"


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        ("application/pdf", b"%PDF" + bytes(2_300_000), "PDF of 2.3 MB"),
        ("image/png", b"\x89PNG", "image/png of 4 bytes"),
        ("text/plain", b"a\0b", "text/plain of 3 bytes"),
        (f"{GOOGLE}form", None, "Google Form)"),
    ],
)
async def test_what_is_no_text_is_told_with_its_size(
    mia: Tools, drive: DriveStandIn, kind: str, content: bytes | None, words: str
) -> None:
    drive.add("something-else-1", "Thing", kind, content=content)
    text = await mia.text("read_file_content", file_id="something-else-1")
    assert words in text and "cannot be read here" in text


async def test_a_long_text_comes_in_parts_that_join_without_a_gap(mia: Tools, drive: DriveStandIn) -> None:
    whole = "".join(f"Zeile {number}: Grüße\n" for number in range(5_000))
    drive.add("a-long-text-4567", "Long.txt", "text/plain", content=whole.encode())
    parts, offset = [], 0
    while True:
        read = await mia("read_file_content", file_id="a-long-text-4567", offset=offset)
        assert len(read["content"].encode()) <= WINDOW_BYTES
        parts.append(read["content"])
        if not (offset := read["next_offset"]):
            break
    assert "".join(parts) == whole and len(parts) > 2
    assert "only" in await mia.refused("read_file_content", file_id="a-long-text-4567", offset=10**8)
    assert "call again with offset" in await mia.text("read_file_content", file_id="a-long-text-4567")


def test_a_part_never_ends_inside_a_character() -> None:
    text = "x" + "漢" * WINDOW_BYTES
    part, offset = part_of(text, 0)
    assert part == text[:offset] and len(part.encode()) <= WINDOW_BYTES


async def test_of_a_huge_text_file_only_the_beginning_is_asked(mia: Tools, drive: DriveStandIn) -> None:
    drive.add("a-huge-log-4567", "huge.log", "text/plain", content="ü".encode() * (5 * MOST_BYTES))
    read = await mia("read_file_content", file_id="a-huge-log-4567")
    assert read["notes"] == ["Only the first 5.2 MB of 52.4 MB can be read here."]
    assert read["content"].startswith("üü") and read["characters"] == MOST_BYTES // 2
    assert drive.asked[-1].headers["range"] == f"bytes=0-{MOST_BYTES - 1}"


async def test_a_shortcut_is_followed_and_a_folder_is_not_read(mia: Tools, drive: DriveStandIn) -> None:
    drive.add("the-real-file-1", "Real.txt", "text/plain", content=b"real")
    about = {"targetId": "the-real-file-1", "targetMimeType": "text/plain"}
    drive.add("a-shortcut-4567", "Real.txt", f"{GOOGLE}shortcut", shortcutDetails=about)
    assert (await mia("read_file_content", file_id="a-shortcut-4567"))["content"] == "real"
    assert "search_files with folder_id" in await mia.refused("read_file_content", file_id="folder-plans-55")


async def test_a_file_that_may_not_be_downloaded_is_said_with_its_link(mia: Tools, drive: DriveStandIn) -> None:
    drive.add("a-protected-file", "Secret.txt", "text/plain", content=b"x", capabilities={"canDownload": False})
    words = await mia.refused("read_file_content", file_id="a-protected-file")
    assert "does not allow that it is downloaded" in words and "https://drive.google.com/" in words


def test_only_pictures_are_taken_out_of_a_document() -> None:
    kept = "[link]: <https://example.com/data:image/png>\n`[image1]: <data:`\n"
    assert without_pictures(kept) == (kept, 0)
    assert without_pictures(f"a ![x]({PIXEL}) b\n[image1]: <{PIXEL}>\nc") == ("a ![x]() b\nc", 2)


@pytest.mark.parametrize(
    ("format", "stored_as", "sent_as"),
    [
        ("google_doc", DOC, "text/markdown; charset=UTF-8"),
        ("google_sheet", SHEET, "text/csv; charset=UTF-8"),
        ("text", "text/plain", "text/plain; charset=UTF-8"),
    ],
)
async def test_a_file_is_created_by_one_request_and_told_as_it_was_stored(
    mia: Tools, drive: DriveStandIn, format: str, stored_as: str, sent_as: str
) -> None:
    content = "# Grüße 🚀\r\n--part\n"
    made = await mia("create_file", name="Übersicht", content=content, format=format, folder_id="folder-plans-55")
    stored = drive.items[made["file"]["id"]]
    assert (stored["name"], stored["mimeType"], stored["parents"]) == ("Übersicht", stored_as, ["folder-plans-55"])
    assert (stored["content_type"], stored["content"]) == (sent_as, content.encode())
    assert made["file"]["title"] == "Übersicht" and made["file"]["url"] == stored["webViewLink"]
    assert [asked.path for asked in drive.changes] == ["/upload/drive/v3/files"]


async def test_new_files_are_seen_by_nobody_else_even_where_the_domain_shows_them(
    mia: Tools, drive: DriveStandIn
) -> None:
    drive.add("a-template-4567", "Template", DOC, content=b"x", parents=["folder-plans-55"])
    drive.share("folder-plans-55", type="user", role="reader", emailAddress=ADA)
    made = [
        await mia("create_file", name="a", content=""),
        await mia("create_folder", name="b"),
        await mia("copy_file", file_id="a-template-4567"),
    ]
    for each in made:
        stored = drive.items[each["file"]["id"]]
        assert [access["emailAddress"] for access in stored["access"]] == [MIA] and stored["parents"] == ["root"]


async def test_nothing_is_put_where_it_would_be_public(mia: Tools, drive: DriveStandIn) -> None:
    drive.add("a-template-4567", "Template", DOC, content=b"x")
    for number in range(120):
        drive.share("folder-plans-55", type="user", role="reader", emailAddress=f"p{number}@acme.example")
    drive.share("folder-plans-55", type="anyone", role="reader")
    for tool, asked in (
        ("create_file", {"name": "x", "content": "y"}),
        ("create_folder", {"name": "x"}),
        ("copy_file", {"file_id": "a-template-4567"}),
    ):
        assert "would be public" in await mia.refused(tool, **asked, folder_id="folder-plans-55")
    drive.items["folder-plans-55"]["capabilities"]["canShare"] = False
    assert "may become public" in await mia.refused("create_folder", name="x", folder_id="folder-plans-55")
    assert drive.changes == []


async def test_a_copy_has_the_name_that_was_asked_or_googles(mia: Tools, drive: DriveStandIn) -> None:
    drive.add("a-template-4567", "Template", DOC, content=b"# T")
    assert (await mia("copy_file", file_id="a-template-4567"))["file"]["title"] == "Copy of Template"
    named = await mia("copy_file", file_id="a-template-4567", name="Q1", folder_id="folder-plans-55")
    assert drive.items[named["file"]["id"]]["content"] == b"# T"
    assert (named["file"]["title"], len(drive.changes)) == ("Q1", 2)


async def test_what_drive_would_refuse_or_swallow_is_refused_before_it_is_sent(mia: Tools, drive: DriveStandIn) -> None:
    drive.add("a-file-not-folder", "File", DOC, content=b"x", capabilities={"canCopy": False})
    drive.add("a-trashed-folder", "Old", FOLDER, trashed=True)
    drive.add("a-closed-folder-1", "Closed", FOLDER, capabilities={"canAddChildren": False})
    for words, tool, asked in (
        ("of a file, not of a folder", "create_folder", {"name": "x", "folder_id": "a-file-not-folder"}),
        ("in the trash", "create_folder", {"name": "x", "folder_id": "a-trashed-folder"}),
        ("cannot put files", "create_folder", {"name": "x", "folder_id": "a-closed-folder-1"}),
        ("does not find", "create_folder", {"name": "x", "folder_id": "no-such-folder-1"}),
        ("one line", "create_folder", {"name": "x\ny"}),
        ("one line", "create_folder", {"name": "  "}),
        ("does not copy folders", "copy_file", {"file_id": "folder-plans-55"}),
        ("does not allow this account to copy", "copy_file", {"file_id": "a-file-not-folder"}),
        ("at most 200000 characters", "create_file", {"name": "x", "content": "y" * 200_001}),
        ("no argument share", "create_file", {"name": "x", "content": "y", "share": "anyone"}),
    ):
        assert words in await mia.refused(tool, **asked)
    assert drive.changes == []


async def test_a_file_that_this_connection_may_not_copy_is_said_in_words(mia: Tools, drive: DriveStandIn) -> None:
    drive.add("a-template-4567", "Template", DOC, content=b"x")
    words = "The user has not granted the app 123 write access to the file a-template-4567."
    drive.fail("/copy", Fault(403, "appNotAuthorizedToFile", words))
    assert "only files that it made" in await mia.refused("copy_file", file_id="a-template-4567")


def test_the_stand_in_reads_uploads_strictly() -> None:
    with pytest.raises(AssertionError):
        related(
            "multipart/related; boundary=b", b"--b\r\nContent-Type: text/plain\r\n\r\n{}\r\n--b\r\n\r\nx\r\n--b--\r\n"
        )


async def test_a_file_in_the_trash_says_so(mia: Tools, drive: DriveStandIn) -> None:
    drive.add("a-trashed-document", "Old", DOC, content=b"x", trashed=True)
    assert "IN THE TRASH" in await mia.text("read_file_content", file_id="a-trashed-document")
    assert (await mia("get_file_metadata", file_id="a-trashed-document"))["file"]["is_trashed"]


@pytest.mark.parametrize("piece", ["(data:image/", "[a]: <data:", "[a]:\n", "[", "(data:image/png;base64,x ", "![]("])
def test_a_document_of_a_stranger_costs_no_more_than_its_length(piece: str) -> None:
    began = process_time()
    without_pictures(piece * 40_000)
    assert process_time() - began < 2
