"""What a person reads in a document of markup: HTML, and the narrative of a clinical document (CDA)."""

from collections.abc import Iterator
from xml.etree import ElementTree

from connectors.servers.api import Refused
from connectors.servers.html_text import html_text

_BLOCKS = frozenset({"caption", "item", "paragraph", "section", "tr", "br", "list", "table", "title", "text"})
_CELLS = frozenset({"td", "th"})


def text_of(kind: str, markup: str) -> str:
    """The text; of XML the titles and narrative texts. Raises Refused for what cannot be read."""
    if "html" in kind:
        return html_text(markup)
    if "<!DOCTYPE" in markup or "<!ENTITY" in markup:
        raise Refused("This document defines its own entities: it is not read here.")
    try:
        root = ElementTree.fromstring(markup)  # noqa: S314  (declares nothing)
    except ElementTree.ParseError:
        raise Refused("This document is no XML that can be read.") from None
    lines = ("".join(part).strip() for part in _sections(root))
    return "\n\n".join(line for line in lines if line)


def _sections(root: ElementTree.Element) -> Iterator[list[str]]:
    """Each title and each narrative text, in order. An XML of another kind: all its texts."""
    for place in _places(root) or [root]:
        written: list[str] = []
        _write(place, written)
        yield written


def _places(root: ElementTree.Element) -> list[ElementTree.Element]:
    """Titles and narratives, none inside another: what is in one is read with it."""
    found: list[ElementTree.Element] = []
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if _name(element) not in ("title", "text"):
            waiting.extend(reversed(element))
        elif _is_narrative(element):
            found.append(element)
    return found


def _is_narrative(element: ElementTree.Element) -> bool:
    """Coded entries have a `text` too, which only refers to the narrative."""
    return bool("".join(element.itertext()).strip())


def _write(root: ElementTree.Element, written: list[str]) -> None:
    """The texts in order, blocks on lines of their own; without recursion, as documents may be deep."""
    waiting: list[tuple[ElementTree.Element, bool]] = [(root, False)]
    while waiting:
        element, is_after = waiting.pop()
        if is_after:
            if element is not root:
                written.extend(filter(None, [_spaced(element.tail)]))
            continue
        name = _name(element)
        if name in _BLOCKS and written:
            written.append("\n")
        elif name in _CELLS and written and written[-1].strip():
            written.append("| ")
        written.extend(filter(None, [_spaced(element.text)]))
        waiting.append((element, True))
        waiting.extend((child, False) for child in reversed(element))


def _spaced(text: str | None) -> str:
    """Runs of blanks as one, which keeps words apart."""
    words = " ".join((text or "").split())
    return f"{words} " if words else ""


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
