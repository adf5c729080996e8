"""Events of real models and of gateways before them become one response, whatever is odd about them."""

from typing import Any

import pytest

from conversations.llm.building import Building
from conversations.llm.errors import StreamBroken
from conversations.llm.records import AnswerEnding, ModelResponse
from organizations.text import is_clean

Event = dict[str, Any]
START: Event = {"type": "message_start", "message": {"usage": {"input_tokens": 10, "output_tokens": 1}}}
STOP: Event = {"type": "message_stop"}


def opened(index: Any, **block: Any) -> Event:
    return {"type": "content_block_start", "index": index, "content_block": block}


def delta(index: Any, kind: str, **values: Any) -> Event:
    return {"type": "content_block_delta", "index": index, "delta": {"type": kind, **values}}


def closed(index: Any) -> Event:
    return {"type": "content_block_stop", "index": index}


def ended(reason: str | None) -> Event:
    return {"type": "message_delta", "delta": {"stop_reason": reason}, "usage": {"output_tokens": 5}}


def words(text: str, index: Any = 0) -> list[Event]:
    return [opened(index, type="text", text=""), delta(index, "text_delta", text=text), closed(index)]


def call(arguments: str, index: Any = 0, **block: Any) -> list[Event]:
    block = {"type": "tool_use", "id": "toolu_1", "name": "notes__list", "input": {}} | block
    return [opened(index, **block), delta(index, "input_json_delta", partial_json=arguments), closed(index)]


def built(*events: Event) -> ModelResponse:
    building = Building(8192)
    for event in events:
        building.take(event)
    return building.finished()


def texts(response: ModelResponse) -> list[str]:
    return [block["text"] for block in response.blocks if block["type"] == "text"]


ODD_BUT_WHOLE = {
    "no message_stop, but a reason and closed blocks": [START, *words("hello"), ended("end_turn")],
    "no reason, but a message_stop": [START, *words("hello"), STOP],
    "a null reason": [START, *words("hello"), ended(None), STOP],
    "a reason that nobody knows": [START, *words("hello"), ended("tired"), STOP],
    "no message_start": [*words("hello"), ended("end_turn"), STOP],
    "no usage": [{"type": "message_start", "message": {}}, *words("hello"), ended("end_turn"), STOP],
    "a null message": [{"type": "message_start", "message": None}, *words("hello"), ended("end_turn"), STOP],
    "block numbers from one": [START, *words("hello", 1), ended("end_turn"), STOP],
    "block numbers with gaps": [START, *words("hel", 3), *words("lo", 7), ended("end_turn"), STOP],
    "the same number for all blocks": [START, *words("hel"), *words("lo"), ended("end_turn"), STOP],
    "no block numbers": [START, *words("hello", None), ended("end_turn"), STOP],
    "a block that nobody opened": [START, delta(0, "text_delta", text="hello"), closed(0), ended("end_turn"), STOP],
    "text in the block's start": [START, opened(0, type="text", text="hello"), closed(0), ended("end_turn"), STOP],
    "a null text in the block's start": [
        START,
        opened(0, type="text", text=None),
        delta(0, "text_delta", text="hello"),
        closed(0),
        ended("end_turn"),
        STOP,
    ],
    "an unknown event": [START, {"type": "weather"}, *words("hello"), ended("end_turn"), STOP],
    "an event without a type": [START, {}, *words("hello"), ended("end_turn"), STOP],
    "an unknown kind of block": [
        START,
        opened(0, type="hologram", shape="cube"),
        delta(0, "hologram_delta", more=1),
        closed(0),
        *words("hello", 1),
        ended("end_turn"),
        STOP,
    ],
    "an unknown kind of delta": [
        START,
        opened(0, type="text", text=""),
        delta(0, "citations_delta", citation={}),
        delta(0, "text_delta", text="hello"),
        closed(0),
        ended("end_turn"),
        STOP,
    ],
    "a null delta": [START, {"type": "content_block_delta", "index": 0, "delta": None}, *words("hello"), STOP],
    "an unknown kind of block that speaks": [
        START,
        opened(0, type="hologram"),
        delta(0, "text_delta", text="not for people"),
        closed(0),
        *words("hello", 1),
        ended("end_turn"),
        STOP,
    ],
    "an unknown kind of block that speaks, with the number of all others": [
        START,
        opened(0, type="hologram"),
        delta(0, "text_delta", text="not for people"),
        closed(0),
        *words("hello", 0),
        ended("end_turn"),
        STOP,
    ],
    "numbers of tokens that cannot be": [
        {"type": "message_start", "message": {"usage": {"input_tokens": float("inf"), "output_tokens": 10**12}}},
        *words("hello"),
        ended("end_turn"),
        STOP,
    ],
    "a copy of the whole message in its start": [
        {"type": "message_start", "message": {"content": [{"type": "text", "text": "hello"}]}},
        *words("hello"),
        ended("end_turn"),
        STOP,
    ],
    "a block's start that says nothing": [
        START,
        {"type": "content_block_start", "index": 0, "content_block": None},
        delta(0, "text_delta", text="hello"),
        closed(0),
        ended("end_turn"),
        STOP,
    ],
    "a reason that no column holds": [START, *words("hello"), ended("end\0\ud800"), STOP],
    "a reason that is no text": [START, *words("hello"), ended(["end_turn"]), STOP],  # type: ignore[arg-type]
    "arguments in a block of words": [
        START,
        opened(0, type="text", text="hello"),
        delta(0, "input_json_delta", partial_json='{"a\0\ud83d'),
        closed(0),
        ended("end_turn"),
        STOP,
    ],
    "words that begin in the block's start": [
        START,
        opened(0, type="text", text="hel"),
        delta(0, "text_delta", text="lo"),
        closed(0),
        ended("end_turn"),
        STOP,
    ],
    "a block that closes twice": [START, *words("hello"), closed(0), closed(9), ended("end_turn"), STOP],
}


@pytest.mark.parametrize("events", ODD_BUT_WHOLE.values(), ids=ODD_BUT_WHOLE)
def test_an_odd_but_whole_answer_is_read(events: list[Event]) -> None:
    response = built(*events)
    assert "".join(texts(response)) == "hello"
    assert response.ending is None
    assert is_clean(response.stop_reason)


BROKEN = {
    "nothing": [],
    "only a start": [START],
    "an open block": [START, opened(0, type="text", text=""), delta(0, "text_delta", text="hel")],
    "a reason that says so": [START, *words("hel"), ended("error"), STOP],
    "a closed block and no reason": [START, *words("hel")],
    "a reason before the last block is closed": [START, opened(0, type="text", text="hel"), ended("end_turn")],
}


@pytest.mark.parametrize("events", BROKEN.values(), ids=BROKEN)
def test_an_answer_that_broke_off_is_not_one(events: list[Event]) -> None:
    with pytest.raises(StreamBroken):
        built(*events)


def test_a_character_that_a_gateway_cut_in_two_is_whole() -> None:
    pieces = ["a\ud83d", "\ude00b", "\ud83d", "c", "\ude00", "\ud83d"]
    block = [opened(0, type="text", text=""), *[delta(0, "text_delta", text=piece) for piece in pieces], closed(0)]
    assert texts(built(START, *block, ended("end_turn"), STOP)) == ["a\U0001f600bc"]


@pytest.mark.parametrize(
    ("thought", "goes_back"),
    [
        ({"type": "thinking", "thinking": "hm", "signature": "s", "cache": 1}, ["signature", "thinking", "type"]),
        ({"type": "redacted_thinking", "data": "x", "cache": 1}, ["data", "type"]),
        ({"type": "thinking", "thinking": "hm", "signature": 5}, None),
        ({"type": "thinking", "signature": "s"}, None),
        ({"type": "redacted_thinking", "data": {"a": 1}}, None),
    ],
)
def test_a_thought_goes_back_with_nothing_beside_it(thought: Event, goes_back: list[str] | None) -> None:
    response = built(START, opened(0, **thought), closed(0), *words("hello", 1), ended("end_turn"), STOP)
    assert [sorted(block) for block in response.blocks[:-1]] == ([goes_back] if goes_back else [])


def test_blank_text_and_thinking_without_a_signature_do_not_go_back() -> None:
    response = built(
        START,
        opened(0, type="thinking", thinking="", signature=""),
        delta(0, "thinking_delta", thinking="hm"),
        closed(0),
        *words("\n ", 1),
        opened(2, type="redacted_thinking", data=""),
        closed(2),
        *words("hello", 3),
        ended("end_turn"),
        STOP,
    )
    assert response.blocks == [{"type": "text", "text": "hello"}]


def test_thinking_goes_back_with_its_signature() -> None:
    response = built(
        START,
        opened(0, type="thinking", thinking="", signature=""),
        delta(0, "thinking_delta", thinking="h"),
        delta(0, "thinking_delta", thinking="m"),
        delta(0, "signature_delta", signature="s1"),
        closed(0),
        opened(1, type="redacted_thinking", data="xyz"),
        closed(1),
        *words("hello", 2),
        ended("end_turn"),
        STOP,
    )
    assert response.blocks[:2] == [
        {"type": "thinking", "thinking": "hm", "signature": "s1"},
        {"type": "redacted_thinking", "data": "xyz"},
    ]


@pytest.mark.parametrize("use_id", ["toolu_1", "", "x" * 200, None, "ü ö", 7])
def test_call_ids_are_ours_so_that_repeated_and_odd_ones_do_no_harm(use_id: Any) -> None:
    response = built(START, *call("{}", 0, id=use_id), *call("{}", 1, id=use_id), ended("tool_use"), STOP)
    ids = [use["id"] for use in response.tool_uses]
    assert len(set(ids)) == 2
    assert all(one.startswith("toolu_") and len(one) <= 64 and one.isascii() for one in ids)


@pytest.mark.parametrize(
    ("name", "kept"),
    [("notes.list", "notes_list"), ("x" * 90, "x" * 64), ("", "unnamed"), (None, "unnamed"), ("ä/b", "__b")],
)
def test_a_name_that_would_be_refused_when_it_goes_back_is_made_fit(name: Any, kept: str) -> None:
    assert built(START, *call("{}", name=name), ended("tool_use"), STOP).tool_uses[0]["name"] == kept


def _nested(levels: int) -> dict[str, Any]:
    nested: dict[str, Any] = {"a": 1}
    for _ in range(levels - 1):
        nested = {"a": nested}
    return nested


ARGUMENTS: dict[str, tuple[list[Event], dict[str, Any] | None]] = {
    "in pieces": ([opened(0, type="tool_use", name="n", input={}), delta(0, "input_json_delta", partial_json='{"a"'),
                   delta(0, "input_json_delta", partial_json=": 1}"), closed(0)], {"a": 1}),
    "whole in the start": ([opened(0, type="tool_use", name="n", input={"a": 1}), closed(0)], {"a": 1}),
    "as text in the start": ([opened(0, type="tool_use", name="n", input='{"a": 1}'), closed(0)], {"a": 1}),
    "none": ([opened(0, type="tool_use", name="n", input={}), closed(0)], {}),
    "none, in an empty piece": ([*call("", name="n")], {}),
    "null": ([opened(0, type="tool_use", name="n", input=None), closed(0)], {}),
    "cut": ([*call('{"a": 1', name="n")], None),
    "a list": ([*call("[1]", name="n")], None),
    "a text": ([*call('"x"', name="n")], None),
    "no JSON": ([*call("a=1", name="n")], None),
    "too deep": ([*call("[" * 100_000, name="n")], None),
    "never closed and nothing said": ([opened(0, type="tool_use", name="n", input={})], None),
    "never closed, but whole": ([opened(0, type="tool_use", name="n", input={}),
                                 delta(0, "input_json_delta", partial_json='{"a": 1}')], {"a": 1}),
    "deeper than can be sent": ([*call('{"a":' * 300 + "1" + "}" * 300, name="n")], None),
    "deeper than can be sent, in the start": ([opened(0, type="tool_use", name="n", input=_nested(300)), closed(0)],
                                              None),
    "deep": ([opened(0, type="tool_use", name="n", input=_nested(120)), closed(0)], _nested(120)),
    "no number": ([*call('{"a": NaN}', name="n")], None),
    "no number, in the start": ([opened(0, type="tool_use", name="n", input={"a": float("nan")}), closed(0)], None),
    "a huge exponent": ([*call('{"a": 1e99999999999999999999}', name="n")], None),
    "a tiny exponent": ([*call('{"a": 1e-99999999999999999999}', name="n")], None),
    "a list in the start": ([opened(0, type="tool_use", name="n", input=[1]), closed(0)], None),
}  # fmt: skip


@pytest.mark.parametrize(("events", "arguments"), ARGUMENTS.values(), ids=ARGUMENTS)
def test_a_call_is_made_only_with_arguments_that_were_read(
    events: list[Event], arguments: dict[str, Any] | None
) -> None:
    response = built(START, *events, ended("tool_use"), STOP)
    (use,) = response.tool_uses
    assert use["input"] == (arguments or {})
    problem = response.problems.get(use["id"])
    assert (problem.code if problem else None) == (None if arguments is not None else "arguments_unreadable")


@pytest.mark.parametrize("reason", ["max_tokens", "length", "MAX_TOKENS"])
@pytest.mark.parametrize("arguments", ['{"n": 12', '{"n": 1234}', ""])
def test_no_call_of_an_answer_that_was_cut_is_made_not_even_one_that_looks_whole(reason: str, arguments: str) -> None:
    response = built(START, *call(arguments), ended(reason), STOP)
    (use,) = response.tool_uses
    assert use["input"] == {}
    assert response.problems[use["id"]].code == "output_limit"
    assert "8,192" in response.problems[use["id"]].message


@pytest.mark.parametrize(
    ("reason", "ending"),
    [
        ("refusal", AnswerEnding.REFUSED),
        ("content_filter", AnswerEnding.REFUSED),
        ("RECITATION", AnswerEnding.REFUSED),
        ("model_context_window_exceeded", AnswerEnding.CONTEXT_FULL),
    ],
)
def test_a_refused_or_full_answer_has_no_calls_at_all(reason: str, ending: AnswerEnding) -> None:
    response = built(START, *words("I"), *call('{"a": 1}', 1), ended(reason), STOP)
    assert (response.tool_uses, response.ending) == ([], ending)


@pytest.mark.parametrize(
    ("reason", "text", "ending"),
    [
        ("end_turn", "hello", None),
        ("stop_sequence", "hello", None),
        ("tired", "hello", None),
        ("max_tokens", "hel", AnswerEnding.OUTPUT_LIMIT),
        ("max_tokens", "", AnswerEnding.OUTPUT_LIMIT),
        ("refusal", "", AnswerEnding.REFUSED),
        ("end_turn", "", AnswerEnding.EMPTY),
        ("end_turn", " \n", AnswerEnding.EMPTY),
    ],
)
def test_how_an_answer_ended_is_known(reason: str, text: str, ending: AnswerEnding | None) -> None:
    assert built(START, *words(text), ended(reason), STOP).ending == ending


def test_all_tokens_are_counted_cached_ones_too() -> None:
    usage = {"input_tokens": 3, "cache_read_input_tokens": 20, "cache_creation_input_tokens": 400, "output_tokens": 1}
    response = built(
        {"type": "message_start", "message": {"usage": usage}},
        *words("x"),
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 5000, "other": "x"}},
        STOP,
    )
    assert sum(response.usage.values()) == 5423


def test_a_message_in_one_piece_is_read_too() -> None:
    building = Building(8192)
    content = [{"type": "text", "text": "Looking."}, {"type": "tool_use", "id": "1", "name": "n", "input": {"a": 1}}]
    said = building.take_whole({"content": content, "stop_reason": "tool_use", "usage": {"input_tokens": 1}})
    response = building.finished()
    assert (said, response.text, response.tool_uses[0]["input"]) == ("Looking.", "Looking.", {"a": 1})


def test_a_message_in_one_piece_may_be_words_alone() -> None:
    building = Building(8192)
    assert building.take_whole({"content": "Hello.", "stop_reason": "end_turn"}) == "Hello."
    assert building.finished().text == "Hello."


def test_an_answer_of_another_api_is_not_an_empty_one() -> None:
    with pytest.raises(StreamBroken):
        Building(8192).take_whole({"choices": [{"message": {"content": "Hello."}}]})


def test_words_after_a_call_that_nobody_opened_a_block_for_do_not_spoil_its_arguments() -> None:
    response = built(START, *call('{"a": 1}'), delta(0, "text_delta", text="So be it."), ended("tool_use"), STOP)
    assert (response.tool_uses[0]["input"], response.text) == ({"a": 1}, "So be it.")


LEFT, RIGHT = "\ud83d", "\ude00"


def test_a_character_that_a_gateway_cut_in_two_is_whole_wherever_it_was_cut() -> None:
    thought = [opened(0, type="thinking", thinking=f"a{LEFT}", signature="s")]
    thought += [delta(0, "thinking_delta", thinking=f"{RIGHT}b{LEFT}"), delta(0, "thinking_delta", thinking=RIGHT)]
    said = [opened(1, type="text", text=f"a{LEFT}"), delta(1, "text_delta", text=f"{RIGHT}b{LEFT}")]
    said += [delta(1, "text_delta", text=RIGHT), closed(1)]
    asked = [opened(2, type="tool_use", name="n", input={})]
    asked += [delta(2, "input_json_delta", partial_json=piece) for piece in ('{"x": "a' + LEFT, RIGHT + '"}')]
    response = built(START, *thought, closed(0), *said, *asked, closed(2), ended("tool_use"), STOP)
    assert response.blocks[0]["thinking"] == "a😀b😀"
    assert (response.text, response.tool_uses[0]["input"]) == ("a😀b😀", {"x": "a😀"})
