"""From markdown to HTML that loads nothing from elsewhere (sharing-S4) and holds no markup of the text's own."""

import re
from collections.abc import Iterator
from itertools import takewhile

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from conversations.markdown.attention import attention
from conversations.markdown.blocks import boxes, directions, line_breaks
from conversations.markdown.footnotes import footnotes
from conversations.markdown.links import bare_links, leading_links, pictures

_READ = frozenset({"text", "code_inline"})
# Links send no referrer.
_REL = "noopener noreferrer nofollow"


def html_of(text: str, prefix: str) -> SafeString:
    """The text as HTML; every id in it begins with `prefix`, which is another one for every message of a page."""
    return SafeString(_RENDERER.render(text, {"prefix": prefix}))


def _renderer() -> MarkdownIt:
    # Raw HTML stays text.
    md = MarkdownIt("commonmark", {"html": False})
    md.enable(["table", "strikethrough"])
    for part in (attention, boxes, footnotes, line_breaks, pictures, bare_links, leading_links, directions):
        md.use(part)
    md.add_render_rule("link_open", _link)
    md.add_render_rule("table_open", _table)
    md.add_render_rule("table_close", lambda *_: "</table></div>\n")
    md.add_render_rule("s_open", lambda *_: "<del>")
    md.add_render_rule("s_close", lambda *_: "</del>")
    md.add_render_rule("fence", _code)
    md.add_render_rule("code_block", _code)
    return md


def _link(self: RendererHTML, tokens: list[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    tokens[index].attrSet("rel", _REL)
    return self.renderToken(tokens, index, options, env)


def _table(self: RendererHTML, tokens: list[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Puts a table into a box that scrolls (also by keys) and is labelled with its columns."""
    label = escapeHtml(": ".join(["Table", *_columns(tokens, index)]))
    box = f'<div class="table" dir="{tokens[index].attrGet("dir")}" tabindex="0" role="region" aria-label="{label}">'
    return box + self.renderToken(tokens, index, options, env)


def _columns(tokens: list[Token], table: int) -> Iterator[str]:
    """The names in the head of the table that opens there, without blank ones; nothing where all are."""
    head = takewhile(lambda token: token.type != "thead_close", tokens[table:])
    cells = (token.children or [] for token in head if token.type == "inline")
    names = ("".join(part.content for part in cell if part.type in _READ).strip() for cell in cells)
    if said := ", ".join(name for name in names if name):
        yield said


def _code(self: RendererHTML, tokens: list[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    shown: str = getattr(RendererHTML, tokens[index].type)(self, tokens, index, options, env)
    return shown.replace("<pre>", '<pre dir="ltr" tabindex="0">', 1)


_RENDERER = _renderer()


# A person's text, shown as plain lines. Twin of `OutsideLines` in the workspace.

_LINE_END = re.compile(r"\r\n|\n")


def lines_of(text: str) -> SafeString:
    """The text as HTML without markup of its own: a paragraph for each line, with the direction of its letters."""
    shown = ((line or SafeString("<br>"),) for line in _LINE_END.split(text))
    return format_html_join("", '<p class="line" dir="auto">{}</p>', shown)
