"""Every block runs as its own first letter does; code runs from left to right.

What holds blocks (the side of bullets, of a quote's line, the order of columns) would not look into blocks that have a
direction of their own, so it is told. Twin of frontend/src/features/chat/markdown/direction.ts.
"""

import unicodedata

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_BLOCKS = frozenset({"paragraph_open", "heading_open", "list_item_open", "th_open", "td_open"})
_HOLDERS = frozenset({"bullet_list_open", "ordered_list_open", "blockquote_open", "table_open"})


def directions(md: MarkdownIt) -> None:
    """Write `dir` on every block."""
    md.core.ruler.push("directions", _direct)


def reads_right_to_left(text: str) -> bool:
    """Whether the first letter of the text belongs to a script that runs so."""
    first = next((character for character in text if character.isalpha()), "")
    return unicodedata.bidirectional(first or "a") in {"R", "AL"}


def _direct(state: StateCore) -> None:
    for index, token in enumerate(state.tokens):
        if token.type in _BLOCKS:
            token.attrSet("dir", "auto")
        elif token.type in _HOLDERS:
            token.attrSet("dir", "rtl" if reads_right_to_left(_text_after(state.tokens, index)) else "auto")
        for child in token.children or []:
            if child.type == "code_inline":
                child.attrSet("dir", "ltr")


def _text_after(tokens: list[Token], start: int) -> str:
    """The text of what the token there opens, up to where it has a letter."""
    for index in range(start + 1, len(tokens)):
        token = tokens[index]
        if token.level <= tokens[start].level and token.nesting < 0:
            break
        text = "".join(child.content for child in token.children or [] if child.type == "text")
        if any(character.isalpha() for character in text):
            return text
    return ""
