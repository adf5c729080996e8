"""An address from a tool as one link in Markdown, whatever stands in it."""

import re
from urllib.parse import quote, urlsplit

# What may be opened from an answer.
OPENED = frozenset({"http", "https", "mailto"})
# Everything that RFC 3986 allows in an address and that ends no link in Markdown; "%" because it is encoded already.
_KEPT = "%/:?#@!$&*+,;=-._~"
_MARKS = re.compile(r"([\\`*_{}\[\]()<>#|~!&])")


def markdown_link(title: str, address: str) -> str:
    """`[title](address)`, with all that would end either written so that it does not.

    What is not to be opened, such as `javascript:`, or `notes://7`, which only the service can read, stands beside.
    """
    name = " ".join(title.split())
    if _scheme(address) in OPENED:
        return f"[{_plain(name or address.strip())}]({quote(address.strip(), safe=_KEPT)})"
    told = " ".join(address.replace("`", "%60").split())
    return " ".join(part for part in (_plain(name), f"`{told}`" if told else "") if part)


def _scheme(address: str) -> str:
    try:
        return urlsplit(address.strip()).scheme.lower()
    except ValueError:
        return ""


def _plain(text: str) -> str:
    """Text that Markdown takes as it is: its marks escaped."""
    return _MARKS.sub(r"\\\1", text)
