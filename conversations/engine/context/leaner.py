"""Chooses what to leave out after the model refused a request, so that nothing stored makes a chat unusable.

Pure. `leaner` chooses by the refusal's own words; `lightened` leaves out and says so in words, which the person reads
above the answer and the model in its prompt.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from conversations.engine.context.fitting import LONGEST_HISTORY, Outgoing, fitted, weight
from conversations.engine.context.history import sendable
from conversations.engine.context.pictures import newest_only
from conversations.llm.records import ModelRequest

# How often a refused request is sent again, each time with less.
MOST_TRIES = 4
# The most that tools may weigh together, in characters, so that they leave room for the chat.
HEAVY_TOOLS = LONGEST_HISTORY // 4
SHORT_DESCRIPTION = 300
# How many refused tools the note names.
MOST_NAMES = 10
KEY = re.compile(r"[a-zA-Z0-9_.-]{1,64}")
PLAIN_TYPES = ("string", "number", "integer", "boolean", "array", "object")

ABOUT_LENGTH = re.compile(
    r"too[ _]l(ong|arge)|context (window|length|limit)|maximum (context|size|allowed)|exceed\w* .*tokens", re.IGNORECASE
)
ABOUT_PICTURES = re.compile(r"image|picture|vision|media.?type", re.IGNORECASE)
ABOUT_THOUGHTS = re.compile(r"thinking|signature", re.IGNORECASE)
ABOUT_TOOLS = re.compile(r"\btools?\b|\bfunctions?\b|input_schema|toolspec|toolconfig", re.IGNORECASE)
# "tools.3.custom.name", and where all tools are the declarations of one: "tools[0].function_declarations[3]".
NUMBERED_TOOL = re.compile(r"\btools[.\[]\d+\]?\.function_?declarations[.\[](\d+)|\btools[.\[](\d+)", re.IGNORECASE)
TOO_MANY_TOOLS = re.compile(r"too many (tools|functions)", re.IGNORECASE)
# "Invalid 'tools': array too long. Expected an array with maximum length 128".
COUNTS_TOOLS = re.compile(
    r"\b(tools|functions)\b.*(array too long|at most|maximum|more than|exceed)"
    r"|(at most|maximum|number|count|more than)\b.*\b(tools|functions)\b",
    re.IGNORECASE,
)
# "This model's maximum context length is … (… tokens in the messages, … in the functions)": not of their number.
COUNTS_TOKENS = re.compile(r"\btokens?\b|context (window|length|limit)", re.IGNORECASE)

BEGINNING = "The beginning of this chat was too long for the model and was left out."
REFUSED_BEGINNING = "The model refused something in this chat, so everything before this question was left out."
RESULTS = "Long results of tools were shortened, because this chat is too long for the model."
PICTURES = "The model did not take the pictures of this chat, so it answered without seeing them."
THOUGHTS = "The model did not take its own earlier thoughts, so they were left out."
DETAILS = "The model did not take the full descriptions of the tools, so it got short ones."
TOOLS = "The model did not take these tools, so they were left out: {names}."


@dataclass(frozen=True, slots=True)
class Omission:
    """What is left out of a request. `longest` bounds its messages; 0 leaves nothing before the newest question."""

    longest: int = LONGEST_HISTORY
    pictures: bool = False
    thoughts: bool = False
    details: bool = False
    tools: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lightened:
    """The request that goes out, and what was left out of it."""

    request: ModelRequest
    words: tuple[str, ...]


def leaner(request: ModelRequest, refused: str, so_far: Omission) -> Omission | None:
    """What to leave out of the next try of a request that was refused with these words; None when nothing helps.

    `so_far` is what was left out of the refused one already.
    """
    before = lightened(request, so_far).request
    is_too_long = ABOUT_LENGTH.search(refused) and not ABOUT_PICTURES.search(refused)
    if _wants_fewer_tools(refused):
        ways = _fewer(before, refused, so_far)
    else:
        ways = _shorter(before, so_far) if is_too_long else _plainer(before, refused, so_far)
    return next((way for way in ways if lightened(request, way).request != before), None)


def _wants_fewer_tools(refused: str) -> bool:
    if NUMBERED_TOOL.search(refused):
        return False
    counts = COUNTS_TOOLS.search(refused) and not COUNTS_TOKENS.search(refused)
    return bool(TOO_MANY_TOOLS.search(refused) or counts)


def _fewer(sent: ModelRequest, refused: str, so_far: Omission) -> Iterator[Omission]:
    """Leave out tools: keep the number that the service names, or half."""
    said = [int(number) for number in re.findall(r"\d{1,6}", refused)]
    most = max((number for number in said if 0 < number < len(sent.tools)), default=len(sent.tools) // 2)
    yield replace(so_far, tools=so_far.tools | _names(sent.tools[most:]))
    yield from _plainer(sent, refused, so_far)


def _names(tools: Iterable[dict[str, Any]]) -> frozenset[str]:
    return frozenset(tool["name"] for tool in tools)


def _shorter(sent: ModelRequest, so_far: Omission) -> Iterator[Omission]:
    """Half of the messages, then a quarter of that; fewer tools too when they weigh more than the messages."""
    # Connectors' tools have a double underscore; those of our own are few and small.
    weighed = [tool for tool in sent.tools if "__" in tool["name"]]
    said, tools = sum(map(weight, sent.messages)), sum(weight({"content": str(tool)}) for tool in weighed)
    half = min(so_far.longest, said) // (2 if so_far == Omission() else 4)
    heavy = tools > min(HEAVY_TOOLS, said)
    gone = _names(sent.tools[len(sent.tools) // 4 :]) if heavy and so_far.details else frozenset()
    shorter = replace(so_far, longest=half, details=so_far.details or heavy, tools=so_far.tools | gone)
    yield replace(shorter, pictures=so_far != Omission())
    yield replace(shorter, pictures=True)
    yield replace(shorter, pictures=True, details=True)


def _plainer(sent: ModelRequest, refused: str, so_far: Omission) -> Iterator[Omission]:
    """First without what the refusal names, then without everything optional, at last the question alone."""
    named = so_far.tools | set(_named(refused, sent.tools))
    pictures = so_far.pictures or bool(ABOUT_PICTURES.search(refused))
    thoughts = so_far.thoughts or bool(ABOUT_THOUGHTS.search(refused))
    # The API names only the first tool that it refuses.
    details = so_far.details or bool(ABOUT_TOOLS.search(refused))
    if so_far == Omission():
        yield replace(so_far, tools=named, pictures=pictures, thoughts=thoughts, details=details)
    all_that_can_go = replace(so_far, tools=named, pictures=True, thoughts=True, details=True)
    no_tools = named | _names(sent.tools)
    if not (so_far.pictures and so_far.thoughts and so_far.details):
        yield all_that_can_go
    if ABOUT_TOOLS.search(refused):
        yield replace(all_that_can_go, tools=no_tools)
    yield replace(all_that_can_go, longest=0)
    yield replace(all_that_can_go, longest=0, tools=no_tools)


def _named(refused: str, tools: Sequence[dict[str, Any]]) -> Iterator[str]:
    numbers = {int(inner or own) for inner, own in NUMBERED_TOOL.findall(refused)}
    for index, tool in enumerate(tools):
        name = tool["name"]
        if index in numbers or re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", refused):
            yield name


def lightened(request: ModelRequest, omission: Omission, called: Callable[[str], str] = str) -> Lightened:
    """The request without what is omitted; `called` gives the name by which people know a tool."""
    words: list[Said] = []
    messages: Sequence[dict[str, Any]] = request.messages
    if not isinstance(messages, Outgoing):
        messages = sendable(messages)
    if omission.pictures:
        messages = _told(words, PICTURES, messages, newest_only(list(messages), 0))
    if omission.thoughts:
        messages = _told(words, THOUGHTS, messages, sendable(_without_thoughts(messages)))
    fit = fitted(messages, omission.longest)
    if fit.is_cut:
        words.append(_to_both(BEGINNING if omission.longest else REFUSED_BEGINNING))
    if fit.is_shortened:
        words.append(_to_both(RESULTS))
    tools = _tools(ModelRequest("", fit.messages, request.tools), omission, words, called)
    system = "\n\n".join([request.system, *(said.to_model for said in words)])
    return Lightened(ModelRequest(system, fit.messages, tools), tuple(said.to_people for said in words))


class Said(NamedTuple):
    """What was left out, in words. The prompt gets no tool titles, because they come from outside."""

    to_people: str
    to_model: str


def _to_both(words: str) -> Said:
    return Said(words, words)


def _told(words: list[Said], said: str, before: Sequence[Any], after: Sequence[Any]) -> Sequence[Any]:
    if after != before:
        words.append(_to_both(said))
    return after


def _without_thoughts(messages: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    thoughts = ("thinking", "redacted_thinking")
    return [
        {**entry, "content": [block for block in entry["content"] if block["type"] not in thoughts]}
        if entry["role"] == "assistant"
        else entry
        for entry in messages
    ]


def _tools(
    request: ModelRequest, omission: Omission, words: list[Said], called: Callable[[str], str]
) -> Sequence[dict[str, Any]]:
    if not omission.tools and not omission.details:
        return request.tools
    tools: Sequence[dict[str, Any]] = [tool for tool in request.tools if tool["name"] not in omission.tools]
    if gone := [tool["name"] for tool in request.tools if tool["name"] in omission.tools]:
        words.append(Said(_named_tools(map(called, gone)), _named_tools(gone)))
    if omission.details:
        tools = _told(words, DETAILS, tools, [_short(tool) for tool in tools])
        # Some gateways refuse calls in the history of a request without tools ("toolConfig must be defined").
        tools = tools or _stand_in(request.messages)
    return tools


def _named_tools(names: Iterable[str]) -> str:
    all_names = list(names)
    more = ["…"] if len(all_names) > MOST_NAMES else []
    return TOOLS.format(names=", ".join([*all_names[:MOST_NAMES], *more]))


def _short(tool: dict[str, Any]) -> dict[str, Any]:
    schema = tool["input_schema"]
    given = schema.get("properties")
    properties = {key: _plain(value) for key, value in given.items() if KEY.fullmatch(key)} if _is_map(given) else {}
    required = schema.get("required")
    needed = [key for key in required if key in properties] if isinstance(required, list) else []
    plain = {"type": "object", "properties": properties, **({"required": needed} if needed else {})}
    return {
        "name": tool["name"],
        "description": str(tool.get("description") or "")[:SHORT_DESCRIPTION],
        "input_schema": plain,
    }


def _plain(schema: Any) -> dict[str, Any]:
    kind = schema.get("type") if _is_map(schema) else None
    return {"type": kind} if kind in PLAIN_TYPES else {}


def _is_map(value: Any) -> bool:
    return isinstance(value, dict)


def _stand_in(messages: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    used = any(
        block.get("type") == "tool_use"
        for entry in messages
        if entry["role"] == "assistant"
        for block in entry["content"]
    )
    if not used:
        return []
    schema = {"type": "object", "properties": {}}
    return [{"name": "no_tool", "description": "There is no tool in this chat now.", "input_schema": schema}]
