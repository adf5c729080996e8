"""The text of a Teams message, which is HTML with tags of its own: <at>, <emoji>, <attachment>."""

from html.parser import HTMLParser

_LINES = frozenset({"p", "div", "br", "li", "tr", "blockquote", "h1", "h2", "h3", "pre", "codeblock"})
_SILENT = frozenset({"script", "style", "systemeventmessage"})


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._silent += tag in _SILENT
        if tag in _LINES:
            self.parts.append("\n- " if tag == "li" else "\n")
        elif tag == "at":
            self.parts.append("@")
        elif tag in ("emoji", "img"):
            self.parts.append(given.get("alt") or ("[picture]" if tag == "img" else ""))

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0
        if tag in ("td", "th"):
            self.parts.append("\t")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def text_of(html: str) -> str:
    """What a person reads of it."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    lines = "".join(reader.parts).replace("\xa0", " ").split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())
