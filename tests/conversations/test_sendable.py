"""Whatever is stored, what goes to the model is a request that the API takes."""

import base64
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from conversations.engine.context import pictures
from conversations.engine.context.fitting import Fitted, fitted, weight
from conversations.engine.context.history import GO_ON, NOT_KEPT, api_messages, is_question, sendable, tool_results
from conversations.engine.context.pictures import MOST_PICTURES, NOT_SHOWN
from conversations.models import CallStatus, Message, Step, ToolCall
from tests.fakes.api_rules import blocks_of, refusals
from tests.fakes.tool_server import PIXEL

MORNING = datetime(2026, 11, 27, 8, tzinfo=UTC)
Entry = dict[str, Any]


def _text(words: Any) -> Entry:
    return {"type": "text", "text": words}


def _use(use_id: str = "toolu_1", name: str = "notebook__list", arguments: Any = None) -> Entry:
    return {"type": "tool_use", "id": use_id, "name": name, "input": {} if arguments is None else arguments}


def _picture(data: bytes = PIXEL, media_type: str = "image/png") -> Entry:
    source = {"type": "base64", "media_type": media_type, "data": base64.b64encode(data).decode()}
    return {"type": "image", "source": source}


def _result(use_id: str = "toolu_1", *content: Entry, **fields: Any) -> Entry:
    return {"type": "tool_result", "tool_use_id": use_id, "content": list(content) or [_text("found")], **fields}


def _asked(words: str = "please") -> Entry:
    return {"role": "user", "content": words}


def _said(*blocks: Entry) -> Entry:
    return {"role": "assistant", "content": list(blocks)}


def _gave(*results: Entry) -> Entry:
    return {"role": "user", "content": list(results)}


def _kinds(messages: list[Entry]) -> list[str]:
    return [_kinds_of_one(entry) for entry in messages]


def _kinds_of_one(entry: Entry) -> str:
    return " ".join([entry["role"][0], *(block["type"] for block in blocks_of(entry["content"]))])


ASKED, CALLED, GAVE, SAID = "u text", "a tool_use", "u tool_result", "a text"


@pytest.mark.parametrize(
    ("stored", "sent"),
    [
        pytest.param([_asked(), _said(_text("hello"))], [ASKED, SAID], id="plain"),
        pytest.param([_asked(), _asked("again")], [ASKED, ASKED], id="a question that nothing answered"),
        pytest.param([_said(_text("hello")), _asked()], [ASKED], id="an answer without its question"),
        pytest.param([_gave(_result()), _asked()], [ASKED], id="a result without its call, first"),
        pytest.param([_asked(), _gave(_result()), _asked()], [ASKED, ASKED], id="a result without its call, within"),
        pytest.param([_asked(), _said(_use()), _asked()], [ASKED, CALLED, GAVE, ASKED], id="a call without its result"),
        pytest.param([_asked(), _said(_use())], [ASKED, CALLED, GAVE], id="a call without its result, last"),
        pytest.param(
            [_asked(), _said(_use("a"), _use("b")), _gave(_result("b"))],
            [ASKED, "a tool_use tool_use", "u tool_result tool_result"],
            id="one of two results",
        ),
        pytest.param(
            [_asked(), _said(_use()), _gave(_result(), _result("x"))], [ASKED, CALLED, GAVE], id="one too many"
        ),
        pytest.param([_asked(), _said(_use()), _gave(_result(), _result())], [ASKED, CALLED, GAVE], id="one doubled"),
        pytest.param([_asked(), _said(_text(" \n")), _asked()], [ASKED, ASKED], id="blank words alone"),
        pytest.param([_asked(), _said(_text(""), _text("hi"))], [ASKED, SAID], id="no words beside words"),
        pytest.param([_asked(), _said(_text(None), _text("hi"))], [ASKED, SAID], id="a text that is none"),
        pytest.param([_asked(), _said(_text("\n"), _use())], [ASKED, CALLED, GAVE], id="blank words before a call"),
        pytest.param([_asked(), _said()], [ASKED], id="nothing"),
        pytest.param(
            [_asked(), _said({"type": "thinking", "thinking": "hm", "signature": "s"})], [ASKED], id="thoughts alone"
        ),
        pytest.param(
            [_asked(), _said({"type": "thinking", "thinking": "hm", "signature": "s"}, _text("hi"))],
            [ASKED, "a thinking text"],
            id="signed thoughts",
        ),
        pytest.param(
            [_asked(), _said({"type": "thinking", "thinking": "hm"}, _text("hi"))],
            [ASKED, SAID],
            id="unsigned thoughts",
        ),
        pytest.param(
            [_asked(), _said({"type": "redacted_thinking", "data": "x"}, _text("hi"))],
            [ASKED, "a redacted_thinking text"],
            id="hidden thoughts",
        ),
        pytest.param([_asked(), _said({"type": "weather"}, _text("hi"))], [ASKED, SAID], id="an unknown kind"),
        pytest.param([_asked(" \n")], [ASKED], id="a blank question"),
    ],
)
def test_what_the_api_would_refuse_is_mended_or_left_out(stored: list[Entry], sent: list[str]) -> None:
    ready = sendable(stored)
    assert _kinds(ready) == sent
    assert refusals({"messages": ready}) == []


@pytest.mark.parametrize(
    "thought",
    [
        {"type": "redacted_thinking", "data": ""},
        {"type": "redacted_thinking"},
        {"type": "thinking", "thinking": None, "signature": "s"},
        {"type": "thinking", "signature": "s"},
        {"type": "thinking", "thinking": "hm", "signature": ""},
    ],
)
def test_a_thought_that_lost_a_part_of_it_does_not_go_back(thought: Entry) -> None:
    assert sendable([_asked(), _said(thought, _text("hi"))])[1]["content"] == [_text("hi")]


def test_nobody_is_told_to_go_on_from_an_answer_that_is_not_sent() -> None:
    assert sendable([_asked(), _said(_text(" ")), _asked(GO_ON)]) == [_asked()]


def test_a_call_without_its_result_says_so_to_the_model() -> None:
    ready = sendable([_asked(), _said(_use()), _asked("and?")])
    assert ready[2] == _gave(_result("toolu_1", _text(NOT_KEPT), is_error=True))


@pytest.mark.parametrize(
    ("content", "fields", "sent"),
    [
        ([_text("a"), _text(" ")], {}, [_text("a")]),
        ([_text("\t")], {}, [_text("(no content)")]),
        ([], {}, [_text("(no content)")]),
        ([_picture()], {}, [_picture()]),
        ([_picture(media_type="image/jpeg")], {}, [_picture()]),
        ([_picture(b"")], {}, None),
        ([_picture(b"<svg/>", "image/svg+xml")], {}, None),
        ([_picture(PIXEL + b"x" * 5_000_000)], {}, None),
        ([_picture()], {"is_error": True}, None),
        ([{"type": "image"}], {}, None),
    ],
)
def test_what_a_result_holds_is_mended_or_words(content: list[Entry], fields: Entry, sent: list[Entry] | None) -> None:
    stored = {"type": "tool_result", "tool_use_id": "toolu_1", "content": content, **fields}
    ready = sendable([_asked(), _said(_use()), _gave(stored)])
    shown = ready[2]["content"][0]["content"]
    assert shown == sent if sent else [block["type"] for block in shown] == ["text"]
    assert refusals({"messages": ready}) == []


@pytest.mark.parametrize("use_id", ["", "call:1", "x" * 65, "x" * 64, "call_4_1", "toolu_1"])
def test_ids_that_are_odd_or_used_before_are_replaced_with_their_results(use_id: str) -> None:
    ready = sendable(
        [
            *[_asked(), _said(_use()), _gave(_result("toolu_1", _text("old")))],
            *[
                _asked(),
                _said(_use(use_id), _use(use_id)),
                _gave(_result(use_id, _text("a")), _result(use_id, _text("b"))),
            ],
        ]
    )
    assert refusals({"messages": ready}) == []
    assert [block["content"] for block in ready[-1]["content"]] == [[_text("a")], [_text("b")]]


@pytest.mark.parametrize(("name", "sent"), [("a.b c", "a_b_c"), ("x" * 80, "x" * 64), ("", "tool")])
def test_a_name_that_the_model_made_up_is_made_plain(name: str, sent: str) -> None:
    ready = sendable([_asked(), _said(_use(name=name, arguments=["x"]))])
    assert (ready[1]["content"][0]["name"], ready[1]["content"][0]["input"]) == (sent, {})


def test_only_the_newest_pictures_are_shown_again() -> None:
    steps = [[_said(_use(f"c{n}")), _gave(_result(f"c{n}", _picture(), _picture()))] for n in range(MOST_PICTURES)]
    ready = sendable([_asked(), *(entry for step in steps for entry in step)])
    shown = [block for entry in ready for result in blocks_of(entry["content"]) for block in result.get("content", [])]
    assert [block["type"] for block in shown] == ["text"] * MOST_PICTURES + ["image"] * MOST_PICTURES
    assert shown[0] == _text(NOT_SHOWN)


def test_pictures_that_are_too_much_for_one_request_together_are_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_BASE64", 2 * len(_picture()["source"]["data"]))
    ready = sendable([_asked(), _said(_use()), _gave(_result("toolu_1", *[_picture()] * 3))])
    assert [block["type"] for block in ready[2]["content"][0]["content"]] == ["text", "image", "image"]


def test_making_it_sendable_twice_changes_nothing_more() -> None:
    once = sendable([_asked(), _said(_use("a:b"), _use("a:b")), _asked("x"), _said(_text(" "), _use("a:b"))])
    assert sendable(once) == once


class _Past:
    """A random chat's rows: turns that completed, failed or broke off anywhere, as they can be stored."""

    def __init__(self, seed: int) -> None:
        self.roll = random.Random(seed)
        self.branch: list[Message] = []
        self.steps: dict[Any, list[Step]] = {}
        self.calls: dict[Any, list[ToolCall]] = {}
        turns = self.roll.randint(1, 8)
        for number in range(turns):
            self._turn(UUID(int=number + 1), is_newest=number == turns - 1)

    def _turn(self, turn: UUID, *, is_newest: bool) -> None:
        asked = "newest question" if is_newest else self._words()
        self.branch.append(Message(role="user", turn_id=turn, content=[_text(asked)]))
        if is_newest or self.roll.random() < 0.9:
            self.branch.append(Message(role="assistant", turn_id=turn, content=[]))
        for number in range(1, self.roll.choice([0, 1, 1, 2, 3, 6]) + 1):
            self._step(turn, number, settled=is_newest)

    def _step(self, turn: UUID, number: int, *, settled: bool) -> None:
        blocks = [self._block(position) for position in range(self.roll.randint(0, 4))]
        self.steps.setdefault(turn, []).append(Step(turn_id=turn, number=number, blocks=blocks))
        for position, block in enumerate(block for block in blocks if block["type"] == "tool_use"):
            for again in range(self.roll.choice([0, 1, 1, 1, 2])):
                self.calls.setdefault(turn, []).append(self._call(turn, number, position, block["id"], again))

    def _call(self, turn: UUID, step: int, position: int, use_id: str, again: int) -> ToolCall:
        result = self.roll.choice([None, [], [_text(self._words())], [_text(" ")], [_picture()], [_picture(b"GIF")]])
        call = ToolCall(turn_id=turn, step=step, position=position, tool_use_id=use_id, result=result)
        call.status = self.roll.choice(list(CallStatus))
        call.error_message = self.roll.choice(["", "It broke."])
        call.created_at = MORNING + timedelta(seconds=again)
        ToolCall._meta.get_field("approval").set_cached_value(call, None)
        return call

    def _block(self, position: int) -> Entry:
        odd = [_text(""), _text(" "), {"type": "thinking", "thinking": "hm"}, {"type": "novel"}]
        thought = {"type": "thinking", "thinking": self._words(), "signature": "s"}
        use = _use(self.roll.choice(["", "call_0", "call:1", f"toolu_{position}"]), arguments={"x": self._words()})
        return self.roll.choice([_text(self._words()), use, use, use, thought, *odd])

    def _words(self) -> str:
        return self.roll.choice("abc\n") * self.roll.choice([1, 5, 500, 5_000])

    def messages(self) -> list[Entry]:
        return sendable(api_messages(self.branch, self.steps, self.calls))


def _pasts() -> Iterator[tuple[int, list[Entry], Fitted]]:
    for seed in range(400):
        messages = _Past(seed).messages()
        yield seed, messages, fitted(messages, random.Random(seed).choice([0, 500, 5_000, 20_000]))


def test_every_past_that_can_be_stored_becomes_a_request_that_the_api_takes() -> None:
    for seed, messages, fit in _pasts():
        for sent in (messages, fit.messages):
            assert refusals({"messages": sent}) == [], seed
            assert is_question(sent[0]), seed
            assert [entry["content"] for entry in sent if is_question(entry)][-1] == "newest question", seed


def test_a_past_is_cut_in_front_of_a_question_and_no_further_than_it_must() -> None:
    for seed, messages, fit in _pasts():
        tail = messages[len(messages) - len(fit.messages) :]
        assert list(map(_kinds_of_one, fit.messages)) == list(map(_kinds_of_one, tail)) or fit.is_shortened, seed
        assert fit.is_cut == (len(fit.messages) < len(messages)), seed


def _succeeded(position: int, words: str, seconds: int = 0) -> ToolCall:
    call = ToolCall(step=1, position=position, tool_use_id="call_0", status="succeeded", result=[_text(words)])
    call.created_at = MORNING + timedelta(seconds=seconds)
    ToolCall._meta.get_field("approval").set_cached_value(call, None)
    return call


def test_two_calls_of_one_id_in_a_step_keep_their_own_results_and_a_retry_replaces_its_own() -> None:
    results = tool_results([_succeeded(1, "second"), _succeeded(0, "first"), _succeeded(1, "again", seconds=1)])
    assert [result["content"] for result in results] == [[_text("first")], [_text("again")]]


LONG = "x" * 3_000


def _exchange(number: int, size: int = 1_000) -> list[Entry]:
    use_id = f"c{number}"
    return [
        _asked(f"question {number}"),
        _said(_use(use_id)),
        _gave(_result(use_id, _text("r" * size))),
        _said(_text(f"answer {number}")),
    ]


def _questions(fit: Fitted) -> list[str]:
    return [entry["content"] for entry in fit.messages if is_question(entry)]


def test_a_chat_with_room_is_sent_whole() -> None:
    messages = [*_exchange(1), *_exchange(2)]
    assert fitted(messages, 10_000) == Fitted(messages)


def test_the_beginning_goes_and_the_rest_stays_word_for_word() -> None:
    messages = [entry for number in range(10) for entry in _exchange(number)]
    fit = fitted(messages, 8_000)
    assert (fit.is_cut, fit.is_shortened) == (True, False)
    assert fit.messages == messages[-len(fit.messages) :]
    assert sum(map(weight, fit.messages)) <= 8_000
    assert len(_questions(fit)) >= 3


def test_a_growing_chat_begins_at_the_same_message_for_a_while() -> None:
    begins = []
    for turns in range(6, 30):
        messages = [entry for number in range(turns) for entry in _exchange(number)]
        begins.append(_questions(fitted(messages, 12_000))[0])
    assert len(set(begins)) < len(begins) / 2


def test_the_exchange_before_the_newest_question_keeps_its_words_when_its_results_can_shrink() -> None:
    fit = fitted([*_exchange(1), *_exchange(2, 50_000), _asked("and now?")], 10_000)
    assert _questions(fit) == ["question 2", "and now?"]
    assert (fit.is_cut, fit.is_shortened) == (True, True)
    assert "characters left out" in fit.messages[2]["content"][0]["content"][0]["text"]


def test_the_running_turn_keeps_its_question_and_its_pairs_and_its_newest_result_longest() -> None:
    running = [_asked("do all"), *_exchange(1, 9_000)[1:3], *_exchange(2, 9_000)[1:3], *_exchange(3, 3_000)[1:3]]
    fit = fitted([*_exchange(0), *running], 8_000)
    assert _questions(fit) == ["do all"]
    assert refusals({"messages": fit.messages}) == []
    texts = [len(entry["content"][0]["content"][0]["text"]) for entry in fit.messages[2::2]]
    assert texts[0] < 400
    assert texts[2] == 3_000
    assert sum(map(weight, fit.messages)) <= 8_000


def test_the_newest_question_is_never_cut_however_long_it_is() -> None:
    assert fitted([*_exchange(1), _asked(LONG)], 100).messages == [_asked(LONG)]


def test_a_picture_weighs_what_a_model_sees_not_its_bytes() -> None:
    big = _gave(_result("c", _picture(PIXEL + b"x" * 2_000_000)))
    assert weight(big) < 10_000


@pytest.mark.parametrize(
    "block",
    [
        _text("hi"),
        _use(),
        {"type": "thinking", "thinking": "hm", "signature": "s"},
        {"type": "redacted_thinking", "data": "x"},
    ],
    ids=lambda block: block["type"],
)
def test_nothing_goes_back_beside_what_the_api_knows(block: Entry) -> None:
    odd = {**block, "citations": None, "index": 0}
    sent = sendable([_asked(), _said(odd, _text("hi"), _use("toolu_2")), _gave(_result("toolu_1") | {"more": 1})])
    assert refusals({"messages": sent}) == []
