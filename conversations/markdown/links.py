"""Bare addresses in a text; twin of frontend/src/features/chat/markdown/bare-links.ts."""

import re
from collections.abc import Callable, Iterable, Iterator
from unicodedata import category

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from conversations.markdown.attention import CJK
from organizations.text import UNDRAWN

# Rules on the inline tokens of a block.

Placed = Iterable[tuple[Token, bool]]


def in_each_block(change: Callable[[Placed], Iterator[Token]]) -> Callable[[StateCore], None]:
    """A rule that replaces a block's inline tokens by those of `change`, which is told of each if a link holds it."""

    def rule(state: StateCore) -> None:
        for block in state.tokens:
            if block.type == "inline" and block.children:
                block.children = list(change(_placed(block.children)))

    return rule


def _placed(tokens: list[Token]) -> Iterator[tuple[Token, bool]]:
    inside = 0
    for token in tokens:
        inside += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        yield token, inside > 0


# Combining marks (`\w` has none), without those that are invisible in an address.
_UNDRAWN = re.compile(f"[{UNDRAWN}]")
_MARKS = "".join(
    mark for mark in map(chr, range(0x300, 0x10000)) if category(mark)[0] == "M" and not _UNDRAWN.match(mark)
)
_LETTER = rf"(?:(?![{CJK}])[\w{_MARKS}])"
_IN_ADDRESS = rf"(?:{_LETTER}|[-.~:/?#\[\]@!$&'()*+,;=%|^{{}}])"
_WEB = rf"(?<![A-Za-z0-9_])(?P<scheme>https?://)(?={_LETTER}){_IN_ADDRESS}+"
_WWW = rf"(?<![A-Za-z0-9_.@:/-])www\.(?:{_LETTER}|-)+\.{_LETTER}{_IN_ADDRESS}*"
_MAIL = (
    r"(?<![A-Za-z0-9._+\-/@])(?P<mail>[A-Za-z0-9][A-Za-z0-9._+-]*@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?![A-Za-z0-9_@-]))"
)
_ADDRESS = re.compile(f"{_WEB}|{_WWW}|{_MAIL}", re.IGNORECASE)
_CLOSERS = {")": "(", "]": "[", "}": "{"}
_SENTENCE = "?!.,:;*_~'&|([{"


def bare_links(md: MarkdownIt) -> None:
    """Make them links, outside code and written links."""
    md.core.ruler.push("bare_links", in_each_block(_linked))


def _linked(tokens: Placed) -> Iterator[Token]:
    for token, inside in tokens:
        if token.type == "text" and not inside:
            yield from _pieces(token)
        else:
            yield token


def _pieces(token: Token) -> Iterator[Token]:
    rest, text = 0, token.content
    for match in _ADDRESS.finditer(text):
        address = _without_sentence(match[0])
        url = f"mailto:{address}" if match["mail"] else address if match["scheme"] else f"http://{address}"
        yield _text(text[rest : match.start()])
        yield Token("link_open", "a", 1, attrs={"href": url}, markup="linkify", info="auto")
        yield _text(address)
        yield Token("link_close", "a", -1, markup="linkify", info="auto")
        rest = match.start() + len(address)
    yield _text(text[rest:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _without_sentence(address: str) -> str:
    """The address without the punctuation of its sentence and the bracket around it."""
    more = {closer: address.count(closer) - address.count(opener) for closer, opener in _CLOSERS.items()}
    end = len(address)
    while end and (address[end - 1] in _SENTENCE or more.get(address[end - 1], 0) > 0):
        end -= 1
        if address[end] in more:
            more[address[end]] -= 1
    return address[:end]


# Links that lead somewhere: to a page, a mailbox or a chat room, or along the page's own site.
#
# Other links (a script, a file, an app that only some have, an anchor in the page around the text) become their text.
# The chat's library knows the same schemes; tests/markdown.json has the cases for both.

_SCHEME = re.compile(r"([^:/?#]*):")
_LEADING = frozenset({"http", "https", "irc", "ircs", "mailto", "xmpp"})


def leading_links(md: MarkdownIt) -> None:
    """Keep only links that lead somewhere."""
    # Switch off the library's own check, which would show other links with their brackets.
    md.validateLink = _is_taken  # type: ignore[method-assign]
    md.core.ruler.push("leading_links", _judge_all)


def _is_taken(url: str) -> bool:
    return True


def leads_somewhere(address: str) -> bool:
    """Whether a link there is one."""
    scheme = _SCHEME.match(address)
    return bool(address) and not address.startswith("#") and (scheme is None or scheme[1].lower() in _LEADING)


def _judge_all(state: StateCore) -> None:
    for block in state.tokens:
        if block.children:
            block.children = _kept(block.children)


def _kept(tokens: list[Token]) -> list[Token]:
    kept: list[Token] = []
    open_links: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            open_links.append(leads_somewhere(str(token.attrGet("href") or "")))
        if token.type not in ("link_open", "link_close") or open_links[-1]:
            kept.append(token)
        if token.type == "link_close":
            open_links.pop()
    return kept


# Pictures become links, so that nothing is loaded from elsewhere; within a link they become its text.
#
# Twin of frontend/src/features/chat/markdown/pictures.ts; tests/markdown.json holds both.


def pictures(md: MarkdownIt) -> None:
    """Replace pictures by links."""
    md.core.ruler.after("inline", "pictures", in_each_block(_linked_picture))


def _linked_picture(tokens: Placed) -> Iterator[Token]:
    for token, inside in tokens:
        if token.type != "image":
            yield token
            continue
        address = str(token.attrGet("src"))
        # A data: address is unreadable and leads nowhere, so it is not shown.
        is_data = address[:5].lower() == "data:"
        words = Token("text", "", 0, content=_said(token.children or []) or ("" if is_data else address))
        if inside or is_data:
            yield words
        else:
            yield from (Token("link_open", "a", 1, attrs={"href": address}), words, Token("link_close", "a", -1))


def _said(tokens: list[Token]) -> str:
    """The words in place of the picture, without marks."""
    return "".join(_said(token.children) if token.children else token.content for token in tokens)
