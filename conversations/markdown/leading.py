"""Links that lead somewhere: to a page, a mailbox or a chat room, or along the page's own site.

What leads nowhere for its reader (a script, a file, an app that only some have, a place inside the page around the
text) is its words. The chat's library knows the same schemes; tests/markdown.json holds both.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_SCHEME = re.compile(r"([^:/?#]*):")
_LEADING = frozenset({"http", "https", "irc", "ircs", "mailto", "xmpp"})


def leading_links(md: MarkdownIt) -> None:
    """Leave only those."""
    # Judged here alone: the library would show the others with their brackets.
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
