"""Longer texts: the words of a message or comment, the description of something new."""

import re

from conversations.demo_model.phrases import message_of, title_of
from conversations.demo_model.tools import SEPARATOR, Tool
from conversations.demo_model.transcript import KEY, Transcript

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
