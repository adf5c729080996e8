"""What a server asks in the middle of a call, what counts as an answer, and when an approval is one. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self

from connectors.mcp import Asked, Given, Question
from connectors.mcp.questions import fault
from conversations.models import Approval, ToolCall
from organizations.refusals import ALLOWED, Decision, Invalid, refuse

# How often a server may ask about one call.
MOST_ROUNDS = 8
# An approval that was given so recently answers the server's own “Are you sure?” in the words of its card.
CONFIRMS_FOR = timedelta(seconds=60)
LONGEST_WORDS = 4_000
NOT_ANSWERED = "not_answered"
ACTIONS = ("accept", "decline", "cancel")


@dataclass(frozen=True, slots=True)
class InputWanted:
    """A round of questions: those for the person, the answers that need nobody, the server's note to give back.

    `given` is what the person said, from then on with every sending; `answered_at` when.
    """

    round: int
    questions: list[Question]
    answers: dict[str, Any] = field(default_factory=dict)
    state: str | None = None
    given: dict[str, Any] | None = None
    answered_at: str = ""

    @classmethod
    def of(cls, call: ToolCall) -> Self | None:
        """As it is stored."""
        return cls(**call.input_wanted) if call.input_wanted else None

    def as_json(self) -> dict[str, Any]:
        """For the column."""
        return asdict(self)

    @property
    def for_server(self) -> Given | None:
        """What goes back with the call; None before it was answered."""
        return None if self.given is None else Given({**self.answers, **self.given}, self.state)


def next_round(before: InputWanted | None, asked: Asked) -> InputWanted | None:
    """The questions that came now; None when the server has asked too often."""
    number = before.round + 1 if before else 1
    if number > MOST_ROUNDS:
        return None
    return InputWanted(number, list(asked.questions), dict(asked.answers), asked.state)


def answered(wanted: InputWanted, said: Mapping[str, Any], now: datetime) -> InputWanted:
    """The round with a person's answers, one for each question. Raises Invalid with words for the field."""
    keys = {question["key"] for question in wanted.questions}
    if set(said) != keys:
        raise Invalid("answers", "Answer each of the questions, and nothing else.")
    given = {question["key"]: _answer(question, said[question["key"]]) for question in wanted.questions}
    return replace(wanted, given=given, answered_at=now.isoformat())


def _answer(question: Question, said: Any) -> dict[str, Any]:
    action = said.get("action") if isinstance(said, dict) else None
    if action not in ACTIONS:
        raise Invalid(question["key"], "Accept, decline or cancel.")
    if action != "accept" or question["kind"] == "url":
        return {"action": action}
    content = said.get("content") or {}
    fields = {asked["name"]: asked for asked in question["fields"]}
    if not isinstance(content, dict) or not set(content) <= set(fields):
        raise Invalid(question["key"], "Fill in the fields of the form, and nothing else.")
    for name, asked in fields.items():
        if content.get(name) is None or content[name] == "":
            if asked["required"]:
                raise Invalid(name, "Fill this in.")
        elif words := fault(asked, content[name]):
            raise Invalid(name, words)
    return {"action": action, "content": _kept(fields, content)}


def _kept(fields: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in; whole numbers as such."""
    filled = {name: value for name, value in content.items() if value is not None and value != ""}
    return {name: int(value) if fields[name]["kind"] == "integer" else value for name, value in filled.items()}


def may_still_answer(call: ToolCall, now: datetime) -> Decision:
    """Whether the time to answer is not over."""
    if call.waits_until is not None and call.waits_until > now:
        return ALLOWED
    name = call.connector.name if call.connector else "the service"
    return refuse(NOT_ANSWERED, f"Nobody answered what {name} asked in time.", call)


# One prompt, not two: a server that asks “Are you sure?” before it acts is answered by our own approval.


def confirmation_in(questions: list[Question]) -> Question | None:
    """The one question that asks for nothing but a yes: without fields, or with one yes or no."""
    if len(questions) != 1 or questions[0]["kind"] != "form":
        return None
    kinds = [asked["kind"] for asked in questions[0]["fields"]]
    return questions[0] if kinds in ([], ["boolean"]) else None


# What a box may be called that asks for nothing else than the question itself.
_YES = frozenset({"yes", "ok", "confirm", "confirmed", "accept", "approve", "agree", "continue", "proceed", "sure"})


def confirmation_words(question: Question) -> str:
    """All that a yes to it means: the question, and what its box says where that is more than yes."""
    words = [question["message"]]
    for asked in question["fields"]:
        is_plain = asked["title"].strip(" .!").casefold() in _YES
        words += [each for each in ("" if is_plain else asked["title"], asked["description"]) if each]
    return "\n".join(words)


def confirmed_by(approval: Approval | None, wanted: InputWanted, now: datetime) -> dict[str, Any] | None:
    """The answers that an approval gives: to the first question only, a moment ago, in the very words of its card."""
    question = confirmation_in(wanted.questions)
    if question is None or approval is None or not approval.allows or wanted.round != 1:
        return None
    is_recent = approval.decided_at is not None and now - approval.decided_at <= CONFIRMS_FOR
    if not is_recent or not approval.also_answers or approval.also_answers != confirmation_words(question):
        return None
    content = {asked["name"]: True for asked in question["fields"]}
    return {question["key"]: {"action": "accept", "content": content}}


Part = str | list[str | int]


def words_with_gaps(message: str, arguments: Mapping[str, Any]) -> list[Part]:
    """A question's words with the call's arguments taken out: the next call's may be put in."""
    parts: list[Part] = [message]
    for path, value in sorted(_leaves(arguments, ()), key=lambda leaf: -len(leaf[1])):
        parts = [piece for part in parts for piece in (_split(part, value, path) if isinstance(part, str) else [part])]
    return parts


def words_with(parts: list[Part], arguments: Mapping[str, Any]) -> str:
    """The words for these arguments; empty where one is missing."""
    values = {tuple(path): value for path, value in _leaves(arguments, ())}
    words = [part if isinstance(part, str) else values.get(tuple(part)) for part in parts]
    return "" if None in words else "".join(word for word in words if word)[:LONGEST_WORDS]


def _split(text: str, value: str, path: tuple[str | int, ...]) -> Iterator[Part]:
    before, *others = text.split(value)
    yield before
    for after in others:
        yield list(path)
        yield after


def _leaves(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, (*path, index))
    elif isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
        yield path, str(value)
