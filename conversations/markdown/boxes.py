"""Items of a list that are done or not: boxes that nobody can press, with a word for who hears them."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_BOX = re.compile(r"\[([ xX])\][ \t\n]")


def boxes(md: MarkdownIt) -> None:
    """Make `[x]` and `[ ]` at the beginning of a list's item a box."""
    # Before the text is looked at: `[x]` may be a link's name too.
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
