"""Notion's rich text: pieces of at most 2,000 characters, at most a hundred of them."""

from typing import Any

from connectors.servers.api import Refused

# Notion counts as JavaScript does: a character outside the basic plane, as most emoji are, is two.
LONGEST_PIECE = 2_000
MOST_PIECES = 100


def rich_text(text: str) -> list[dict[str, Any]]:
    """The text in pieces that together read as it does. Raises Refused where it is too long."""
    pieces = _pieces(text)
    if len(pieces) > MOST_PIECES:
        raise Refused(
            f"This text is longer than the {MOST_PIECES * LONGEST_PIECE:,} characters that Notion takes here."
        )
    return [{"text": {"content": piece}} for piece in pieces]


def plain(pieces: list[dict[str, Any]] | None) -> str:
    """What rich text reads."""
    return "".join(piece.get("plain_text") or (piece.get("text") or {}).get("content") or "" for piece in pieces or [])


def _pieces(text: str) -> list[str]:
    pieces, start, length = [], 0, 0
    for at, character in enumerate(text):
        size = 2 if ord(character) > 0xFFFF else 1
        if length + size > LONGEST_PIECE:
            pieces.append(text[start:at])
            start, length = at, 0
        length += size
    return [*pieces, text[start:]] if text[start:] else pieces
