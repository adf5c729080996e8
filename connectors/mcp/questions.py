"""What a server asks in the middle of a call (2026-07-28: `input_required`), in a form that people can answer.

Only elicitation is for people: flat forms of plain values, and addresses to open. Roots are answered with none;
sampling is not answered. Everything is text from outside: cleaned and capped, and a question that does not fit is
refused whole, because half a form would be another question.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from organizations.exact_json import EXACT
from organizations.text import clean_text, is_clean

MOST_QUESTIONS = 5
MOST_FIELDS = 40
MOST_OPTIONS = 200
LONGEST_MESSAGE = 4_000
LONGEST_LABEL = 500
# It comes back word for word; a larger one is a server's mistake.
LONGEST_STATE = 65_536
LONGEST_KEY = 200
LONGEST_ADDRESS = 2_000
# What is shown as the host is what browsers open: to them `evil.example\.google.com` is evil.example.
_HOST = re.compile(r"(?:[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
FORMATS = ("email", "uri", "date", "date-time")
PLAIN = ("string", "number", "integer", "boolean")

Field = dict[str, Any]
Question = dict[str, Any]


class NotForPeople(ValueError):
    """The server asks for something that nobody can be asked here; says what."""


@dataclass(frozen=True)
class Asked:
    """The questions for a person by key, the answers that need nobody, and the server's own note."""

    questions: tuple[Question, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    state: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Given:
    """What goes back with the call that is sent once more."""

    answers: Mapping[str, Any]
    state: str | None = field(default=None, repr=False)


def asked_in(result: Mapping[str, Any]) -> Asked | None:
    """What a result asks for; None for a result that is the end. Raises NotForPeople."""
    if result.get("resultType") != "input_required":
        return None
    state, requests = result.get("requestState"), result.get("inputRequests") or {}
    if state is not None and not (isinstance(state, str) and len(state) <= LONGEST_STATE and is_clean(state)):
        raise NotForPeople("a note that cannot be kept")
    if not isinstance(requests, dict) or len(requests) > MOST_QUESTIONS:
        raise NotForPeople("more than fits on a card")
    answers: dict[str, Any] = {}
    questions: list[Question] = []
    for key, request in requests.items():
        if len(key) > LONGEST_KEY or not is_clean(key):
            raise NotForPeople("something without a proper name")
        method = request.get("method") if isinstance(request, dict) else None
        if method == "roots/list":
            answers[key] = {"roots": []}
        elif method == "elicitation/create":
            questions.append({"key": key, **_question(request.get("params"))})
        else:
            raise NotForPeople(clean_text(str(method), 60))
    if not questions and not answers and state is None:
        raise NotForPeople("nothing in particular")
    return Asked(tuple(questions), answers, state)


def _question(params: Any) -> Question:
    if not isinstance(params, dict):
        raise NotForPeople("a form without content")
    message = _text(params.get("message"), LONGEST_MESSAGE)
    if params.get("mode") == "url" or "url" in params:
        return {"kind": "url", "message": message, **_address(params.get("url"))}
    schema = params.get("requestedSchema")
    properties = schema.get("properties") or {} if isinstance(schema, dict) else {}
    if not isinstance(properties, dict) or len(properties) > MOST_FIELDS:
        raise NotForPeople("a form that is too long")
    needed = schema.get("required") if isinstance(schema, dict) else []
    required = {name for name in needed if isinstance(name, str)} if isinstance(needed, list) else set()
    fields = [_field(name, shape, name in required) for name, shape in properties.items()]
    return {"kind": "form", "message": message, "fields": fields}


def _address(url: Any) -> dict[str, str]:
    """An address that a person may open: https only, with its host as they will read it."""
    if not isinstance(url, str) or len(url) > LONGEST_ADDRESS or not url.isascii() or not url.isprintable():
        raise NotForPeople("an address that cannot be opened")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise NotForPeople("an address that cannot be opened") from None
    if parts.scheme != "https" or not _HOST.fullmatch(parts.netloc) or " " in url:
        raise NotForPeople("an address that is not safe to open")
    return {"url": url, "host": parts.netloc}


def _field(name: str, shape: Any, required: bool) -> Field:
    if not isinstance(shape, dict) or not is_clean(name) or not 0 < len(name) <= LONGEST_KEY:
        raise NotForPeople("a field that cannot be shown")
    title, about = _text(shape.get("title"), LONGEST_LABEL), _text(shape.get("description"), LONGEST_MESSAGE)
    known = {"name": name, "title": title or name, "description": about, "required": required}
    options = _options(shape)
    if options is not None:
        return known | _with_default({"kind": "choice", "options": options}, shape)
    if shape.get("type") == "array":
        several = _options(shape.get("items") or {})
        if several is None:
            raise NotForPeople("a list that cannot be shown")
        limits = _numbers(shape, {"minItems": "least", "maxItems": "most"})
        return known | _with_default({"kind": "choices", "options": several, **limits}, shape)
    kind = shape.get("type")
    if kind not in PLAIN:
        raise NotForPeople("a field that cannot be shown")
    return known | _with_default({"kind": kind, **_limits(kind, shape)}, shape)


def _limits(kind: str, shape: Mapping[str, Any]) -> dict[str, Any]:
    if kind == "string":
        form = {"format": shape["format"]} if shape.get("format") in FORMATS else {}
        return form | _numbers(shape, {"minLength": "least", "maxLength": "most"})
    return {} if kind == "boolean" else _numbers(shape, {"minimum": "least", "maximum": "most"})


def _numbers(shape: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    found = {ours: shape.get(theirs) for theirs, ours in names.items()}
    return {ours: value for ours, value in found.items() if _is_number(value)}


def _is_number(value: Any) -> bool:
    """One that can be kept and shown as it is; NaN and infinity, which servers send as 1e400, are within no bounds."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -EXACT <= value <= EXACT


def _options(shape: Any) -> list[dict[str, str]] | None:
    """The choices of an enumeration in each of its forms; None where it is none."""
    if not isinstance(shape, dict):
        return None
    found = list(_choices(shape))
    if not found:
        return None
    if len(found) > MOST_OPTIONS or any(not is_clean(value) for value, _ in found):
        raise NotForPeople("a choice of too many")
    return [{"value": value, "title": _text(title, LONGEST_LABEL) or value} for value, title in found]


def _choices(shape: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    values, names = shape.get("enum"), shape.get("enumNames")
    if isinstance(values, list):
        titles: Sequence[Any] = names if isinstance(names, list) and len(names) == len(values) else values
        yield from ((value, title) for value, title in zip(values, titles, strict=True) if isinstance(value, str))
        return
    listed = shape.get("oneOf") or shape.get("anyOf")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict) and isinstance(one.get("const"), str):
            yield one["const"], one.get("title")


def _with_default(known: Field, shape: Mapping[str, Any]) -> Field:
    """With the server's own suggestion, where it fits."""
    default = shape.get("default")
    is_plain_number = known["kind"] not in ("number", "integer") or _is_number(default)
    if default is None or not is_plain_number or fault(known, default):
        return known
    return known | {"default": default}


def _text(value: Any, longest: int) -> str:
    return clean_text(value, longest) if isinstance(value, str) else ""


# Whether a value fits a field: asked of a server's default, and of what a person has filled in.

LONGEST_ANSWER = 10_000


def fault(asked: Field, value: Any) -> str:
    """What is wrong with a value, in words for the person; empty where nothing is."""
    kind = asked["kind"]
    if kind == "boolean":
        return "" if isinstance(value, bool) else "Choose yes or no."
    if kind in ("number", "integer"):
        return _number_fault(asked, value)
    if kind == "string":
        return _text_fault(asked, value)
    allowed = {option["value"] for option in asked["options"]}
    if kind == "choice":
        return "" if isinstance(value, str) and value in allowed else "Choose one of these."
    if not isinstance(value, list) or any(not isinstance(one, str) or one not in allowed for one in value):
        return "Choose among these."
    return _range_fault(asked, len(set(value)), "Choose at least {}.", "Choose at most {}.")


def _number_fault(asked: Field, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "Enter a number."
    if value != value or value in (float("inf"), float("-inf")):
        return "Enter a number."
    if asked["kind"] == "integer" and not (isinstance(value, int) or value.is_integer()):
        return "Enter a whole number."
    return _range_fault(asked, value, "At least {}.", "At most {}.")


def _text_fault(asked: Field, value: Any) -> str:
    if not isinstance(value, str) or not is_clean(value):
        return "Enter a text."
    if len(value) > LONGEST_ANSWER:
        return f"At most {LONGEST_ANSWER:,} characters."
    found = _range_fault(asked, len(value), "At least {} characters.", "At most {} characters.")
    return found or _format_fault(asked.get("format"), value)


def _range_fault(asked: Field, size: float, too_small: str, too_large: str) -> str:
    least, most = asked.get("least"), asked.get("most")
    if least is not None and size < least:
        return too_small.format(least)
    return too_large.format(most) if most is not None and size > most else ""


def _format_fault(form: str | None, value: str) -> str:
    if form is None or not value:
        return ""
    reads, words = _READS[form]
    try:
        return "" if reads(value) else words
    except ValueError:
        return words


def _is_mail(value: str) -> bool:
    name, at, host = value.partition("@")
    return bool(name and at and "." in host.strip(".")) and not any(letter.isspace() for letter in value)


def _is_address(value: str) -> bool:
    return bool(urlsplit(value).scheme) and not any(letter.isspace() for letter in value)


def _is_moment(value: str) -> bool:
    return "T" in value.upper() and datetime.fromisoformat(value.upper()).tzinfo is not None


_READS: dict[str, tuple[Callable[[str], bool], str]] = {
    "email": (_is_mail, "Enter an e-mail address."),
    "uri": (_is_address, "Enter an address, such as https://example.com."),
    "date": (lambda value: bool(date.fromisoformat(value)) and len(value) == 10, "Enter a date, such as 2026-11-28."),
    "date-time": (_is_moment, "Enter a date and time with its zone, such as 2026-11-28T09:30:00Z."),
}
