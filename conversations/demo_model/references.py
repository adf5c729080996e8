"""What a clause points at: something by its key, a channel, a person."""

import re

from conversations.demo_model.phrases import CHANNEL
from conversations.demo_model.tools import SEPARATOR, Tool
from conversations.demo_model.transcript import KEY, Transcript

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
