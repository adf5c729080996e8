"""Task lists: boxes that cannot be pressed, with a word for screen readers."""

import re
import unicodedata

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_BOX = re.compile(r"\[([ xX])\][ \t\n]")


def boxes(md: MarkdownIt) -> None:
    """Make `[x]` and `[ ]` at the beginning of a list's item a box."""
    # Before inline rules run, because `[x]` could be a link's name.
    md.core.ruler.before("inline", "boxes", _mark)
    md.add_render_rule("box", lambda _self, tokens, index, _options, _env: _box(tokens[index]))
    md.core.ruler.after("inline", "boxes_shown", _show)


def _mark(state: StateCore) -> None:
    for item, paragraph, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        opens = (item.type, paragraph.type, inline.type) == ("list_item_open", "paragraph_open", "inline")
        if opens and (found := _BOX.match(inline.content + "\n")) and len(inline.content) > found.end() - 1:
            inline.meta["done"] = found[1] != " "
            inline.content = inline.content[found.end() :]


def _show(state: StateCore) -> None:
    for block in state.tokens:
        if "done" in block.meta:
            block.children = [Token("box", "input", 0, meta=block.meta), *(block.children or [])]


def _box(token: Token) -> str:
    done = token.meta["done"]
    label, checked = ("Done", " checked") if done else ("Not done", "")
    return f'<input type="checkbox" disabled{checked} aria-label="{label}"> '


# The direction of each block is that of its first letter; code runs from left to right.
#
# Browsers ignore blocks with a direction of their own when they choose that of the block around (the side of bullets
# and of a quote's line, the order of columns), so that one is set too. Twin of
# frontend/src/features/chat/markdown/direction.ts.

_BLOCKS = frozenset({"paragraph_open", "heading_open", "list_item_open", "th_open", "td_open"})
_HOLDERS = frozenset({"bullet_list_open", "ordered_list_open", "blockquote_open", "table_open"})


def directions(md: MarkdownIt) -> None:
    """Write `dir` on every block."""
    md.core.ruler.push("directions", _direct)


def reads_right_to_left(text: str) -> bool:
    """Whether the first letter of the text belongs to a right-to-left script."""
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
    """The text of the block that opens at this token, up to its first letter."""
    for index in range(start + 1, len(tokens)):
        token = tokens[index]
        if token.level <= tokens[start].level and token.nesting < 0:
            break
        text = "".join(child.content for child in token.children or [] if child.type == "text")
        if any(character.isalpha() for character in text):
            return text
    return ""


# `<br>` is the only way to break a line in a table's cell; all other markup stays text.

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def line_breaks(md: MarkdownIt) -> None:
    """Let `<br>` break the line."""
    md.inline.ruler.before("html_inline", "br", _break)


def _break(state: StateInline, silent: bool) -> bool:
    found = _BREAK.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos = found.end()
    return True
