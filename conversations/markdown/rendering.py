"""From markdown to HTML that loads nothing from elsewhere (sharing-S4) and holds no markup of the text's own."""

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from conversations.markdown.attention import attention
from conversations.markdown.bare_links import bare_links
from conversations.markdown.boxes import boxes
from conversations.markdown.direction import directions
from conversations.markdown.footnotes import footnotes
from conversations.markdown.line_breaks import line_breaks
from conversations.markdown.pictures import pictures

# Links say nothing about us to where they lead.
_REL = "noopener noreferrer nofollow"


def html_of(text: str, prefix: str, *, keep_lines: bool = False) -> SafeString:
    """The text as HTML; every id in it begins with `prefix`, which is another one for every message of a page.

    `keep_lines` is for what people write: they end a line where they mean it, without markdown's two blanks.
    """
    return SafeString((_IN_LINES if keep_lines else _FLOWING).render(text, {"prefix": prefix}))


def _renderer(*, keep_lines: bool) -> MarkdownIt:
    # Raw HTML stays text.
    md = MarkdownIt("commonmark", {"html": False, "breaks": keep_lines})
    md.enable(["table", "strikethrough"])
    for part in (attention, boxes, footnotes, line_breaks, pictures, bare_links, directions):
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
    """In a box of its own, which scrolls, and begins where the table does."""
    box = f'<div class="table" dir="{tokens[index].attrGet("dir")}" tabindex="0" role="group" aria-label="Table">'
    return box + self.renderToken(tokens, index, options, env)


def _code(self: RendererHTML, tokens: list[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    shown: str = getattr(RendererHTML, tokens[index].type)(self, tokens, index, options, env)
    return shown.replace("<pre>", '<pre dir="ltr" tabindex="0">', 1)


_FLOWING = _renderer(keep_lines=False)
_IN_LINES = _renderer(keep_lines=True)
