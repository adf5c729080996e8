"""Whether two names look alike: case, spelling tricks and look-alike letters are ignored.

Unicode's table (confusables, UTS 39) says which letters look alike, and ours adds what it leaves out.
"""

# ruff: noqa: RUF001, RUF003  (the look-alike letters are the point)
import re
import unicodedata
from collections.abc import Iterable
from itertools import accumulate

from confusable_homoglyphs import categories
from confusable_homoglyphs.confusables import confusables_data

# Look-alike letters that Unicode's table does not have; Latin ones are also found by their names. Capitals are folded
# first, because a Greek "Ν" looks like "N" and its small letter like "v".
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
# Pairs that differ only on a close look; a capital "I" is an "i" by now.
_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "5": "s", "3": "e", "$": "s"})
_LATIN_NAME = re.compile(r"LETTER (?:[A-Z-]+ )*?([A-Z])(?: WITH .*)?$")


# Scripts that East Asian names mix with Latin letters and with each other.
_EAST_ASIAN = frozenset({"HAN", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"})
_ANY_SCRIPT = frozenset({"COMMON", "INHERITED", "UNKNOWN"})


def skeleton(name: str) -> str:
    """A name reduced to what it looks like: lower case, Latin letters where it looks so, no signs, marks or blanks."""
    return _drawn("".join(_words(name)))


def look_alike(name: str, others: Iterable[str]) -> str | None:
    """The first of the others that this name, or its first words, could be taken for, None when there is none.

    "Slack Official" and "Slack-MCP" pose as "Slack"; "Our Slack" says whose it is, and "Acme" is not "Acme Docs".
    """
    starts = {_drawn(start) for start in accumulate(_words(name))}
    return next((other for other in others if skeleton(other) in starts), None)


def mixes_scripts(name: str) -> bool:
    """Whether a word is written in letters of several scripts, which only tricks are."""
    return any(_is_mixed(word) for word in re.split(r"[\W\d_]+", unicodedata.normalize("NFKC", name)))


def _is_mixed(word: str) -> bool:
    scripts = {categories.alias(character) or "UNKNOWN" for character in word} - _ANY_SCRIPT
    if scripts & _EAST_ASIAN:
        scripts = scripts - _EAST_ASIAN | {"LATIN"}
    return len(scripts) > 1


def _words(name: str) -> list[str]:
    """The words as people read them: "SlackMCP" and "Slack2" are two."""
    words: list[str] = []
    before = ""
    for character in _without_marks(unicodedata.normalize("NFKC", _without_signs(name))):
        letters = _latin(character)
        if letters and (not before or _begins_word(before, character)):
            words.append("")
        if letters:
            words[-1] += letters
        before = character if letters else ""
    return words


def _begins_word(before: str, character: str) -> bool:
    return (before.islower() and character.isupper()) or before.isdigit() != character.isdigit()


def _drawn(letters: str) -> str:
    return letters.translate(_ALIKE).replace("rn", "m").replace("vv", "w").replace("cl", "d")


def _without_signs(name: str) -> str:
    # Removed: "Slack™" would become "SlackTM".
    return re.sub("[™℠®©]", "", name)


def _without_marks(name: str) -> str:
    # "g" with an accent counts as "g" (NFC would join them again). Format characters are invisible.
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not _is_mark(unicodedata.category(c)))


def _is_mark(category: str) -> bool:
    return category.startswith("M") or category == "Cf"


def _latin(character: str) -> str:
    """What a character reads as, in lower case; empty for anything but letters and numbers."""
    folded = character.translate(_CAPITALS).casefold()
    if not folded.isascii():
        folded = _FOLDED.get(folded) or _confusable(character) or _confusable(folded) or _by_name(folded)
    return "".join(letter for letter in folded.casefold() if letter.isalnum() or letter in "|$")


def _confusable(character: str) -> str:
    """What Unicode says that it looks like: the shortest in ASCII, or else a letter of our table."""
    alike = [entry["c"] for entry in confusables_data.get(character, ())]
    latin = [other for other in alike if other.isascii() and other.isalnum()]
    ours = [_FOLDED[other.casefold()] for other in alike if other.casefold() in _FOLDED]
    return str(min(latin or ours, key=len, default=""))


def _by_name(character: str) -> str:
    named = unicodedata.name(character, "") if len(character) == 1 else ""
    found = _LATIN_NAME.search(named) if "LATIN" in named or "REGIONAL INDICATOR" in named else None
    return found[1].lower() if found else character
