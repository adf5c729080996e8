"""Single values found in a clause: a choice, a number, a text."""

import re

from conversations.demo_model.contents import content
from conversations.demo_model.phrases import (
    message_of,
    query_of,
    quoted,
    sentence_case,
    title_of,
    topic_of,
)
from conversations.demo_model.references import channel, identifier, person
from conversations.demo_model.tools import Tool
from conversations.demo_model.transcript import Transcript
from conversations.demo_model.vocabulary import stem, words_of

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
    place = wanted.index(name) if name in wanted else 0
    if place >= len(numbers):
        return None
    return int(numbers[place]) if whole or numbers[place].is_integer() else numbers[place]


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
