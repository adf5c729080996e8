"""A refused request is asked again with less, and what was left out is said."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from conversations.engine.context.leaner import (
    BEGINNING,
    DETAILS,
    MOST_TRIES,
    PICTURES,
    REFUSED_BEGINNING,
    RESULTS,
    THOUGHTS,
    Lightened,
    Omission,
    leaner,
    lightened,
)
from conversations.llm.records import ModelRequest
from tests.conversations.test_sendable import _asked, _exchange, _gave, _picture, _result, _said, _text, _use
from tests.fakes.api_rules import refusals

TOOL = {"name": "notes__list", "description": "d" * 900, "input_schema": {"type": "object", "properties": {}}}
ODD = {
    "name": "notes__odd",
    "description": None,
    "input_schema": {
        "type": "object",
        "anyOf": [{}],
        "properties": {"fine": {"type": "string", "format": 7}, "not fine": {}, "both": {"type": ["string"]}},
        "required": ["fine", "not fine"],
    },
}
TALK = [_asked("hello"), _said(_text("hi")), _asked("and?")]
SEEN = [_asked(), _said(_use()), _gave(_result("toolu_1", _picture())), _said(_text("a dot")), _asked("and?")]
THOUGHT = {"type": "thinking", "thinking": "hm", "signature": "stale"}
THINKING = [_asked(), _said(THOUGHT, _text("hi")), _asked("and?")]
REFUSED = "model_rejected invalid_request_error"


def _request(messages: list[dict[str, Any]], *tools: dict[str, Any]) -> ModelRequest:
    return ModelRequest("You are.", messages, list(tools))


def _next(request: ModelRequest, refused: str) -> Lightened | None:
    omission = leaner(request, refused, Omission())
    return None if omission is None else lightened(request, omission)


MANY = [{**TOOL, "name": f"notes__{number}", "description": "d" * 3_000} for number in range(60)]
LONG_TALK = [entry for number in range(10) for entry in _exchange(number)]


@pytest.mark.parametrize(
    ("request_", "refused", "words"),
    [
        (_request([_asked()]), REFUSED, None),
        (_request([_asked()]), "prompt is too long: 210000 tokens > 200000 maximum", None),
        (_request(TALK), REFUSED, [REFUSED_BEGINNING]),
        (_request(SEEN), REFUSED, [PICTURES]),
        (_request(SEEN, TOOL), "messages.2.content.0.image.source: Could not process image", [PICTURES]),
        (_request(SEEN, TOOL), "messages.2: image exceeds 5 MB maximum: 6 bytes > 5 bytes", [PICTURES]),
        (_request(SEEN, TOOL), "image dimensions exceed max allowed size for many-image requests", [PICTURES]),
        (_request(SEEN, TOOL), "Image too large: the maximum allowed is 5 MB", [PICTURES]),
        (_request(THINKING, TOOL), "messages.1.content.0: Invalid `signature` in `thinking` block", [THOUGHTS]),
        (_request(SEEN, TOOL), "tools.0.custom.input_schema: JSON schema is invalid", ["notes__list"]),
        (_request(TALK, TOOL, ODD), "tools.1.custom.input_schema: is invalid", [DETAILS, "notes__odd"]),
        (_request(TALK, TOOL, ODD), "The schema of notes__odd is not supported", ["notes__odd"]),
        (_request(TALK, TOOL, ODD), "ValidationException: toolConfig is invalid", [DETAILS]),
        (_request([_asked()], ODD), REFUSED, [DETAILS]),
        (_request(LONG_TALK), "prompt is too long: 210000 tokens > 200000 maximum", [BEGINNING]),
        (_request(LONG_TALK, *MANY), "prompt is too long: 210000 tokens > 200000 maximum", [BEGINNING, DETAILS]),
        (_request(LONG_TALK), "conversation_too_long 413 Request Entity Too Large", [BEGINNING]),
        (_request(LONG_TALK), "Input is too long for requested model.", [BEGINNING]),
        (_request(LONG_TALK), "input length and `max_tokens` exceed context limit: 1 + 2 > 2", [BEGINNING]),
        (_request(LONG_TALK), "This model's maximum context length is 8192 tokens", [BEGINNING]),
        (_request(_exchange(1, 50_000)[:3]), "prompt is too long", [RESULTS]),
        (
            _request([_asked()], *MANY),
            "too long",
            [DETAILS],
        ),
    ],
)
def test_what_is_left_out_follows_what_was_refused(
    request_: ModelRequest, refused: str, words: list[str] | None
) -> None:
    light = _next(request_, refused)
    if words is None:
        assert light is None
        return
    assert light is not None
    said = "\n".join(light.words)
    assert [each for each in words if each not in said] == []
    assert PICTURES in words or PICTURES not in said
    assert light.request.system == "\n\n".join(["You are.", *light.words])


def test_pictures_that_were_refused_are_words_and_the_tools_stay_whole() -> None:
    light = _next(_request(SEEN, TOOL), "messages.2.content.0.image: Could not process image")
    assert light is not None
    assert light.request.tools == [TOOL]
    assert light.request.messages[2]["content"][0]["content"][0]["type"] == "text"


def test_a_refused_tool_is_left_out_by_the_name_that_people_know() -> None:
    omission = Omission(tools=frozenset({"notes__odd"}))
    light = lightened(_request(TALK, TOOL, ODD), omission, lambda name: f"Notes: {name}")
    assert light.request.tools == [TOOL]
    assert light.words == ("The model did not take these tools, so they were left out: Notes: notes__odd.",)
    # Titles are a server's words: the prompt has the plain name.
    assert light.request.system.endswith("left out: notes__odd.")


def test_short_tools_are_taken_by_every_model() -> None:
    light = lightened(_request(TALK, ODD), Omission(details=True))
    (tool,) = light.request.tools
    assert tool["description"] == ""
    assert tool["input_schema"] == {
        "type": "object",
        "properties": {"fine": {"type": "string"}, "both": {}},
        "required": ["fine"],
    }
    assert refusals({"messages": light.request.messages, "tools": light.request.tools}) == []


def test_calls_in_the_history_of_a_chat_without_tools_get_a_tool_that_stands_in() -> None:
    light = _next(_request(_exchange(1)), "The toolConfig field must be defined when using toolUse")
    assert light is not None
    assert [tool["name"] for tool in light.request.tools] == ["no_tool"]


MANY_SHORT = [{**TOOL, "name": f"notes__{number}"} for number in range(200)]
OLD_CALL = [entry for number in (1, 2) for entry in _exchange(number)] + [_asked("and?")]


def _when(applies: bool, words: str) -> str | None:
    return words if applies else None


# What services behind gateways take less of than the Messages API, each in their own words.
STRICT: dict[str, Callable[[ModelRequest], str | None]] = {
    "no tools": lambda sent: _when(bool(sent.tools), "registry.example/gemma:2b does not support tools"),
    "so many tools": lambda sent: _when(
        len(sent.tools) > 128,
        "Invalid 'tools': array too long. Expected an array with maximum length 128, but got an array with length 200.",
    ),
    "half of the tools": lambda sent: _when(len(sent.tools) > 100, "There are too many functions."),
    "one of many declarations": lambda sent: _when(
        len(sent.tools) > 13 and sent.tools[12]["name"] == "notes__12",
        "GenerateContentRequest.tools[0].function_declarations[12].parameters: should be non-empty",
    ),
    "no tool at all, and says so one by one": lambda sent: _when(bool(sent.tools), "tools.0.custom: is not supported"),
    "no tool at all, and does not say so": lambda sent: _when(bool(sent.tools), "Bad Request"),
    "few words, and counts the tools' with them": lambda sent: _when(
        len(str(sent.messages)) + len(str(sent.tools)) > 8_000,
        "This model's maximum context length is 2000 tokens. However, your messages resulted in 60000 tokens"
        " (10000 in the messages, 50000 in the functions). Please reduce the length of the messages or functions.",
    ),
    "few words": lambda sent: _when(
        len(str(sent.messages)) + len(str(sent.tools)) > 8_000,
        "Input tokens exceed the configured limit of 2000 tokens",
    ),
}


@pytest.mark.parametrize("refuses", STRICT.values(), ids=STRICT)
@pytest.mark.parametrize("messages", [TALK, SEEN, THINKING, OLD_CALL, [*LONG_TALK, _asked("and?")]])
def test_every_model_that_takes_a_question_takes_a_chat_at_last(
    refuses: Callable[[ModelRequest], str | None], messages: list[dict[str, Any]]
) -> None:
    request, so_far = _request(messages, *MANY_SHORT), Omission()
    for _ in range(MOST_TRIES):
        sent = lightened(request, so_far).request
        if (words := refuses(sent)) is None:
            break
        more = leaner(request, words, so_far)
        assert more is not None
        so_far = more
    sent = lightened(request, so_far).request
    assert refuses(sent) is None
    assert refusals({"messages": sent.messages, "tools": sent.tools}) == []


@pytest.mark.parametrize(
    "refused",
    [
        "tools: at most 128 are supported, there are 200",
        "Request has 200 functions, the maximum is 128",
        "expected at most 128 items in tools, got 200",
        "too many tools: 200 (some 50000 tokens), 128 are taken",
    ],
)
def test_as_many_tools_stay_as_the_service_says_it_takes(refused: str) -> None:
    light = _next(_request(TALK, *MANY_SHORT), refused)
    assert light is not None
    assert (light.request.tools, len(light.request.messages)) == (MANY_SHORT[:128], len(TALK))


@pytest.mark.parametrize(
    "refused",
    [
        "This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens"
        " (120000 in the messages, 10000 in the functions). Please reduce the length of the messages or functions.",
        "This endpoint's maximum context length is 131072 tokens. You requested 150000 (140000 of text, 2000 of tools)",
        "prompt is too long: the number of tokens in messages and tools exceeds 200000",
        "Messages and tools exceed the maximum context length",
    ],
)
def test_a_chat_whose_length_counts_with_the_tools_is_cut_and_keeps_them(refused: str) -> None:
    light = _next(_request(LONG_TALK, TOOL, ODD), refused)
    assert light is not None
    assert (light.words, light.request.tools) == ((BEGINNING,), [TOOL, ODD])


def test_of_one_refused_declaration_among_many_the_others_stay() -> None:
    light = _next(_request(TALK, *MANY_SHORT), "tools[0].function_declarations[12].parameters: bad")
    assert light is not None
    assert {tool["name"] for tool in MANY_SHORT} - {tool["name"] for tool in light.request.tools} == {"notes__12"}


@pytest.mark.parametrize("refused", [REFUSED, "prompt is too long", "tools.0: bad", "image: bad", "thinking: bad"])
@pytest.mark.parametrize("messages", [TALK, SEEN, THINKING, LONG_TALK])
def test_asking_with_less_ends_and_each_time_sends_less(refused: str, messages: list[dict[str, Any]]) -> None:
    request, so_far = _request(messages, TOOL, ODD), Omission()
    sent = [lightened(request, so_far).request]
    for _ in range(20):
        more = leaner(request, refused, so_far)
        if more is None:
            break
        so_far = more
        sent.append(lightened(request, so_far).request)
    assert len(sent) < 20
    assert all(before != after for before, after in pairwise(sent))
    assert all(refusals({"messages": each.messages}) == [] for each in sent)


def test_at_last_nothing_is_left_of_what_came_before_the_question() -> None:
    request, so_far = _request([*SEEN[:-1], *THINKING], TOOL, ODD), Omission()
    for _ in range(MOST_TRIES):
        so_far = leaner(request, REFUSED, so_far) or so_far
    assert lightened(request, so_far).request.messages == [_asked("and?")]


def test_a_prompt_that_is_too_long_twice_is_cut_to_half_and_again() -> None:
    request = _request(LONG_TALK)
    once = leaner(request, "prompt is too long", Omission())
    assert once is not None
    twice = leaner(request, "prompt is too long", once)
    assert twice is not None
    assert twice.longest <= once.longest // 2
    assert lightened(request, replace(twice, pictures=False)).request.messages[-4:] == LONG_TALK[-4:]
