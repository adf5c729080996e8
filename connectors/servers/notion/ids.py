"""Ids of Notion's as people have them: with or without dashes, or in a link."""

import re
from urllib.parse import parse_qs

from connectors.servers.api import Refused
from connectors.servers.texts import link_parts

_HEX = re.compile(r"[0-9a-f]{32}")
_AT_THE_END = re.compile(r"(?:^|[-/])([0-9a-f]{32})$")


def id_in(text: str) -> str:
    """The id, with dashes. Raises Refused where there is none."""
    found = _from_link(text.strip()) if "://" in text else text.strip().lower().replace("-", "")
    if not _HEX.fullmatch(found):
        raise Refused(f"{text!r} is neither an id nor a link of Notion's.")
    return "-".join((found[:8], found[8:12], found[12:16], found[16:20], found[20:]))


def _from_link(link: str) -> str:
    """`p` is the page that lies open over another; else the last part of the path ends with it. `v` is a view's."""
    parts = link_parts(link)
    over = parse_qs(parts.query).get("p", [""])[0].lower().replace("-", "")
    if _HEX.fullmatch(over):
        return over
    path = parts.path.rstrip("/").lower()
    dashed = re.sub(r"([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$", r"\1\2\3\4\5", path)
    found = _AT_THE_END.search(dashed)
    return found[1] if found else ""
