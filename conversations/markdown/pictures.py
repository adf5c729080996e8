"""Pictures from elsewhere become links, so that nothing is loaded; within a link they are its words.

Twin of frontend/src/features/chat/markdown/pictures.ts; tests/markdown.json holds both.
"""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token


def pictures(md: MarkdownIt) -> None:
    """Show no picture."""
    md.core.ruler.after("inline", "pictures", _link_all)


def _link_all(state: StateCore) -> None:
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = list(_linked(block.children))


def _linked(tokens: list[Token]) -> Iterator[Token]:
    inside = 0
    for token in tokens:
        inside += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type != "image":
            yield token
            continue
        address = str(token.attrGet("src"))
        # A picture that is written out in its address: nobody reads that, and it leads nowhere.
        is_data = address[:5].lower() == "data:"
        words = Token("text", "", 0, content=_said(token.children or []) or ("" if is_data else address))
        if inside or is_data:
            yield words
        else:
            yield from (Token("link_open", "a", 1, attrs={"href": address}), words, Token("link_close", "a", -1))


def _said(tokens: list[Token]) -> str:
    """The words in place of the picture, without marks."""
    return "".join(_said(token.children) if token.children else token.content for token in tokens)
