"""Names and labels that people type: what one sees must be what is stored."""

import re
import unicodedata

from organizations.exceptions import Invalid
from organizations.text import DRAWN, UNDRAWN, clean_text, says_nothing

NOTHING = "Type something here: this holds only blanks and characters that nobody sees."
# Of people, projects and organizations.
NAME_CHARACTERS = 120
WORDS = (
    "This name holds characters that nobody sees, or that turn the text around them"
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
    """The first character that nobody sees or that turns others around, empty when there is none."""
    rest = _WHOLE.sub("", value)
    return next((character for character in rest if _is_unseen(character)), "")


def typed_name(value: str, longest: int, field: str = "name") -> str:
    """A name as it is stored. Raises Invalid `blank` where nobody would see it, `invisible_characters`."""
    name = clean_text(value, longest).strip()
    if value and says_nothing(name):
        raise Invalid(field, NOTHING, "blank")
    if unseen := unseen_in(name):
        raise Invalid(field, WORDS.format(code=f"U+{ord(unseen):04X}"), "invisible_characters")
    return name


def _is_unseen(character: str) -> bool:
    if character.isascii():
        return not character.isprintable()
    hidden = unicodedata.category(character) in _UNSEEN_CATEGORIES or _UNSEEN.match(character) is not None
    return hidden and character not in DRAWN
