"""Addresses that stand in a text as they are; twin of frontend/src/features/chat/markdown/bare-links.ts."""

import re
from collections.abc import Iterator
from unicodedata import category

from markdown_it import MarkdownIt
from markdown_it.token import Token

from conversations.markdown.cjk import CJK
from conversations.markdown.inline import Placed, in_each_block
from organizations.text import UNDRAWN

# Of letters (`\w` knows none), without what nobody would see in an address.
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
    """Without the punctuation of the sentence around it, and the bracket that it stands in."""
    more = {closer: address.count(closer) - address.count(opener) for closer, opener in _CLOSERS.items()}
    end = len(address)
    while end and (address[end - 1] in _SENTENCE or more.get(address[end - 1], 0) > 0):
        end -= 1
        if address[end] in more:
            more[address[end]] -= 1
    return address[:end]
