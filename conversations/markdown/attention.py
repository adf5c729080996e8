"""Bold, italic and struck-out text beside Chinese, Japanese and Korean signs.

CommonMark decides by the blank beside a closing mark whether it closes; these scripts write none, so that
`**「引用」**です` stayed asterisks. Here their signs count as letters, and their letters beside a mark as
a blank would.
A rule of our own: no library for markdown-it-py has it. The chat's twin is
frontend/src/features/chat/markdown/attention.ts; tests/markdown.json holds both.
"""

import re
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

# Letters and signs of scripts without blanks between words; twin of frontend/src/features/chat/markdown/cjk.ts.

CJK = (
    "\u1100-\u11ff\u2460-\u24ff\u2e80-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\ufe10-\ufe1f\ufe30-\ufe6f\uff01-\uffef\U00016fe0-\U00018dff\U0001aff0-\U0001b2ff\U0001f200-\U0001f2ff"
    "\U00020000-\U0003ffff"
)
_ONE = re.compile(f"[{CJK}]")


def is_cjk(character: str) -> bool:
    """Whether it is a letter or a sign of these scripts."""
    return _ONE.match(character) is not None


STRUCK = 2


class _Side(NamedTuple):
    blank: bool
    sign: bool
    cjk: bool


def attention(md: MarkdownIt) -> None:
    """Use these rules instead of the library's own."""
    md.inline.ruler.at("emphasis", _emphasis)
    md.inline.ruler.at("strikethrough", _strikethrough)


def _emphasis(state: StateInline, silent: bool) -> bool:
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    length = _run(state)
    can_open, can_close = _can(state, length)
    for _ in range(length):
        _push(state, marker, length, can_open, can_close)
    state.pos += length
    return True


def _strikethrough(state: StateInline, silent: bool) -> bool:
    """Exactly two tildes: a single one is used in ranges of numbers, and three are no mark."""
    if silent or state.src[state.pos] != "~":
        return False
    length = _run(state)
    if length == STRUCK:
        # Length 0 switches off the rule of three, which is for emphasis only.
        _push(state, "~~", 0, *_can(state, length))
    else:
        state.push("text", "", 0).content = "~" * length
    state.pos += length
    return True


def _push(state: StateInline, marks: str, length: int, can_open: bool, can_close: bool) -> None:
    state.push("text", "", 0).content = marks
    state.delimiters.append(Delimiter(ord(marks[0]), length, len(state.tokens) - 1, -1, can_open, can_close))


def _run(state: StateInline) -> int:
    marker, end = state.src[state.pos], state.pos
    while end < state.posMax and state.src[end] == marker:
        end += 1
    return end - state.pos


def _can(state: StateInline, length: int) -> tuple[bool, bool]:
    """Whether the run of marks here opens a span, and whether it closes one."""
    start, end = state.pos, state.pos + length
    before = _side(state.src[start - 1] if start else " ")
    after = _side(state.src[end] if end < state.posMax else " ")
    left, right = _flanks(before, after), _flanks(after, before)
    if state.src[start] != "_":
        return left, right
    return left and (before.blank or before.sign or not right), right and (after.blank or after.sign or not left)


def _side(character: str) -> _Side:
    sign = isMdAsciiPunct(ord(character)) or isPunctChar(character)
    # Most characters beyond the basic plane are CJK, and emoji count the same.
    return _Side(isWhiteSpace(ord(character)), sign, is_cjk(character) or character > "\uffff")


def _flanks(outside: _Side, inside: _Side) -> bool:
    if inside.blank:
        return False
    return not inside.sign or inside.cjk or outside.blank or outside.sign or outside.cjk
