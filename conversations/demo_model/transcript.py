"""The conversation as the rules see it: the question of this turn, and what was done about it so far."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from conversations.demo_model.phrases import CHANNEL
from conversations.demo_model.request import SEPARATOR, Message, Tool

MOST_READ = 8_000  # characters of a question; what comes after is no request any more
KEY = re.compile(r"\b[A-Z][A-Z0-9]{1,9}-\d+\b")


@dataclass(frozen=True, slots=True)
class Done:
    """A tool call of this turn and what came of it."""

    tool: str
    arguments: dict[str, Any]
    result: str
    failed: bool


@dataclass(frozen=True, slots=True)
class Transcript:
    """`question` is the last thing a person wrote; `before` is the text of everything earlier."""

    question: str
    done: tuple[Done, ...]
    before: str

    @property
    def last_key(self) -> str:
        """The issue key (or the like) that was spoken of last, for "it"."""
        recent = "\n".join(f"{call.arguments} {call.result}" for call in self.done)
        for text in (self.question, recent):
            if keys := KEY.findall(text):
                return str(keys[0])
        keys = KEY.findall(self.before)
        return str(keys[-1]) if keys else ""


def read(messages: Sequence[Message]) -> Transcript:
    """Find the question: the last message of the person's with a text of its own."""
    asked = [index for index, message in enumerate(messages) if message.role == "user" and message.text]
    start = asked[-1] if asked else 0
    return Transcript(
        question=messages[start].text[:MOST_READ], done=_done(messages[start + 1 :]), before=_text(messages[:start])
    )


def result_text(block: dict[str, Any]) -> str:
    """The text of a tool result, whichever way it is written."""
    content = block.get("content")
    if isinstance(content, str):
        return content.strip()
    parts = [part for part in content or [] if isinstance(part, dict)]
    texts = [str(part["text"]) if "text" in part else f"[{part.get('type', 'content')}]" for part in parts]
    return "\n".join(texts).strip()


def _done(messages: Sequence[Message]) -> tuple[Done, ...]:
    results = {block.get("tool_use_id"): block for message in messages for block in message.of_type("tool_result")}
    uses = [block for message in messages for block in message.of_type("tool_use")]
    return tuple(
        Done(
            tool=str(use.get("name", "")),
            arguments=use["input"] if isinstance(use.get("input"), dict) else {},
            result=result_text(results[use.get("id")]),
            failed=results[use.get("id")].get("is_error") is True,
        )
        for use in uses
        if use.get("id") in results
    )


def _text(messages: Sequence[Message]) -> str:
    texts = []
    for message in messages:
        texts.append(message.text)
        texts += [result_text(block) for block in message.of_type("tool_result")]
    return "\n".join(texts)


# Reads what a tool returned: lines of a list, facts, a headline; from plain text or from JSON.

_BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+(.+)$")
_FACT = re.compile(r"^([A-Z][\w ]{1,30}): (.{1,120})$")
_LABELS = ("title", "name", "subject", "summary", "text", "label")
_IDS = ("key", "id", "identifier", "number")
_MOST_FIELDS = 4
_LONGEST_ITEM = 300


def items(text: str) -> list[str]:
    """The entries of a list, as Markdown without the bullets; nothing when the result is no list."""
    parsed = _json(text)
    if parsed is not None:
        entries = parsed if isinstance(parsed, list) else _first_list(parsed)
        return [_shortened(_entry(entry)) for entry in entries]
    found = [match[1] for match in map(_BULLET.match, text.splitlines()) if match]
    return [_shortened(with_bold_keys(line)) for line in found]


def facts(text: str) -> list[str]:
    """Short "Name: value" facts of one thing."""
    parsed = _json(text)
    if isinstance(parsed, dict):
        return [f"{_spoken(name)}: {value}" for name, value in parsed.items() if _is_plain(value)]
    pieces = [piece.strip() for line in text.splitlines() for piece in line.split(" · ")]
    return [piece for piece in pieces if _FACT.match(piece)]


def headline(text: str) -> str:
    """The first line, without Markdown's marks; nothing for JSON."""
    if _json(text) is not None:
        return ""
    return next((line.strip("#* ") for line in text.splitlines() if line.strip("#* ")), "")


def key_of(text: str) -> str:
    """The first key (MOB-42) in it."""
    found = KEY.search(text)
    return found[0] if found else ""


def with_bold_keys(text: str) -> str:
    """Markdown with the keys in bold type."""
    return KEY.sub(lambda match: f"**{match[0]}**", text)


def as_markdown(text: str) -> str:
    """Plain text whose line ends and headings stay as they are when it is rendered."""
    lines = [re.sub(r"^#+\s+(.+)$", r"**\1**", line) for line in text.splitlines()]
    followed = zip(lines, [*lines[1:], ""], strict=True)
    return "\n".join(f"{line}  " if line and after and not _BULLET.match(after) else line for line, after in followed)


def _json(text: str) -> Any:
    if not text.lstrip().startswith(("{", "[{", '["', "[]")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _first_list(parsed: Any) -> list[Any]:
    lists = [value for value in parsed.values() if isinstance(value, list)] if isinstance(parsed, dict) else []
    return lists[0] if lists else []


def _entry(entry: Any) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    plain = {name: value for name, value in entry.items() if _is_plain(value)}
    known = (
        next((name for name in _IDS if name in plain), ""),
        next((name for name in _LABELS if name in plain), ""),
    )
    rest = [f"{_spoken(name)}: {value}" for name, value in plain.items() if name not in known][:_MOST_FIELDS]
    head = " · ".join(
        f"**{plain[name]}**" if position == 0 else str(plain[name]) for position, name in enumerate(known) if name
    )
    return f"{head} ({', '.join(rest)})" if head and rest else head or ", ".join(rest)


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float | bool) and value != ""


def _spoken(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_ITEM else f"{text[:_LONGEST_ITEM].rstrip()}…"


# What a clause points at: something by its key, a channel, a person.

_ASSIGNED = re.compile(r"\bassign(?:ed)?\b.*?\bto\s+([\w.@+-]+)|\b(?:of|for)\s+(me)\b|\b(my)\b", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CHANNEL_WORD = re.compile(r"\bchannel\s+([\w-]+)|\b([\w-]+)\s+channel\b", re.IGNORECASE)
_NOT_CHANNELS = ("the", "a", "this", "that", "which", "every", "each", "read", "open", "private", "public")
_POINTED = re.compile(r"\b(?:it|that one|this one|that|this)\b", re.IGNORECASE)


def identifier(clause: str, tool: Tool, transcript: Transcript) -> str | None:
    """A key named in the clause or found by an earlier call of this turn; "it" is the last one spoken of."""
    if found := _first(KEY, clause):
        return found
    for call in reversed(transcript.done):
        if not call.failed and call.tool.rpartition(SEPARATOR)[0] == tool.slug:
            return _first(KEY, call.result)
    return transcript.last_key if _POINTED.search(clause) else None


def channel(clause: str) -> str | None:
    """`#launch`, also when it is called "the launch channel"."""
    if found := CHANNEL.search(clause):
        return found[0]
    for match in _CHANNEL_WORD.finditer(clause):
        if (name := (match[1] or match[2]).lower()) not in _NOT_CHANNELS:
            return f"#{name}"
    return None


def person(clause: str) -> str | None:
    """An e-mail address, "me", or the name in "assign it to Ada"."""
    if found := _first(_EMAIL, clause):
        return found
    if match := _ASSIGNED.search(clause):
        return "me" if match[2] or match[3] else match[1].rstrip(".")
    return None


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found[0] if found else None
