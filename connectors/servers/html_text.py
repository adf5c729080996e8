"""What a person reads in an HTML mail, as plain text."""

import re
from collections import Counter

from connectors.servers.html_tags import Tag, tags_and_texts

# Longer ones are cut, which is said: nobody reads that much, and parsing takes its time.
MOST_CHARACTERS = 200_000
CUT = "[The rest of this text is too long to be read here: open the original.]"
_UNREAD = frozenset({"head", "script", "style", "title", "template", "noscript", "svg", "math", "object", "select"})
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "body", "center", "dd", "div", "dl", "dt", "fieldset", "footer", "form"),
        *("header", "html", "li", "main", "nav", "section", "tbody", "tfoot", "thead", "tr"),
    )
)
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "pre", "hr"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
# What the sender hides from people is not shown to a model either: it would be text for machines only.
_HIDDEN = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all"
    r"|(?:font-size|max-height|opacity)\s*:\s*0(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:[;!]|$))",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
# Characters that are not drawn, with which newsletters fill their previews.
_FILLERS = re.compile("[\u00ad\u034f\u200b\u2007\u2060\ufeff]")
_LONGEST_LINK = 300
_DEEPEST_QUOTE = 5


def html_text(html: str) -> str:
    """The visible text: blocks on lines of their own, quotations behind `> `, links with where they lead."""
    reader = _Reader()
    for each in tags_and_texts(html[:MOST_CHARACTERS]):
        if isinstance(each, str):
            reader.text(each)
        elif each.is_end:
            reader.end(each.name)
        else:
            reader.start(each)
    text = _FILLERS.sub("", "".join(reader.written)).replace("\u00a0", " ")
    text = "\n".join(line.rstrip(" \t") for line in text.split("\n")).strip()
    return f"{text}\n\n{CUT}" if len(html) > MOST_CHARACTERS else text


class _Reader:
    """`written` is the text so far; line ends wait until something follows them."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._count: Counter[str] = Counter()
        self._hidden = 0
        self._links: list[tuple[str, int]] = []
        self._ends = 0

    def start(self, opened: Tag) -> None:
        """A start tag."""
        tag, given = opened.name, opened.given
        self._break(tag)
        if tag in _VOID:
            self._write(_picture(given) if tag == "img" else "")
            return
        is_hidden = tag in _UNREAD or "hidden" in given or _HIDDEN.search(given.get("style", "")) is not None
        self._open.append((tag, is_hidden))
        self._count[tag] += 1
        self._hidden += is_hidden
        if tag == "li":
            self._write("- ")
        elif tag in ("td", "th") and not self._ends and self.written:
            self._write(" | ")
        elif tag == "a":
            self._links.append((given.get("href", "").strip(), len(self.written)))

    def end(self, tag: str) -> None:
        """An end tag."""
        # Many are never opened, and many never closed.
        while self._count[tag]:
            name, was_hidden = self._open.pop()
            self._end(name)
            self._count[name] -= 1
            self._hidden -= was_hidden
            if name == tag:
                return

    def text(self, data: str) -> None:
        """What stands between two tags."""
        if self._count["pre"]:
            first, *others = data.split("\n")
            self._write(first)
            for line in others:
                self._ends = min(self._ends + 1, 2)
                self._write(line)
            return
        text = _BLANKS.sub(" ", data)
        self._write(text.lstrip(" ") if self._ends or not self.written else text)

    def _end(self, tag: str) -> None:
        if tag == "a" and self._links:
            self._link(*self._links.pop())
        self._break(tag)

    def _break(self, tag: str) -> None:
        if self._hidden:
            return
        if tag == "br":
            self._ends = min(self._ends + 1, 2)
        elif tag in _PARAGRAPHS:
            self._ends = 2
        elif tag in _BLOCKS:
            self._ends = max(self._ends, 1)

    def _link(self, address: str, began: int) -> None:
        """Where the words lead, unless they say it, or it is a tracking address of a kilobyte."""
        words = "".join(self.written[began : began + 20])
        is_shown = address.partition("://")[2].rstrip("/") in words
        if words.strip() and not is_shown and address.startswith(("http://", "https://")):
            self._write(f" ({address})" if len(address) <= _LONGEST_LINK else "")

    def _write(self, text: str) -> None:
        if not text or self._hidden:
            return
        quote = "> " * min(self._count["blockquote"], _DEEPEST_QUOTE)
        if self.written:
            self.written.append(f"\n{quote}" * self._ends)
        elif quote:
            self.written.append(quote)
        self._ends = 0
        self.written.append(text)


def _picture(given: dict[str, str]) -> str:
    words = _BLANKS.sub(" ", given.get("alt", "")).strip()[:100]
    return f"[{words}]" if words else ""
