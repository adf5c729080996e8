"""The tags of an HTML text, in one pass: a mail of a stranger must not cost more than its length.

`html.parser` (Python 3.11.7) needs minutes for 200 kB of `<a<a<a…`.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>\"'<]{0,40})((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE = re.compile(r"([^\s=/>\"']+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))|([^\s=/>\"']+)")
_RAW_ENDS = {name: re.compile(rf"</{name}\b", re.IGNORECASE) for name in ("script", "style", "title", "noscript")}
_LONGEST_TAG = 8_192
# Tags whose quotes do not close are read to the next `>`; each costs a look ahead, so that many of them are not asked.
_MOST_ODD = 200


@dataclass(frozen=True)
class Tag:
    """A tag as it stands there; names are in lower case."""

    name: str
    is_end: bool
    given: dict[str, str] = field(default_factory=dict)


def tags_and_texts(source: str) -> Iterator[Tag | str]:
    """Tags and the texts between them, entities decoded; comments and what browsers do not show are left out."""
    at, odd = 0, 0
    while at < len(source):
        opened = source.find("<", at)
        if opened != at:
            end = len(source) if opened < 0 else opened
            yield html.unescape(source[at:end])
            at = end
            continue
        tag = _TAG.match(source, at, at + _LONGEST_TAG) if odd < _MOST_ODD else None
        if tag is not None:
            at = tag.end()
            name = tag[2].lower()
            yield Tag(name, bool(tag[1]), {} if tag[1] else _attributes(tag[3]))
            if not tag[1] and name in _RAW_ENDS:
                ended = _RAW_ENDS[name].search(source, at)
                at = ended.start() if ended else len(source)
        elif source[at + 1 : at + 2].isalpha() or source.startswith(("</", "<!", "<?"), at):
            odd += source[at + 1 : at + 2].isalpha()
            at = _after(source, at)
        else:
            yield "<"
            at += 1


def _after(source: str, at: int) -> int:
    """Behind a comment, a declaration or a broken tag; one that never ends swallows the rest, as in browsers."""
    mark = "-->" if source.startswith("<!--", at) else ">"
    end = source.find(mark, at + 2)
    return len(source) if end < 0 else end + len(mark)


def _attributes(text: str) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, double, single, bare, alone in _ATTRIBUTE.findall(text):
        # The first of two of the same name counts.
        given.setdefault((name or alone).lower(), html.unescape(double or single or bare))
    return given
