"""Every request of Canva's tools against Canva's official description, and every documented state and error."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from connectors.mcp import AuthorizationRequired, RateLimited, ServerFailed, ToolOutcome
from connectors.servers import service_named
from connectors.servers.attachments import Attachment, offering
from connectors.servers.canva import api
from tests.services.calling import account_of, called, text_of
from tests.services.prism import Prism

pytestmark = [pytest.mark.anyio, pytest.mark.peer, pytest.mark.services]

OURS = str(UUID(int=7))
CALLS: dict[str, dict[str, Any]] = {
    "search_designs": {
        "query": "spring",
        "ownership": "owned",
        "sort_by": "title_ascending",
        "cursor": "abc",
        "limit": 50,
    },
    "get_design": {"design": "DAF1"},
    "list_folder_items": {"folder": "uploads", "kind": "design", "sort_by": "created_descending", "limit": 50},
    "create_design": {"title": "Plan", "kind": "custom", "width": 100, "height": 200},
    "list_export_formats": {"design": "DAF1"},
    "export_design": {"design": "DAF1", "kind": "jpg", "pages": [1]},
    "get_export": {"job": "job-1"},
    "import_design": {"design": OURS, "version": 1, "title": "Plan 🎉"},
    "get_import": {"job": "job-1"},
    "get_comment_thread": {"design": "DAF1", "thread": "T1", "limit": 50, "cursor": "abc"},
    "add_comment": {"design": "DAF1", "message": "Nice"},
    "reply_to_comment": {"design": "DAF1", "thread": "T1", "message": "Yes"},
}


@pytest.fixture
def canva(prism_canva: Prism, monkeypatch: pytest.MonkeyPatch) -> Iterator[Prism]:
    monkeypatch.setattr(api, "PAUSES", (0.01,))
    # A job that Prism leaves in progress stays so: without an end of its own a test asked for it 13,000 times.
    monkeypatch.setattr(api, "LONGEST_WAIT", 0.1)
    yield prism_canva


async def ask(canva: Prism, tool: str, **changed: Any) -> ToolOutcome:
    async def read(_: str, __: int) -> Attachment:
        return Attachment("Plan", "application/pdf", b"%PDF-")

    with offering(read):
        base = f"{canva.origin}/rest"
        return await called("canva", base, tool, {**CALLS[tool], **changed}, token="mias-token", deadline_seconds=30)


async def test_every_tool_is_called_here() -> None:
    assert {tool.name for tool in await service_named("canva").server.list_tools()} == set(CALLS)


@pytest.mark.parametrize("tool", CALLS)
async def test_every_request_is_as_the_description_wants_it(canva: Prism, tool: str) -> None:
    outcome = await ask(canva, tool)
    assert outcome.status == "succeeded", text_of(outcome)
    assert canva.requests
    assert canva.faults == []


@pytest.mark.parametrize("kind", ["pdf", "png", "jpg", "pptx", "gif", "mp4"])
async def test_every_kind_of_export_is_valid(canva: Prism, kind: str) -> None:
    await ask(canva, "export_design", kind=kind)
    assert canva.faults == []


@pytest.mark.parametrize("kind", ["presentation", "doc", "whiteboard", "email"])
async def test_every_kind_of_design_is_valid(canva: Prism, kind: str) -> None:
    await ask(canva, "create_design", kind=kind, width=0, height=0)
    assert canva.faults == []


async def test_the_account_is_asked_for_with_valid_requests(canva: Prism) -> None:
    assert re.fullmatch(r".+ \(.{1,8}\)", await account_of("canva", f"{canva.origin}/rest", token="mias-token"))
    assert canva.faults == []


@pytest.mark.parametrize(
    ("states", "status"),
    [
        (["success"], "success"),
        (["failed"], "failed"),
        (["in_progress", "success"], "success"),
        (["in_progress", "in_progress", "failed"], "failed"),
    ],
)
async def test_an_import_is_followed_through_each_documented_state(
    canva: Prism, states: list[str], status: str
) -> None:
    for state in states:
        canva.answers(example=state, path="/imports")
    outcome = await ask(canva, "import_design")
    assert outcome.structured["status"] == status
    assert [each.method for each in canva.requests] == ["POST", *["GET"] * (len(states) - 1)]
    assert canva.faults == []
    if status == "failed":
        assert "cannot read the file" in text_of(outcome)
    else:
        assert outcome.structured["designs"][0]["url"].startswith("https://www.canva.com/")


@pytest.mark.parametrize(("state", "words"), [("success", "24 hours"), ("failed", "premium elements")])
async def test_an_export_is_followed_through_each_documented_state(canva: Prism, state: str, words: str) -> None:
    canva.answers(example="in_progress", path="/exports")
    canva.answers(example=state, path="/exports")
    assert words in text_of(await ask(canva, "export_design"))


@pytest.mark.parametrize(
    ("tool", "path", "code"),
    [
        ("create_design", "/designs", 400),
        ("create_design", "/designs", 403),
        ("create_design", "/designs", 404),
        ("export_design", "/exports", 400),
        ("export_design", "/exports", 403),
        ("export_design", "/exports", 404),
        ("get_export", "/exports", 403),
        ("get_export", "/exports", 404),
        ("get_import", "/imports", 400),
        ("get_import", "/imports", 403),
        ("get_import", "/imports", 404),
        ("list_folder_items", "/folders", 403),
        ("list_folder_items", "/folders", 404),
        ("add_comment", "/comments", 400),
        ("add_comment", "/comments", 403),
        ("add_comment", "/comments", 404),
        ("reply_to_comment", "/replies", 403),
        ("get_comment_thread", "/comments", 404),
    ],
)
async def test_every_documented_error_is_words(canva: Prism, tool: str, path: str, code: int) -> None:
    canva.answers(code=code, path=path)
    outcome = await ask(canva, tool)
    assert canva.requests[0].status == code
    assert outcome.status == "failed"
    assert "Canva" in text_of(outcome)


async def test_too_many_exports_are_a_wait(canva: Prism) -> None:
    canva.answers(code=429, path="/exports")
    with pytest.raises(RateLimited):
        await ask(canva, "export_design")


async def test_another_token_is_refused(canva: Prism) -> None:
    canva.knows = {"adas-token"}
    with pytest.raises(AuthorizationRequired):
        await ask(canva, "search_designs")


async def test_an_outage_of_a_write_may_have_happened(canva: Prism) -> None:
    canva.replies(503, {"code": "internal_error", "message": "x"}, path="/imports")
    with pytest.raises(ServerFailed) as raised:
        await ask(canva, "import_design")
    assert raised.value.may_have_run
