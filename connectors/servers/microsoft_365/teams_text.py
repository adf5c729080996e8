"""The text of a Teams message, which is HTML with tags of its own: <at>, <emoji>, <attachment>."""

from connectors.servers.html_tags import Tag, tags_and_texts

_LINES = frozenset({"p", "div", "br", "li", "tr", "blockquote", "h1", "h2", "h3", "pre", "codeblock"})
_SILENT = frozenset({"script", "style", "systemeventmessage"})


def text_of(html: str) -> str:
    """What a person reads of it, in one pass: strangers write it."""
    parts: list[str] = []
    silent = 0
    for each in tags_and_texts(html):
        if isinstance(each, Tag):
            silent += _silence(each) if silent or not each.is_end else 0
            parts.append(_after(each) if each.is_end else _before(each))
        elif not silent:
            parts.append(each)
    lines = "".join(parts).replace("\xa0", " ").split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())


def _silence(tag: Tag) -> int:
    return 0 if tag.name not in _SILENT else -1 if tag.is_end else 1


def _before(tag: Tag) -> str:
    if tag.name in _LINES:
        return "\n- " if tag.name == "li" else "\n"
    if tag.name in ("emoji", "img"):
        return tag.given.get("alt") or ("[picture]" if tag.name == "img" else "")
    return "@" if tag.name == "at" else ""


def _after(tag: Tag) -> str:
    return "\t" if tag.name in ("td", "th") else ""
