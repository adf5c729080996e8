"""What a person wrote, shown as they wrote it: plain text in lines. Twin of `OutsideLines` in the workspace."""

import re

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

_LINE_END = re.compile(r"\r\n|\n")


def lines_of(text: str) -> SafeString:
    """The text as HTML, a paragraph for each line, which runs as its own letters do. No markup of the text's own."""
    shown = ((line or SafeString("<br>"),) for line in _LINE_END.split(text))
    return format_html_join("", '<p class="line" dir="auto">{}</p>', shown)
