"""Designs in turns: the assistant's tool writes them, whatever happens to the worker, and nothing else is touched."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conversations.designs.writing import write_design
from conversations.llm.records import ModelResponse
from conversations.models import CallStatus, Design, DesignVersion, Provenance, TurnStatus
from tests.conversations.conftest import Desk
from tests.factories import make_conversation
from tests.fakes.messages_api import text, tool

PLAN = {
    "title": "Launch plan",
    "kind": "slides",
    "pages": [
        {"layout": "title", "title": "Launch", "text": "a\r\nb\vc\x07"},
        {"layout": "bullets", "bullets": ["One"]},
    ],
}


def versions(desk: Desk) -> list[DesignVersion]:
    return list(desk.inside(lambda: list(DesignVersion.objects.select_related("design").order_by("number"))))


def test_the_assistant_writes_a_design_without_asking_and_hears_its_id(desk: Desk) -> None:
    desk.model.says([tool("write_design", **PLAN)], [text("There it is.")])
    turn = desk.run(desk.ask("Make slides"))
    assert turn.status == TurnStatus.COMPLETED
    (call,) = desk.calls(turn)
    assert (call.status, call.connector, call.title) == (CallStatus.SUCCEEDED, None, "Write design")
    (made,) = versions(desk)
    assert (made.design.title, made.number, made.made_by_id) == ("Launch plan", 1, call.pk)
    assert made.content["pages"][0]["text"] == "a\nb\nc"
    assert made.design.conversation_id == desk.conversation.pk
    told = desk.model.requests[1]["messages"][-1]["content"][0]
    assert not told.get("is_error")
    assert f"id {made.design.pk}" in told["content"][0]["text"]


def test_a_design_is_changed_as_a_new_version_and_read_as_it_is_now(desk: Desk) -> None:
    desk.model.says([tool("write_design", **PLAN)], [text("Done.")])
    desk.run(desk.ask("Make slides"))
    (first,) = versions(desk)
    named = str(first.design.pk)
    changed = {**PLAN, "title": "Plan B", "design": named}
    desk.model.says([tool("write_design", **changed)], [tool("read_design", design=named)], [text("Done.")])
    turn = desk.run(desk.ask("Call it Plan B"))
    assert [(each.number, each.content["title"]) for each in versions(desk)] == [(1, "Launch plan"), (2, "Plan B")]
    assert desk.inside(lambda: Design.objects.get().title) == "Plan B"
    read = desk.calls(turn)[1].result
    assert read is not None and "version 2" in read[0]["text"] and "Plan B" in read[0]["text"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"title": "x", "kind": "slides", "pages": []}, "pages"),
        ({**PLAN, "kind": "graphic"}, "exactly one page"),
        ({**PLAN, "pages": [{"layout": "spiral"}]}, "pages.0.layout"),
        ({**PLAN, "script": "x"}, "script"),
        ({**PLAN, "design": "not-an-id"}, "no design"),
        ({**PLAN, "design": "11111111-2222-4333-8444-555555555555"}, "no design"),
    ],
)
def test_what_is_no_design_is_told_to_the_model_and_not_kept(desk: Desk, given: dict[str, Any], words: str) -> None:
    desk.model.says([tool("write_design", **given)], [text("Sorry.")])
    turn = desk.run(desk.ask("Make slides"))
    (call,) = desk.calls(turn)
    assert (turn.status, call.status) == (TurnStatus.COMPLETED, CallStatus.FAILED)
    assert words in call.error_message
    told = desk.model.requests[1]["messages"][-1]["content"][0]
    assert told["is_error"] and words in told["content"][0]["text"]
    assert versions(desk) == []


def test_a_design_of_another_chat_is_out_of_reach(desk: Desk) -> None:
    desk.model.says([tool("write_design", **PLAN)], [text("Done.")])
    desk.run(desk.ask("Make slides"))
    (made,) = versions(desk)
    desk.conversation = make_conversation(desk.cast.mia)
    desk.model.says([tool("read_design", design=str(made.design.pk))], [text("No.")])
    (call,) = desk.calls(desk.run(desk.ask("Read it")))
    assert call.status == CallStatus.FAILED


def test_a_call_that_was_under_way_when_its_worker_died_is_made_once_more_and_writes_once(desk: Desk) -> None:
    turn = desk.ask("Make slides")
    journal, claimed = desk.claim(turn, "worker-killed")
    response = ModelResponse([tool("write_design", "toolu_1", **PLAN)], "tool_use", {})
    assert claimed.next.access is not None
    desk.on_loop(journal.record_step(1, response, claimed.next.access))
    (call,) = desk.calls(turn)
    desk.inside(lambda: write_design(call, call.arguments))
    lapsed = timezone.now() - timedelta(seconds=1)
    desk.inside(lambda: type(turn).objects.filter(pk=turn.pk).update(leased_until=lapsed))
    desk.model.says([text("Done.")])
    assert desk.run(turn).status == TurnStatus.COMPLETED
    (call,) = desk.calls(turn)
    (made,) = versions(desk)
    assert call.status == CallStatus.SUCCEEDED
    assert call.result is not None and str(made.design.pk) in call.result[0]["text"]


def test_a_design_marks_nothing(desk: Desk) -> None:
    desk.model.says([tool("write_design", **PLAN)], [text("Done.")])
    desk.run(desk.ask("Make slides"))
    assert desk.inside(lambda: Provenance.objects.count()) == 0


def test_our_tools_come_last_and_also_without_any_connector(desk: Desk) -> None:
    desk.model.says([text("Hello.")])
    desk.run(desk.ask())
    names = [each["name"] for each in desk.model.requests[0]["tools"]]
    assert names[-2:] == ["write_design", "read_design"]
    assert any(name.startswith("notebook__") for name in names)
