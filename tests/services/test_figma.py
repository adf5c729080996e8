"""Figma's tools on a strict stand-in: what each asks, gives, refuses, and how Figma's answers end a call."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.mcp import AuthorizationRequired, InsufficientScope, RateLimited, ServerFailed, ToolOutcome
from connectors.servers.api import Refused
from connectors.servers.figma.api import key_of, node_of
from tests.services.calling import account_of, called, text_of
from tests.services.figma_stand_in import ADAS_FILE, MIAS_FILE, Figma, figma_stand_in
from tests.services.stand_in import ADA, MIA

pytestmark = pytest.mark.anyio


@pytest.fixture
def figma() -> Iterator[Figma]:
    with figma_stand_in() as running:
        yield running


async def ask(figma: Figma, tool: str, token: str = MIA, **arguments: Any) -> ToolOutcome:
    return await called("figma", figma.origin, tool, {"file": MIAS_FILE, **arguments}, token=token)


async def data(figma: Figma, tool: str, **arguments: Any) -> Any:
    outcome = await ask(figma, tool, **arguments)
    assert outcome.status == "succeeded", text_of(outcome)
    return outcome.structured


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ("MiasCheckout22", "MiasCheckout22"),
        ("https://www.figma.com/design/MiasCheckout22/Checkout?node-id=1-2&t=x", "MiasCheckout22"),
        ("https://www.figma.com/file/MiasCheckout22", "MiasCheckout22"),
        ("figma.com/board/MiasCheckout22/Retro", "MiasCheckout22"),
        ("https://www.figma.com/design/MiasCheckout22/branch/Branch9/Checkout", "Branch9"),
        ("https://www.figma.com/proto/MiasCheckout22/Checkout", "MiasCheckout22"),
    ],
)
def test_a_file_is_known_by_its_key_and_by_every_kind_of_link(given: str, key: str) -> None:
    assert key_of(given) == key


@pytest.mark.parametrize("given", ["", "..", "a b", "https://www.figma.com/", "https://evil.example/x", "key/../me"])
def test_what_is_no_file_is_refused_before_anything_is_asked(given: str) -> None:
    with pytest.raises(Refused):
        key_of(given)


@pytest.mark.parametrize(
    ("given", "node"),
    [
        ("12:34", "12:34"),
        ("12-34", "12:34"),
        ("I12:34;5:6", "I12:34;5:6"),
        ("https://www.figma.com/design/K/N?node-id=12-34", "12:34"),
        ("https://www.figma.com/design/K/N?m=dev&node-id=12%3A34", "12:34"),
    ],
)
def test_a_layer_is_known_by_its_id_in_both_spellings_and_by_a_link(given: str, node: str) -> None:
    assert node_of(given) == node


@pytest.mark.parametrize("given", ["", "Frame 1", "1:2,3:4", "1:2&x=1"])
def test_what_is_no_layer_is_refused_before_anything_is_asked(given: str) -> None:
    with pytest.raises(Refused):
        node_of(given)


async def test_the_account_is_the_e_mail_address(figma: Figma) -> None:
    assert await account_of("figma", figma.origin, token=MIA) == "mia@acme.example"
    assert await account_of("figma", figma.origin, token=ADA) == "ada@acme.example"


async def test_details_come_with_a_link_to_the_file(figma: Figma) -> None:
    details = await data(figma, "get_file_details", file=f"https://www.figma.com/design/{MIAS_FILE}/Checkout")
    assert details["title"] == "Checkout"
    assert (details["editor"], details["folder"], details["role"]) == ("figma", "Shop", "owner")
    assert details["url"] == f"https://www.figma.com/file/{MIAS_FILE}"


async def test_the_structure_ends_at_the_depth_that_was_asked_for(figma: Figma) -> None:
    shallow = await data(figma, "get_file_structure", depth=1)
    assert [(each["title"], each["depth"]) for each in shallow["layers"]] == [("Page 1", 0)]
    deep = await data(figma, "get_file_structure")
    assert [(each["id"], each["depth"]) for each in deep["layers"]] == [("0:1", 0), ("1:2", 1)]
    assert deep["layers"][1]["url"] == f"https://www.figma.com/file/{MIAS_FILE}?node-id=1-2"


async def test_layers_tell_text_size_font_colour_and_layout(figma: Figma) -> None:
    outcome = await ask(figma, "get_layers", nodes=["1-3", "9:9"])
    button, label = outcome.structured["layers"]
    assert (button["size"], button["color"], button["layout"]) == (
        "120 x 40.5",
        "#3366ff at 50%",
        "auto layout horizontal, gap 8",
    )
    assert (label["text"], label["font"], label["is_hidden"]) == ("Pay now\nor later", "Inter 600 16 px", True)
    assert outcome.structured["not_found"] == ["9:9"]
    assert "no layer 9:9" in text_of(outcome)


async def test_a_picture_is_loaded_from_another_host_without_the_token(figma: Figma) -> None:
    outcome = await ask(figma, "render_layers", nodes=["1:2", "9:9"], scale=0.5)
    assert [block["type"] for block in outcome.blocks] == ["text", "image"]
    assert outcome.blocks[1]["mime_type"] == "image/png"
    assert "no such layer" in text_of(outcome)
    api, storage = figma.asked
    assert (api.query["scale"], api.query["format"], api.headers["authorization"]) == ("0.5", "png", f"Bearer {MIA}")
    assert "authorization" not in storage.headers
    assert "data" not in str(outcome.structured["renderings"][0])


async def test_a_picture_that_is_none_or_does_not_come_is_told_in_words(figma: Figma) -> None:
    figma.picture = b"<html>"
    assert "no picture" in text_of(await ask(figma, "render_layers", nodes=["1:2"]))
    figma.plan("/storage/", 403)
    outcome = await ask(figma, "render_layers", nodes=["1:2"])
    assert outcome.status == "succeeded"
    assert "could not be loaded" in text_of(outcome)
    figma.picture = b"\x89PNG\r\n\x1a\n" + b"x" * (3 * 1024 * 1024)
    assert "larger than 3 MB" in text_of(await ask(figma, "render_layers", nodes=["1:2"]))


async def test_versions_are_followed_to_the_end(figma: Figma) -> None:
    seen, cursor = [], ""
    for _ in range(4):
        page = await data(figma, "list_versions", limit=2, cursor=cursor)
        seen += [version["id"] for version in page["versions"]]
        if not (cursor := page["next_cursor"]):
            break
    assert seen == ["900", "899", "898", "897", "896"]


async def test_comments_come_as_threads_and_the_resolved_ones_only_when_asked_for(figma: Figma) -> None:
    figma.say(11, "Too blue", client_meta={"node_id": "1:3", "node_offset": {"x": 1, "y": 2}})
    figma.say(12, "Fixed?", parent_id="11")
    figma.say(13, "Old", resolved_at="2026-11-28T09:30:00Z")
    figma.say(14, "Why?")
    open_ = await data(figma, "list_comments", limit=1)
    assert [each["id"] for each in open_["comments"]] == ["14"]
    rest = await data(figma, "list_comments", limit=1, cursor=open_["next_cursor"])
    assert [(each["id"], each["reply_to"], each["node"]) for each in rest["comments"]] == [
        ("11", "", "1:3"),
        ("12", "11", ""),
    ]
    assert rest["next_cursor"] == ""
    assert [each["id"] for each in (await data(figma, "list_comments", show="all"))["comments"]] == [
        "14",
        "13",
        "11",
        "12",
    ]
    assert figma.asked[0].query == {"as_md": "true"}


async def test_a_comment_is_one_request_with_its_place(figma: Figma) -> None:
    made = await data(figma, "add_comment", message="Too  blue", node="1-3")
    (write,) = figma.writes
    assert write.path == f"/v1/files/{MIAS_FILE}/comments"
    assert figma.comments[0]["client_meta"] == {"node_id": "1:3", "node_offset": {"x": 0, "y": 0}}
    assert figma.comments[0]["message"] == "Too  blue"
    assert made["comment"]["url"].endswith("#5000")


async def test_a_comment_at_a_layer_that_does_not_exist_is_not_sent(figma: Figma) -> None:
    outcome = await ask(figma, "add_comment", message="x", node="9:9")
    assert outcome.status == "failed"
    assert "no layer 9:9" in text_of(outcome)
    assert figma.writes == []


async def test_a_reply_goes_to_the_first_of_a_thread_only(figma: Figma) -> None:
    figma.say(11, "Too blue")
    figma.say(12, "Fixed?", parent_id="11")
    assert "Reply to its thread: 11" in text_of(await ask(figma, "reply_to_comment", comment="12", message="x"))
    assert "no comment 99" in text_of(await ask(figma, "reply_to_comment", comment="99", message="x"))
    assert figma.writes == []
    assert (await data(figma, "reply_to_comment", comment="11", message="Yes"))["comment"]["reply_to"] == "11"


async def test_a_dev_resource_is_attached_once(figma: Figma) -> None:
    wanted = {"node": "1:2", "title": "PR 12", "url": "https://git.example/12"}
    assert (await data(figma, "add_dev_resource", **wanted))["title"] == "PR 12"
    assert "already attached" in text_of(await ask(figma, "add_dev_resource", **wanted))
    assert len(figma.writes) == 1
    listed = await data(figma, "list_dev_resources", node="1-2")
    assert [(each["title"], each["url"]) for each in listed["resources"]] == [("PR 12", "https://git.example/12")]
    assert (await data(figma, "list_dev_resources"))["resources"] == listed["resources"]


async def test_a_dev_resource_that_figma_leaves_out_with_status_200_has_failed(figma: Figma) -> None:
    outcome = await ask(figma, "add_dev_resource", node="9:9", title="PR", url="https://git.example/1")
    assert (outcome.status, "Node not found" in text_of(outcome)) == ("failed", True)


async def test_a_layer_with_ten_dev_resources_takes_no_more(figma: Figma) -> None:
    figma.resources = [
        {"id": str(n), "name": "x", "url": f"https://a.example/{n}", "file_key": MIAS_FILE, "node_id": "1:2"}
        for n in range(10)
    ]
    outcome = await ask(figma, "add_dev_resource", node="1:2", title="PR", url="https://git.example/1")
    assert "can have 10" in text_of(outcome)
    assert figma.writes == []


async def test_another_persons_file_is_not_found(figma: Figma) -> None:
    outcome = await ask(figma, "get_file_details", token=ADA)
    assert (outcome.status, "does not find" in text_of(outcome)) == ("failed", True)
    assert (await ask(figma, "get_file_details", token=ADA, file=ADAS_FILE)).status == "succeeded"


@pytest.mark.parametrize("words", ["Invalid token", "Token expired", "Token has expired"])
async def test_a_token_that_figma_refuses_with_403_has_to_be_renewed(figma: Figma, words: str) -> None:
    figma.plan("/meta", 403, {"status": 403, "err": words})
    with pytest.raises(AuthorizationRequired):
        await ask(figma, "get_file_details")


async def test_a_missing_scope_is_asked_for_by_name(figma: Figma) -> None:
    figma.scopes[MIA].discard("file_comments:write")
    with pytest.raises(InsufficientScope) as raised:
        await ask(figma, "add_comment", message="x")
    assert "file_comments:write" in (raised.value.scope or "")
    assert "file_comments:read" not in (raised.value.scope or "")


async def test_a_403_about_the_file_is_words_and_no_sign_in(figma: Figma) -> None:
    figma.plan("/meta", 403, {"status": 403, "err": "File not exportable"})
    outcome = await ask(figma, "get_file_details")
    assert (outcome.status, "File not exportable" in text_of(outcome)) == ("failed", True)


async def test_too_many_requests_say_how_long_to_wait(figma: Figma) -> None:
    figma.plan("/meta", 429, {"status": 429, "err": "Rate limit exceeded"}, retry_after="37")
    with pytest.raises(RateLimited) as raised:
        await ask(figma, "get_file_details")
    assert raised.value.retry_after_seconds == 37


async def test_an_outage_of_a_read_has_not_happened_and_of_a_write_may_have(figma: Figma) -> None:
    figma.plan("/meta", 500, {"err": "x"})
    with pytest.raises(ServerFailed) as read:
        await ask(figma, "get_file_details")
    assert not read.value.may_have_run
    figma.plan("/comments", 503, {"err": "x"})
    with pytest.raises(ServerFailed) as write:
        await ask(figma, "add_comment", message="x")
    assert write.value.may_have_run
