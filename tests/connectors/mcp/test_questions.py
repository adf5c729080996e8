"""What a server asks in the middle of a call: read into forms that people can answer, or refused whole."""

from typing import Any

import pytest

from connectors.mcp.questions import LONGEST_STATE, MOST_FIELDS, MOST_QUESTIONS, NotForPeople, asked_in, fault


def result(*requests: Any, state: Any = "note", **fields: Any) -> dict[str, Any]:
    named = {f"q{number}": request for number, request in enumerate(requests)}
    return {"resultType": "input_required", "inputRequests": named, "requestState": state, **fields}


def elicit(**params: Any) -> dict[str, Any]:
    return {"method": "elicitation/create", "params": {"message": "Which?", **params}}


def form(required: Any = (), **properties: Any) -> dict[str, Any]:
    return elicit(requestedSchema={"type": "object", "properties": properties, "required": list(required)})


def only_field(shape: Any, required: Any = ()) -> dict[str, Any]:
    asked = asked_in(result(form(required, it=shape)))
    assert asked is not None
    (question,) = asked.questions
    (field,) = question["fields"]
    return dict(field)


def test_a_result_that_is_the_end_asks_nothing() -> None:
    assert asked_in({"content": []}) is None
    assert asked_in({"resultType": "complete", "inputRequests": {"q": elicit()}}) is None


def test_the_servers_note_is_kept_word_for_word() -> None:
    asked = asked_in(result(elicit(), state='{"a": "ü"} '))
    assert asked is not None and asked.state == '{"a": "ü"} '


OPTIONS = [{"value": "a", "title": "Mine"}, {"value": "b", "title": "b"}]


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ({"type": "string"}, {"kind": "string"}),
        ({"type": "string", "minLength": 2, "maxLength": 3}, {"kind": "string", "least": 2, "most": 3}),
        (
            {"type": "string", "format": "email", "default": "a@b.example"},
            {"format": "email", "default": "a@b.example"},
        ),
        ({"type": "integer", "minimum": 1, "maximum": 9, "default": 4}, {"kind": "integer", "least": 1, "default": 4}),
        ({"type": "number", "default": 0.5}, {"kind": "number", "default": 0.5}),
        ({"type": "boolean", "default": False}, {"kind": "boolean", "default": False}),
        ({"type": "string", "enum": ["a", "b"], "enumNames": ["Mine", "b"]}, {"kind": "choice", "options": OPTIONS}),
        (
            {"type": "string", "oneOf": [{"const": "a", "title": "Mine"}, {"const": "b"}], "default": "b"},
            {"kind": "choice", "options": OPTIONS, "default": "b"},
        ),
        (
            {"type": "array", "items": {"anyOf": [{"const": "a", "title": "Mine"}, {"const": "b"}]}, "maxItems": 1},
            {"kind": "choices", "options": OPTIONS, "most": 1},
        ),
    ],
)
def test_each_kind_of_field_is_known(shape: dict[str, Any], expected: dict[str, Any]) -> None:
    field = only_field(shape | {"title": "It", "description": "About it"}, ["it"])
    assert field.items() >= expected.items()
    assert (field["title"], field["description"], field["required"]) == ("It", "About it", True)


@pytest.mark.parametrize(
    "shape",
    [
        {"type": "integer", "default": "four"},
        {"type": "integer", "maximum": 3, "default": 4},
        {"type": "string", "enum": ["a"], "default": "b"},
        {"type": "string", "format": "date", "default": "tomorrow"},
        {"type": "boolean", "default": "yes"},
    ],
)
def test_a_default_that_does_not_fit_is_left_out(shape: dict[str, Any]) -> None:
    assert "default" not in only_field(shape)


ODD: dict[str, Any] = {
    "an object": form(it={"type": "object"}),
    "a list of anything": form(it={"type": "array", "items": {"type": "string"}}),
    "a field without a kind": form(it={}),
    "a field that is none": form(it=7),
    "too many fields": form(**{f"f{n}": {"type": "string"} for n in range(MOST_FIELDS + 1)}),
    "too many choices": form(it={"type": "string", "enum": [str(n) for n in range(300)]}),
    "http": elicit(mode="url", url="http://pay.example/"),
    "a script": elicit(mode="url", url="javascript:alert(1)"),
    "a file": elicit(mode="url", url="file:///etc/passwd"),
    "a person in the address": elicit(mode="url", url="https://bank.example@evil.example/"),
    "letters that look alike": elicit(mode="url", url="https://b\u0430nk.example/"),
    "a host that browsers read otherwise": elicit(mode="url", url="https://evil.example\\.bank.example/"),
    "a host with an escape": elicit(mode="url", url="https://bank.example%2f.evil.example/"),
    "a host and a part of nothing": elicit(mode="url", url="https://bank.example..evil.example/"),
    "no host": elicit(mode="url", url="https:///x"),
    "a long address": elicit(mode="url", url="https://pay.example/" + "x" * 3000),
    "sampling": {"method": "sampling/createMessage", "params": {}},
    "something new": {"method": "payment/create"},
    "nothing": None,
}


@pytest.mark.parametrize("odd", ODD)
def test_what_cannot_be_shown_is_refused_whole(odd: str) -> None:
    with pytest.raises(NotForPeople):
        asked_in(result(elicit(), ODD[odd]))


@pytest.mark.parametrize("state", ["x" * (LONGEST_STATE + 1), "\0", 7])
def test_a_note_that_cannot_come_back_as_it_was_is_refused(state: Any) -> None:
    with pytest.raises(NotForPeople):
        asked_in(result(elicit(), state=state))


def test_more_questions_than_fit_on_a_card_and_none_at_all_are_refused() -> None:
    assert asked_in(result(*[elicit()] * MOST_QUESTIONS)) is not None
    for many in (result(*[elicit()] * (MOST_QUESTIONS + 1)), result(state=None)):
        with pytest.raises(NotForPeople):
            asked_in(many)


def test_roots_are_answered_with_none_and_a_note_alone_needs_nobody() -> None:
    asked = asked_in(result({"method": "roots/list"}))
    assert asked is not None and (asked.questions, asked.answers) == ((), {"q0": {"roots": []}})
    asked = asked_in({"resultType": "input_required", "requestState": "note"})
    assert asked is not None and (asked.questions, asked.answers, asked.state) == ((), {}, "note")


def test_words_from_outside_are_cleaned_and_cut() -> None:
    asked = asked_in(result(elicit(message="a\0b" + "x" * 9000)))
    assert asked is not None
    message = asked.questions[0]["message"]
    assert message.startswith("abx") and len(message) == 4000


@pytest.mark.parametrize(
    ("field", "fits", "does_not"),
    [
        ({"kind": "string", "least": 2, "most": 3}, ["ab", "abc"], ["a", "abcd", 1, None, "\ud800a"]),
        ({"kind": "string", "format": "email"}, ["a@b.example"], ["a", "a@b", "a b@c.example"]),
        ({"kind": "string", "format": "uri"}, ["https://x.example/y"], ["x", "https://x y"]),
        ({"kind": "string", "format": "date"}, ["2026-11-28"], ["28.11.2026", "2026-13-01", "20261128"]),
        ({"kind": "string", "format": "date-time"}, ["2026-11-28T09:30:00Z"], ["2026-11-28", "2026-11-28T09:30:00"]),
        ({"kind": "number", "least": 0, "most": 1}, [0, 0.5, 1], [-1, 2, "1", True, float("nan"), float("inf")]),
        ({"kind": "integer"}, [1, 2.0], [1.5, "1", False]),
        ({"kind": "boolean"}, [True, False], [1, "true", None]),
        ({"kind": "choice", "options": OPTIONS}, ["a"], ["c", "Mine", ["a"], 1]),
        (
            {"kind": "choices", "options": OPTIONS, "least": 1, "most": 1},
            [["a"], ["b", "b"]],
            [[], ["a", "b"], ["c"], "a"],
        ),
    ],
)
def test_a_value_fits_its_field_or_is_refused_in_words(field: Any, fits: list[Any], does_not: list[Any]) -> None:
    assert [fault(field, value) for value in fits] == [""] * len(fits)
    assert all(fault(field, value).endswith(".") for value in does_not)


NUMBERS = [float("inf"), float("-inf"), float("nan"), 10**30, 1e300, True, False, "3", None, [3]]


@pytest.mark.parametrize("odd", NUMBERS)
def test_a_bound_or_default_that_is_no_number_of_ours_is_left_out(odd: Any) -> None:
    limited = only_field({"type": "number", "minimum": odd, "maximum": odd, "default": odd})
    several = only_field({"type": "array", "items": {"enum": ["a"]}, "minItems": odd, "maxItems": odd})
    long = only_field({"type": "string", "minLength": odd, "maxLength": odd})
    assert all(not {"least", "most", "default"} & field.keys() for field in (limited, several, long))


@pytest.mark.parametrize("odd", [5, -0.5, True, "ab", {"a": 1}, [None], [{"const": 1}]])
@pytest.mark.parametrize("name", ["oneOf", "anyOf"])
def test_choices_that_are_no_list_of_choices_are_none(name: str, odd: Any) -> None:
    assert only_field({"type": "string", name: odd})["kind"] == "string"
    with pytest.raises(NotForPeople):
        asked_in(result(form(it={"type": "array", "items": {name: odd}})))


@pytest.mark.parametrize(
    "host", ["pay.example", "PAY.example.", "xn--pay-1.example:8443", "[2001:db8::1]:443", "a_b.example"]
)
def test_a_host_that_is_one_is_shown_as_it_stands(host: str) -> None:
    asked = asked_in(result(elicit(mode="url", url=f"https://{host}/go?x=1#y")))
    assert asked is not None and asked.questions[0]["host"] == host
