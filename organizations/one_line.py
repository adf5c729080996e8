"""Names that people type are one line: no name writes a paragraph, a header or a link into what others read."""

import re

from django.core.exceptions import ValidationError

# Line and paragraph separators count as control characters here.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Where a mail program would see an address: between two signs that are no blanks.
LINKING = re.compile(r"(?<=\S)([.:/@\\])(?=\S)")
MAIL_CHARACTERS = 80


def insist_on_one_line(value: str) -> None:
    """A form's validator; raises ValidationError `one_line`."""
    if CONTROL.search(value):
        raise ValidationError("Type this in one line, without tabs and other control characters.", code="one_line")


def one_line(value: str) -> str:
    """How a name is shown that may be older than the rule."""
    return " ".join(CONTROL.sub(" ", value).split())


def in_mail(name: str) -> str:
    """A name inside a mail's text: quoted, short, and nothing in it becomes a link."""
    short = one_line(name)[:MAIL_CHARACTERS].rstrip()
    unquoted = short.replace("“", "'").replace("”", "'")
    unlinked = LINKING.sub(r"\1 ", unquoted)
    return f"“{unlinked}”"
