"""`<br>` is the only way to break a line in a table's cell; all other markup stays text."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

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
