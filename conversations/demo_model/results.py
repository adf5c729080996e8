"""Reads what a tool returned: lines of a list, facts, a headline; from plain text or from JSON."""

import json
import re
from typing import Any

from conversations.demo_model.transcript import KEY

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
        f"**{plain[name]}**" if place == 0 else str(plain[name]) for place, name in enumerate(known) if name
    )
    return f"{head} ({', '.join(rest)})" if head and rest else head or ", ".join(rest)


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float | bool) and value != ""


def _spoken(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_ITEM else f"{text[:_LONGEST_ITEM].rstrip()}…"
