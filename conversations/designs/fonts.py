"""Fonts for what is drawn here: Roboto comes with its package; what it lacks is looked for on this machine."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

# Where systems keep fonts with more scripts than Roboto's Latin, Greek and Cyrillic.
_MORE = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
)


@cache
def font_files(*, bold: bool) -> tuple[str, ...]:
    """The files that are there, the preferred one first."""
    return tuple(path for path in (*_own(bold), *_MORE) if Path(path).is_file())


def _own(bold: bool) -> Iterator[str]:
    # The package is one folder of files; importing it needs setuptools, which may not be there.
    from importlib.util import find_spec

    found = find_spec("font_roboto")
    for folder in (found.submodule_search_locations or []) if found else []:
        yield str(Path(folder) / "files" / ("Roboto-Bold.ttf" if bold else "Roboto-Regular.ttf"))


@cache
def letters_in(path: str) -> frozenset[int]:
    """The characters that a font can draw."""
    from reportlab.pdfbase.ttfonts import TTFError, TTFontFile

    try:
        return frozenset(TTFontFile(path, charInfo=1).charToGlyph)
    except TTFError:
        # A font with other outlines than TrueType's, which cannot go into a PDF.
        return frozenset()


def font_for(text: str, *, bold: bool) -> str:
    """The file of the first font that has the most of the text's letters. Raises LookupError without any font."""
    wanted = {ord(letter) for letter in text if not letter.isspace()}
    files = font_files(bold=bold)
    if not files:
        raise LookupError("there is no font to draw with")
    return max(files, key=lambda path: (len(wanted & letters_in(path)), -files.index(path)))
