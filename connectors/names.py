"""When two names look the same to a person in a hurry: case, spelling tricks and look-alike letters do not count."""

# ruff: noqa: RUF001, RUF003  (the look-alike letters are the point)
import re
import unicodedata
from collections.abc import Iterable

# Letters of other scripts that are drawn like Latin ones; the Latin ones come from their Unicode names. Capitals are
# folded first, because a Greek "Ν" is drawn like "N" and its small letter like "v".
_CAPITALS = str.maketrans("ΑΒΕϜΗΙͿΚΜΝΟΡΤΥΧΖ", "abefhijkmnoptyxz")
_LIKE_LATIN = {
    "a": "аα",
    "b": "вβь",
    "c": "сϲ",
    "d": "ԁ",
    "e": "еєҽεз",
    "f": "ϝғ",
    "g": "ԍ",
    "h": "һн",
    "i": "іїι",
    "j": "јϳ",
    "k": "кқκ",
    "l": "ӏ",
    "m": "м",
    "n": "ηпոռ",
    "o": "оοօσ",
    "p": "рρ",
    "q": "ԛզ",
    "r": "гᴦ",
    "s": "ѕ",
    "t": "тτ",
    "u": "υμս",
    "v": "νѵ",
    "w": "ԝшѡω",
    "x": "хχҳ",
    "y": "уүұγ",
    "z": "ζ",
}
_FOLDED = {letter: latin for latin, letters in _LIKE_LATIN.items() for letter in letters}
# What is told apart only by looking closely; a capital "I" is an "i" by now.
_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "5": "s", "3": "e", "$": "s"})
_LATIN_NAME = re.compile(r"LETTER (?:[A-Z-]+ )*?([A-Z])(?: WITH .*)?$")


def skeleton(name: str) -> str:
    """What is left of a name for the eye: lower case Latin where it looks so, no signs, marks or blanks."""
    plain = unicodedata.normalize("NFKC", _without_signs(name)).translate(_CAPITALS)
    folded = _without_marks(plain.casefold())
    letters = "".join(_latin(character) for character in folded).translate(_ALIKE)
    kept = "".join(character for character in letters if character.isalnum())
    return kept.replace("rn", "m").replace("vv", "w").replace("cl", "d")


def look_alike(name: str, others: Iterable[str]) -> str | None:
    """The first of the others that this name could be taken for, None when there is none."""
    own = skeleton(name)
    return next((other for other in others if own and skeleton(other) == own), None)


def _without_signs(name: str) -> str:
    # Read as letters otherwise: "Slack™" would be "SlackTM".
    return re.sub("[™℠®©]", "", name)


def _without_marks(name: str) -> str:
    # "g" with an accent is "g"; NFC first would join them again.
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.category(c).startswith("M"))


def _latin(character: str) -> str:
    if character.isascii():
        return character
    if character in _FOLDED:
        return _FOLDED[character]
    named = unicodedata.name(character, "")
    found = _LATIN_NAME.search(named) if "LATIN" in named or "REGIONAL INDICATOR" in named else None
    return found[1].lower() if found else character
