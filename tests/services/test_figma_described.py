"""Figma's requests against its official description.

Its trimmed copy has neither file nor node endpoints, because Prism does not come up with them: those two stand on our
stand-in (test_figma.py).
"""

from typing import Any

import pytest

from connectors.mcp import AuthorizationRequired, RateLimited, ServerFailed, ToolOutcome
from tests.services.calling import account_of, called, text_of
from tests.services.prism import Prism

pytestmark = [pytest.mark.anyio, pytest.mark.peer, pytest.mark.services]

# A file of this size of answer would be described by `GET /v1/files/{key}`, which the trimmed copy leaves out.
CALLS: dict[str, dict[str, Any]] = {
    "get_file_details": {},
    "list_versions": {"limit": 50, "cursor": "123"},
    "list_comments": {"show": "all"},
    "list_dev_resources": {"node": "1:2"},
    "add_comment": {"message": "Too blue"},
    "add_dev_resource": {"node": "1:2", "title": "PR 12", "url": "https://git.example/12"},
    "render_layers": {"nodes": ["1:2"], "scale": 0.5, "kind": "jpg"},
}


async def ask(figma: Prism, tool: str, **changed: Any) -> ToolOutcome:
    arguments = {"file": "MiasCheckout22", **CALLS[tool], **changed}
    return await called("figma", figma.origin, tool, arguments, token="mias-token", deadline_seconds=60)


@pytest.mark.parametrize("tool", CALLS)
async def test_every_request_is_as_the_description_wants_it(prism_figma: Prism, tool: str) -> None:
    prism_figma.replies(200, {"err": None, "images": {"1:2": None}}, path="/images/")
    outcome = await ask(prism_figma, tool)
    assert outcome.status == "succeeded", text_of(outcome)
    assert prism_figma.requests
    assert prism_figma.faults == []


async def test_a_reply_and_a_comment_at_a_layer_are_as_the_description_wants_them(prism_figma: Prism) -> None:
    said = {"id": "11", "message": "Too blue", "user": {"handle": "Ada"}, "created_at": "2026-11-28T09:00:00Z"}
    prism_figma.replies(200, {"comments": [said]}, path="/comments")
    arguments = {"file": "MiasCheckout22", "comment": "11", "message": "Yes"}
    outcome = await called("figma", prism_figma.origin, "reply_to_comment", arguments, token="mias-token")
    assert outcome.status == "succeeded", text_of(outcome)
    assert prism_figma.faults == []
    assert prism_figma.requests[-1].json == {"message": "Yes", "comment_id": "11"}


async def test_the_account_is_asked_for_with_a_valid_request(prism_figma: Prism) -> None:
    assert await account_of("figma", prism_figma.origin, token="mias-token")
    assert prism_figma.faults == []


@pytest.mark.parametrize(
    ("tool", "path", "code"),
    [
        *[(tool, "", code) for tool in ("get_file_details", "list_versions", "list_comments") for code in (403, 404)],
        ("add_comment", "/comments", 400),
        ("add_comment", "/comments", 403),
        ("add_comment", "/comments", 404),
        ("render_layers", "/images", 400),
        ("list_dev_resources", "/dev_resources", 404),
    ],
)
async def test_every_documented_error_is_words(prism_figma: Prism, tool: str, path: str, code: int) -> None:
    prism_figma.answers(code=code, path=path)
    outcome = await ask(prism_figma, tool)
    assert outcome.status == "failed"
    assert "Figma" in text_of(outcome)


async def test_an_unknown_token_a_wait_and_an_outage_end_the_call(prism_figma: Prism) -> None:
    prism_figma.answers(code=401, path="/dev_resources")
    with pytest.raises(AuthorizationRequired):
        await ask(prism_figma, "list_dev_resources")
    prism_figma.answers(code=429)
    with pytest.raises(RateLimited):
        await ask(prism_figma, "get_file_details")
    prism_figma.answers(code=500, path="/comments")
    with pytest.raises(ServerFailed) as raised:
        await ask(prism_figma, "add_comment")
    assert raised.value.may_have_run
