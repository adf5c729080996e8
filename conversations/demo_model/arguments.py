"""Arguments for a tool, filled from the words of a clause by the tool's JSON schema."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from conversations.demo_model.phrases import (
    message_of,
    query_of,
    quoted,
    sentence_case,
    stem,
    title_of,
    topic_of,
    words_of,
)
from conversations.demo_model.request import SEPARATOR, Tool, choices_of, options_of
from conversations.demo_model.transcript import KEY, Transcript, channel, identifier, person

# Longer texts: the words of a message or comment, the description of something new.

_MOST_QUOTED = 5


def content(kind: str, tool: Tool, clause: str, transcript: Transcript, *, needed: bool) -> str | None:
    """What to say in a text of this kind (body, comment, …). A new thing quotes what was found for it."""
    if tool.verb in ("post", "comment"):
        return message_of(clause) or _news(clause, transcript)
    if found := _introduced(kind, clause):
        return found
    if tool.verb == "close":
        return message_of(clause)
    if tool.verb != "create":
        return None
    return _quotes(transcript) or (f"# {title_of(clause)}\n" if needed else None)


def _introduced(kind: str, clause: str) -> str:
    """`description: …`, `with the body …`, `saying …`."""
    found = re.search(rf"\b(?:{kind}|saying|that says)\b[:= ]\s*(?:to |is )?(.+)$", clause, re.I | re.S)
    return found[1].strip().strip('"“”') if found else ""


def _quotes(transcript: Transcript) -> str:
    """The lines that the calls of this turn found, as quotations with their source."""
    parts = []
    for call in transcript.done:
        lines = [line[2:] for line in call.result.splitlines() if line.startswith(("- ", "* "))]
        source = call.tool.rpartition(SEPARATOR)[0].replace("_", " ").title() or "what was found"
        if lines and not call.failed:
            parts.append(f"From {source}:\n\n" + "\n>\n".join(f"> {line}" for line in lines[:_MOST_QUOTED]))
    return "\n\n".join(parts)


def _news(clause: str, transcript: Transcript) -> str | None:
    """What to tell "about it": the key and title of what was just made or spoken of."""
    found = KEY.search(clause)
    key = found[0] if found else transcript.last_key
    if not key or not re.search(
        rf"\b(?:about|post|send|share)\s+(?:it|this|that|{re.escape(key)})", clause, re.IGNORECASE
    ):
        return None
    known = "\n".join([transcript.before, *(call.result for call in transcript.done)])
    named = re.findall(rf"{re.escape(key)}\** (?:· |“)([^”(\n]+)", known)
    return f"{key}: {named[-1].strip()}" if named else f"See {key}."


# Single values found in a clause: a choice, a number, a text.

_SYNONYMS: dict[str, tuple[str, ...]] = {
    "urgent": ("critical", "blocker", "asap", "immediately", "highest"),
    "high": ("important", "major"),
    "low": ("minor", "trivial", "whenever"),
    "open": ("unresolved", "reopen", "unfinished", "pending"),
    "closed": ("done", "resolved", "finished", "fixed"),
}
_RENAMED = re.compile(r"\b(?:rename|title)\b.*?\bto\s+(.+)$", re.IGNORECASE | re.DOTALL)
_URL = re.compile(r"https?://[^\s\"<>]+")
_NUMBER = re.compile(r"(?<![\w-])-?\d+(?:\.\d+)?(?![\w-])")
_COUNT = re.compile(r"\b(?:first|last|top|latest|newest|only|at most)\s+(\d+)\b", re.IGNORECASE)
_IDS = ("key", "id", "identifier", "issue", "number")
_URLS = ("url", "uri", "link")
_CONTENTS = ("description", "body", "content", "detail", "text", "message", "comment", "note", "markdown")
_TITLES = ("title", "subject", "summary", "name", "headline")
_QUERIES = ("query", "q", "search", "keyword", "term", "question", "topic")
_PEOPLE = ("assignee", "owner", "user", "person", "member", "recipient", "to", "email", "attendee")
_COUNTS = ("limit", "count", "max", "first", "top", "max_results")


def choice(name: str, choices: list[str], tool: Tool, clause: str) -> str | None:
    """The choice that the clause names. Something new has no state yet, so none is chosen for it."""
    if tool.verb == "create" and name in ("state", "status"):
        return None
    words = words_of(clause)
    for value in choices:
        spoken = {stem(value), *_SYNONYMS.get(value.lower(), ())}
        if any(word in words for word in spoken) or value.lower() in clause.lower().split():
            return value
    return choices[0] if name in tool.required else None


def text(name: str, tool: Tool, clause: str, topic: str, transcript: Transcript) -> str | None:
    """A text for a property of this name, in a tool of this kind."""
    kind = kind_of(name)
    if kind in _IDS:
        return identifier(clause, tool, transcript)
    if kind == "channel":
        return channel(clause)
    if kind in _URLS:
        found = _URL.search(clause)
        return found[0] if found else None
    if kind in _PEOPLE:
        return person(clause)
    if kind in _QUERIES:
        return query_of(clause) if tool.verb == "search" or name in tool.required else topic_of(clause)
    if kind in _TITLES:
        return title(tool, clause, topic)
    needed = name in tool.required
    return content(kind, tool, clause, transcript, needed=needed) if kind in _CONTENTS else None


def is_known(name: str) -> bool:
    """Whether the rules know what a property of this name wants; if not, anything said will do."""
    return kind_of(name) in (*_IDS, "channel", *_URLS, *_QUERIES, *_TITLES, *_CONTENTS)


def kind_of(name: str) -> str:
    """The word of a property's name that says what it wants."""
    words = [stem(word) for word in re.split(r"[_\W]+", name) if word] or [name]
    return "channel" if "channel" in words else words[-1]


def title(tool: Tool, clause: str, topic: str) -> str | None:
    """A title for something new, or the new one of "rename … to …"."""
    if tool.verb == "create":
        return title_of(clause, topic)
    found = _RENAMED.search(clause)
    return sentence_case(found[1].strip("\"'“”. ")) if found else None


def number(name: str, tool: Tool, clause: str, *, whole: bool) -> float | int | None:
    """A count for limits, else, for what is required, the clause's numbers in order."""
    if name in _COUNTS:
        found = _COUNT.search(clause)
        return int(found[1]) if found else None
    if name not in tool.required:
        return None
    numbers = [float(found) for found in _NUMBER.findall(clause)]
    wanted = [each for each in tool.required if tool.properties.get(each, {}).get("type") in ("number", "integer")]
    position = wanted.index(name) if name in wanted else 0
    if position >= len(numbers):
        return None
    return int(numbers[position]) if whole or numbers[position].is_integer() else numbers[position]


def flag(name: str, clause: str) -> bool | None:
    """True when the clause says the flag's name."""
    words = words_of(clause)
    return True if all(stem(word) in words for word in re.split(r"[_\W]+", name)) else None


def several(clause: str) -> list[str]:
    """The quoted texts, or what stands between commas after a colon."""
    return quoted(clause) or [part.strip() for part in clause.rpartition(":")[2].split(",") if part.strip()]


def anything_said(clause: str) -> str | None:
    """For a text of unknown meaning: what is quoted, what follows a colon, or all but the first word."""
    return next(iter(quoted(clause)), None) or message_of(clause) or clause.partition(" ")[2].strip() or None


@dataclass(frozen=True, slots=True)
class Source:
    """What arguments are taken from: the clause, the whole turn, and what "it" means."""

    clause: str
    transcript: Transcript
    topic: str


@dataclass(frozen=True, slots=True)
class Filled:
    """The arguments that were found, and the required ones that were not."""

    arguments: dict[str, Any]
    missing: tuple[str, ...]


def fill(tool: Tool, source: Source) -> Filled:
    """Fill what the words give; leave out what is optional and not spoken of."""
    arguments: dict[str, Any] = {}
    for name, schema in tool.properties.items():
        value = _explicit(name, schema, source) or _by_kind(name, schema, tool, source)
        if value is not None and value != "":
            arguments[name] = _fitted(value, schema)
    missing = tuple(name for name in tool.required if name not in arguments)
    return Filled(arguments, missing)


def _by_kind(name: str, schema: dict[str, Any], tool: Tool, source: Source) -> Any:
    if "const" in schema:
        return schema["const"]
    if choices := choices_of(schema):
        return choice(name, choices, tool, source.clause)
    reader = _READERS.get(_type_of(schema))
    return reader(name, schema, tool, source) if reader else None


def _explicit(name: str, schema: dict[str, Any], source: Source) -> str | None:
    """`title: Foo, priority: high`."""
    if _type_of(schema) != "string" or choices_of(schema):
        return None
    label = re.escape(name).replace("_", "[ _]")
    found = re.search(rf"\b{label}\s*[:=]\s*(?:\"([^\"]+)\"|([^,;\n]+))", source.clause, re.IGNORECASE)
    return (found[1] or found[2]).strip() if found else None


def _type_of(schema: dict[str, Any]) -> str:
    kinds = schema.get("type") or [option.get("type") for option in options_of(schema)] or "string"
    return str(kinds[0] if isinstance(kinds, list) and kinds else kinds)


def _fitted(value: Any, schema: dict[str, Any]) -> Any:
    """The value within the schema's limits."""
    if isinstance(value, str) and isinstance(schema.get("maxLength"), int):
        return value[: schema["maxLength"]]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return min(max(value, schema.get("minimum", value)), schema.get("maximum", value))
    return value


def _text(name: str, schema: dict[str, Any], tool: Tool, source: Source) -> str | None:
    found = text(name, tool, source.clause, source.topic, source.transcript)
    if found or name not in tool.required or (tool.verb and is_known(name)):
        return found
    return anything_said(source.clause)


def _number(name: str, schema: dict[str, Any], tool: Tool, source: Source) -> float | int | None:
    return number(name, tool, source.clause, whole=_type_of(schema) == "integer")


def _flag(name: str, schema: dict[str, Any], tool: Tool, source: Source) -> bool | None:
    return flag(name, source.clause) or (False if name in tool.required else None)


def _several(name: str, schema: dict[str, Any], tool: Tool, source: Source) -> list[str] | None:
    return several(source.clause) if name in tool.required else None


_READERS: dict[str, Callable[[str, dict[str, Any], Tool, Source], Any]] = {
    "string": _text,
    "integer": _number,
    "number": _number,
    "boolean": _flag,
    "array": _several,
}
