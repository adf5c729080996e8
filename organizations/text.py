"""Cleaning of text that comes from outside, before it can reach the database or a model."""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError

from organizations.refusals import Invalid

# NUL is a DataError in PostgreSQL, a lone surrogate cannot be encoded.
_SURROGATES = {code: None for code in range(0xD800, 0xE000)}
_FORBIDDEN = {0: None, **_SURROGATES}

# Characters that are drawn as nothing or as a blank (Default_Ignorable_Code_Point and the like).
UNDRAWN = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff"
)
# Arabic and Syriac signs that are visible although Unicode counts them as format characters.
DRAWN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
# The object replacement character, a musical sign and two hieroglyphs that are not drawn, and noncharacters.
_NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_NOTHING = re.compile(f"[{UNDRAWN}\ufffc\U0001d159\U00013441\U00013442{_NO_CHARACTERS}]")
# Combining marks too: one without a letter says nothing.
_NOTHING_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Me", "Mc", "Mn", "Zl", "Zp", "Zs"})


def says_nothing(value: str) -> bool:
    """Whether a text shows nothing: only blanks, joiners, fillers, direction marks and marks without a letter.

    The twin of saysNothing in frontend/src/lib/says-nothing.ts; tests/invisible_texts.json holds both.
    """
    return all(_is_nothing(character) for character in value)


def _is_nothing(character: str) -> bool:
    if character in DRAWN:
        return False
    return unicodedata.category(character) in _NOTHING_CATEGORIES or _NOTHING.match(character) is not None


def clean_text(value: str, limit: int | None = None) -> str:
    """The text without NUL and lone surrogates, cut to at most `limit` characters."""
    cleaned = value.translate(_FORBIDDEN) if not value.isascii() or "\0" in value else value
    return cleaned if limit is None else cleaned[:limit]


def is_clean(value: str) -> bool:
    """Whether the database and a model can hold it as it is."""
    return clean_text(value) == value


def clean_json(value: Any) -> Any:
    """The same for every string and key inside decoded JSON."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [clean_json(item) for item in value]
    if isinstance(value, dict):
        return {clean_text(str(key)): clean_json(item) for key, item in value.items()}
    return value


# Names that people type are one line, so that a name cannot add a paragraph, a header or a link to what others read.

# Line and paragraph separators count as control characters here.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Punctuation between two other characters of which mail programs would make a link.
LINKING = re.compile(r"(?<=\S)([.:/@\\])(?=\S)")
MAIL_CHARACTERS = 80


def insist_on_one_line(value: str) -> None:
    """A form's validator; raises ValidationError `one_line`."""
    if CONTROL.search(value):
        raise ValidationError("Type this in one line, without tabs and other control characters.", code="one_line")


def one_line(value: str) -> str:
    """How a name is shown that may be older than the rule."""
    return " ".join(CONTROL.sub(" ", value).split())


def in_mail(name: str, longest: int = MAIL_CHARACTERS) -> str:
    """A name, or a word of a person's, inside a mail's text: quoted, short, and nothing in it becomes a link."""
    short = one_line(name)[:longest].rstrip()
    unquoted = short.replace("“", "'").replace("”", "'")
    unlinked = LINKING.sub(r"\1 ", unquoted)
    return f"“{unlinked}”"


# Names and labels that people type must not contain invisible characters.

NOTHING = "Type something here: this holds only blanks and characters that nobody sees."
# Of people, projects and organizations.
NAME_CHARACTERS = 120
WORDS = (
    "This {what} holds characters that nobody sees, or that turn the text around them"
    " ({code}). Type it anew instead of pasting it."
)
_UNSEEN = re.compile(f"[{UNDRAWN}]")
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_PICTURE = "[\u00a9\u00ae\u203c\u2049\u2100-\u27ff\u2900-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
_PICTURE += "[\U0001f3fb-\U0001f3ff]?\ufe0f?"
_JOINING = "[\u0620-\u08ff\u0900-\u0dff]"
# Emoji with their selectors and joiners, and the joiners that Arabic and Indic scripts are written with.
_WHOLE = re.compile(f"{_PICTURE}(?:\u200d{_PICTURE})*|[0-9#*]\ufe0f\u20e3|(?<={_JOINING})[\u200c\u200d](?={_JOINING})")


def unseen_in(value: str) -> str:
    """The first character that is invisible or changes the direction of others; empty when there is none."""
    rest = _WHOLE.sub("", value)
    return next((character for character in rest if _is_unseen(character)), "")


def typed_name(value: str, longest: int, field: str = "name") -> str:
    """A name as it is stored. Raises Invalid: `blank` when nothing in it is visible, or `invisible_characters`."""
    return _seen(value, clean_text(value, longest).strip(), field, "name")


def typed_text(value: str, longest: int, field: str) -> str:
    """A sentence to somebody else as it is stored, in one line. Raises Invalid as `typed_name` does."""
    return _seen(value, one_line(clean_text(value))[:longest].rstrip(), field, "text")


def _seen(value: str, cleaned: str, field: str, what: str) -> str:
    if value and says_nothing(cleaned):
        raise Invalid(field, NOTHING, "blank")
    if unseen := unseen_in(cleaned):
        raise Invalid(field, WORDS.format(what=what, code=f"U+{ord(unseen):04X}"), "invisible_characters")
    return cleaned


def _is_unseen(character: str) -> bool:
    if character.isascii():
        return not character.isprintable()
    hidden = unicodedata.category(character) in _UNSEEN_CATEGORIES or _UNSEEN.match(character) is not None
    return hidden and character not in DRAWN


# E-mail addresses that people type: two that look alike must not belong to two people.

# ruff: noqa: RUF001, RUF002, RUF003  (the look-alike letters are the point)


ADDRESS_WORDS = "This address holds letters that read like others, such as “ı” for “i”. Type it anew in plain letters."


def typed_address(value: str, field: str = "email") -> str:
    """An address as it is stored: nothing in it is unseen. Raises Invalid `look_alike_address`.

    PostgreSQL, mail servers and people take some letters for others: upper('mıa') is 'MIA', and “ſ” folds to “s”.
    """
    address = value.lower()
    if _as_read(value) != address or unseen_in(address):
        raise Invalid(field, ADDRESS_WORDS, "look_alike_address")
    return address


def _as_read(value: str) -> str:
    # Upper case and back: "ı" folds to itself, but its capital is that of "i".
    turned = unicodedata.normalize("NFKC", value).upper().lower().replace("i\u0307", "i")
    return unicodedata.normalize("NFKC", turned.casefold())
