"""Google Drive's tools at emulate, which we did not write: two people, disjoint files, writes that can be read back.

emulate knows neither permissions, exports, copies nor scopes, and ignores most of a query: the stand-in proves those.
"""

import pytest

from connectors.mcp import AuthorizationRequired
from tests.services.emulate import ADA, MIA, Emulate
from tests.services.google_calls import tools_of

pytestmark = [pytest.mark.anyio, pytest.mark.peer]
SCOPES = "https://www.googleapis.com/auth/drive.readonly https://www.googleapis.com/auth/drive.file"


@pytest.fixture
def tokens(emulate: Emulate) -> dict[str, str]:
    emulate.reset("google")
    return {person: emulate.sign_in("google", person, SCOPES)["access_token"] for person in (MIA, ADA)}


async def test_each_member_finds_and_reads_their_own_files(emulate: Emulate, tokens: dict[str, str]) -> None:
    async with tools_of("google_drive", emulate.google, tokens[MIA]) as mia:
        assert await mia.client.account() == MIA
        found = await mia("list_recent_files")
        assert {file["id"] for file in found["files"]} == {"file-roadmap", "file-budget"}
        read = await mia("read_file_content", file_id="file-roadmap")
        assert read["content"] == "Launch on the 3rd of March; Grüße"
        assert "Roadmap.txt" in await mia.text("get_file_metadata", file_id="file-roadmap")
        assert "does not find" in await mia.refused("read_file_content", file_id="file-salaries")
    async with tools_of("google_drive", emulate.google, tokens[ADA]) as ada:
        found = await ada("search_files", owner=ADA)
        assert {file["id"] for file in found["files"]} == {"file-salaries"}


async def test_what_a_member_creates_can_be_read_back_by_them_alone(emulate: Emulate, tokens: dict[str, str]) -> None:
    async with tools_of("google_drive", emulate.google, tokens[MIA]) as mia:
        made = await mia("create_file", name="Notes é.md", content="# Grüße\n🚀", format="markdown")
        folder = await mia("create_folder", name="Plans")
        read = await mia("read_file_content", file_id=made["file"]["id"])
        assert read["content"] == "# Grüße\n🚀" and read["file"]["title"] == "Notes é.md"
        assert folder["file"]["kind"] == "folder"
    async with tools_of("google_drive", emulate.google, tokens[ADA]) as ada:
        assert "does not find" in await ada.refused("get_file_metadata", file_id=made["file"]["id"])


async def test_pages_are_followed_to_the_end(emulate: Emulate, tokens: dict[str, str]) -> None:
    async with tools_of("google_drive", emulate.google, tokens[MIA]) as mia:
        first = await mia("list_recent_files", limit=1)
        second = await mia("list_recent_files", limit=1, cursor=first["next_cursor"])
        assert {first["files"][0]["id"], second["files"][0]["id"]} == {"file-roadmap", "file-budget"}
        assert second["next_cursor"] == ""


async def test_a_revoked_or_made_up_token_ends_the_sign_in(emulate: Emulate, tokens: dict[str, str]) -> None:
    emulate.revoke("google", tokens[MIA])
    for token in (tokens[MIA], "made-up"):
        async with tools_of("google_drive", emulate.google, token) as mia:
            with pytest.raises(AuthorizationRequired):
                await mia.client.account()
            with pytest.raises(AuthorizationRequired):
                await mia("list_recent_files")
