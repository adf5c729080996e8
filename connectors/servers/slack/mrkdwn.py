"""Slack's message text: what of it is a reference (`<@U1>`, `<#C1|name>`, `<https://…|words>`), and what is words."""

import re
from collections.abc import Iterable, Mapping

from connectors.servers.api import Refused

# Slack cuts longer texts, and answers `ok`.
LONGEST = 40_000
_REFERENCE = re.compile(r"<([^<>\n]*)>")
_PERSON = re.compile(r"@([UW][A-Z0-9]{2,30})")
_CHANNEL = re.compile(r"#([CDG][A-Z0-9]{2,30})")
# What a text of ours may refer to. Not <!channel> and the like, which would call everybody: these stay words.
_OURS = re.compile(
    r"<(?:@[UW][A-Z0-9]{2,30}|#[CG][A-Z0-9]{2,30}|(?:https?://|mailto:)[^<>|\s]+(?:\|[^<>|\n]+)?)>", re.ASCII
)


def people_in(texts: Iterable[str]) -> list[str]:
    """The ids of the people mentioned, each once."""
    return _ids(texts, _PERSON)


def channels_in(texts: Iterable[str]) -> list[str]:
    """The ids of the channels mentioned without their name."""
    return _ids(texts, _CHANNEL)


def readable(text: str, names: Mapping[str, str]) -> str:
    """The text as a person reads it; `names` has people and channels by id."""
    return _unescaped(_REFERENCE.sub(lambda found: _shown(found[1], names), text))


def sendable(text: str) -> str:
    """The text as Slack wants it: its three characters escaped, references kept. Raises Refused when too long."""
    written, end = [], 0
    for found in _OURS.finditer(text):
        written += [_escaped(text[end : found.start()]), f"<{_escaped(found[0][1:-1])}>"]
        end = found.end()
    written.append(_escaped(text[end:]))
    whole = "".join(written)
    # Slack's characters may be UTF-16 units: an emoji counts as two here, so that nothing is ever cut.
    length = len(whole.encode("utf-16-le")) // 2
    if length > LONGEST:
        raise Refused(f"The text is {length} characters long for Slack, which takes {LONGEST}. Split it into several.")
    return whole


def mentioned_by_us(text: str) -> tuple[list[str], list[str]]:
    """The people and the channels that `sendable` would refer to, so that they can be looked up first."""
    references = [found[0] for found in _OURS.finditer(text)]
    return _ids(references, _PERSON), _ids(references, _CHANNEL)


def _ids(texts: Iterable[str], kind: re.Pattern[str]) -> list[str]:
    bodies = (found[1].partition("|") for text in texts for found in _REFERENCE.finditer(text))
    matches = (kind.fullmatch(body) for body, _, label in bodies if not label)
    return list(dict.fromkeys(found[1] for found in matches if found))


def _shown(inside: str, names: Mapping[str, str]) -> str:
    body, _, label = inside.partition("|")
    kind, rest = body[:1], body[1:]
    if kind in ("@", "#"):
        return f"{kind}{(label or names.get(rest) or rest).removeprefix(kind)}"
    if kind == "!":
        # A date's label is its text; <!here|here> and groups are addressed with @, a group without a name by its id.
        words = label or (rest.partition("^")[2] if rest.startswith("subteam^") else rest.partition("^")[0]) or rest
        return words if rest.startswith("date^") else f"@{words.removeprefix('@')}"
    if not label or label == body or body == f"mailto:{label}" or body.split("://", 1)[-1].rstrip("/") == label:
        return label if body.startswith("mailto:") and label else body
    return f"{label} ({body})"


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _unescaped(words: str) -> str:
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
