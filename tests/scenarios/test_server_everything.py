"""The official everything server, which we did not write, as a custom connector: from adding it to the answer."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from connectors.mcp import Progress, ServerAddress, open_client
from connectors.network import EgressPolicy
from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.fakes.everything import PeerMissing, everything
from tests.fakes.messages_api import MessagesApi, text, tool
from tests.scenarios.peer_desk import PeerDesk

pytestmark = pytest.mark.peer
READS = {"echo", "get-sum", "get-tiny-image", "get-structured-content", "get-annotated-message"}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The running server. Where npm cannot bring it: a failure in CI, a skip with the reason elsewhere."""
    try:
        with everything(tmp_path_factory.mktemp("everything") / "server.log") as address:
            yield address
    except PeerMissing as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(str(missing))


@pytest.fixture
def desk(transactional_db: None, cast: Cast, url: str, model: MessagesApi, engine: Any, settings: Any) -> PeerDesk:
    settings.EGRESS_ALLOW = [_host(url)]
    return PeerDesk.set_up(cast.ada, cast.mia, url, model, engine())


def _host(url: str) -> str:
    return url.removeprefix("http://").split("/")[0]


def test_its_own_hints_make_no_tool_a_read_and_an_owner_does(desk: PeerDesk, cast: Cast) -> None:
    tools = desk.tools()
    assert tools.keys() >= READS
    assert {tool["effect"] for tool in tools.values()} <= {"write", "destructive"}
    marked = Browser.of(cast.ada).patch(f"connectors/{desk.connector}/tools/echo", effect="read")
    assert marked.status_code == 200 and desk.tools()["echo"]["effect"] == "read"
    assert all(each["accepted"] and each["policy"]["effective"] == "ask" for each in tools.values())


def test_a_tool_that_only_runs_as_a_task_is_not_offered(desk: PeerDesk) -> None:
    desk.model.says([text("Hello.")])
    assert desk.ask()["status"] == "completed"
    assert "everything__echo" in desk.offered()
    assert "simulate-research-query" not in desk.tools()
    assert not any("research" in name for name in desk.offered())


def test_text_comes_back_after_the_member_allows_it(desk: PeerDesk) -> None:
    desk.model.says([tool("everything__echo", message="Grüße 🚲")], [text("It echoes.")])
    waiting = desk.ask()
    assert waiting["status"] == "waiting_approval"
    (call,) = waiting["tool_calls"]
    assert (call["tool"], call["arguments"]) == ("echo", {"message": "Grüße 🚲"})
    decided = desk.mia.post(f"tool-calls/{call['id']}/decision", decision="allow_once")
    assert decided.status_code == 200, decided.content
    assert desk.go_on(waiting["id"])["status"] == "completed"
    assert desk.results() == [[{"type": "text", "text": "Echo: Grüße 🚲"}]]


def test_an_image_reaches_the_model_as_an_image(desk: PeerDesk) -> None:
    desk.allow("get-tiny-image")
    desk.model.says([tool("everything__get_tiny_image")], [text("A logo.")])
    assert desk.ask()["status"] == "completed"
    ((before, image, after),) = desk.results()
    assert (before["type"], image["type"], after["type"]) == ("text", "image", "text")
    assert (image["source"]["type"], image["source"]["media_type"]) == ("base64", "image/png")
    assert image["source"]["data"].startswith("iVBORw0KGgo")


def test_structured_content_reaches_the_model_and_the_person(desk: PeerDesk) -> None:
    desk.allow("get-structured-content")
    desk.model.says([tool("everything__get_structured_content", location="Chicago")], [text("It rains.")])
    turn = desk.ask()
    assert turn["status"] == "completed"
    assert '"temperature":36' in desk.results()[0][0]["text"]
    assert '"temperature":36' in turn["tool_calls"][0]["result"]["text"]


def test_a_failing_tool_is_told_to_the_model_and_the_turn_goes_on(desk: PeerDesk) -> None:
    desk.allow("get-structured-content")
    desk.model.says([tool("everything__get_structured_content", location="Paris")], [text("It does not know Paris.")])
    turn = desk.ask()
    assert turn["status"] == "completed"
    assert turn["tool_calls"][0]["status"] == "failed"
    assert "Paris" in str(desk.results()) or "location" in str(desk.results())


def test_a_tool_that_reports_progress_runs_to_its_end(desk: PeerDesk) -> None:
    desk.allow("trigger-long-running-operation")
    desk.model.says(
        [tool("everything__trigger_long_running_operation", duration=0.4, steps=2)], [text("It took a moment.")]
    )
    assert desk.ask()["status"] == "completed"
    assert "Steps: 2" in desk.results()[0][0]["text"]


def test_several_calls_of_one_step_and_a_second_turn_use_the_same_account(desk: PeerDesk) -> None:
    for name in ("echo", "get-sum"):
        desk.allow(name)
    desk.model.says([tool("everything__echo", message="one"), tool("everything__get_sum", a=2, b=3)], [text("Both.")])
    assert desk.ask()["status"] == "completed"
    echoed, added = (content[0]["text"] for content in desk.results())
    assert echoed == "Echo: one" and "5" in added
    desk.model.says([tool("everything__echo", message="two")], [text("Again.")])
    assert desk.ask()["status"] == "completed"
    assert desk.results() == [[{"type": "text", "text": "Echo: two"}]]


@pytest.mark.anyio
async def test_progress_is_reported_while_the_tool_runs(url: str) -> None:
    seen: list[Progress] = []

    async def note(progress: Progress) -> None:
        seen.append(progress)

    async with open_client(ServerAddress(url), policy=EgressPolicy.parse(_host(url))) as client:
        outcome = await client.call_tool(
            "trigger-long-running-operation", {"duration": 0.6, "steps": 2}, deadline_seconds=20, on_progress=note
        )
    assert outcome.status == "succeeded"
    assert [(each.progress, each.total) for each in seen] == [(1, 2), (2, 2)]
