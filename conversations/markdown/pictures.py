"""Pictures from elsewhere become links, so that nothing is loaded; within a link they are its words.

Twin of frontend/src/features/chat/markdown/pictures.ts; tests/markdown.json holds both.
"""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from conversations.markdown.inline import Placed, in_each_block


def pictures(md: MarkdownIt) -> None:
    """Show no picture."""
    md.core.ruler.after("inline", "pictures", in_each_block(_linked))


def _linked(tokens: Placed) -> Iterator[Token]:
    for token, inside in tokens:
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
