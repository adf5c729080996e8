"""Where everything on a page stands, in which size and colour: computed once, drawn by the panel and each export."""

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from conversations.designs.content import Content, Page, Shape

SIZES = {"slides": (1600, 900), "graphic": (1200, 1200)}
_LEAST_SIZE = 18
_LINE_HEIGHT = 1.25
# Of the size of the letters: on average, in the font that is drawn with.
_LETTER, _WIDE_LETTER = 0.54, 1.02


@dataclass(frozen=True)
class Palette:
    """A theme's colours."""

    background: str
    text: str
    soft: str
    accent: str
    on_accent: str


PALETTES = {
    "indigo": Palette("#ffffff", "#1e1b4b", "#e0e0fb", "#4f46e5", "#ffffff"),
    "forest": Palette("#f7faf5", "#16301f", "#d7ead9", "#2f6f43", "#ffffff"),
    "sunset": Palette("#fffaf5", "#3b1d12", "#fde2cf", "#b8431a", "#ffffff"),
    "ocean": Palette("#f3fafc", "#0c2f3d", "#cfeaf2", "#0b7285", "#ffffff"),
    "slate": Palette("#1f2430", "#f4f5f7", "#333b4c", "#8fb6ff", "#10131a"),
}


@dataclass(frozen=True)
class Box:
    """A rectangle on the page, in its own units."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Figure:
    """A filled figure: a rectangle, an ellipse, or a polygon of these points."""

    kind: Literal["rectangle", "ellipse", "polygon"]
    box: Box
    fill: str
    points: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Words:
    """A text in a box; `field` names it in the page's content. Lines are broken by whoever draws it."""

    field: str
    text: str
    box: Box
    size: int
    color: str
    is_bold: bool = False
    align: Literal["left", "center"] = "left"
    is_point: bool = False


@dataclass(frozen=True)
class Sheet:
    """A page, ready to be drawn: first the figures, then the words."""

    width: int
    height: int
    background: str
    figures: tuple[Figure, ...]
    words: tuple[Words, ...]


def sheets(content: Content) -> list[Sheet]:
    """Every page of a design."""
    width, height = SIZES[content.kind]
    palette = PALETTES[content.theme]
    return [_sheet(page, width, height, palette) for page in content.pages]


def _sheet(page: Page, width: int, height: int, palette: Palette) -> Sheet:
    if page.layout in ("title", "quote"):
        return _cover(page, width, height, palette)
    edge = width * 0.06
    inner = Box(edge, height * 0.24, width - 2 * edge, height * 0.68)
    bar = Figure("rectangle", Box(0, 0, width, 18), palette.accent)
    title = _words(
        "title", page.title, Box(edge, height * 0.07, inner.width, height * 0.15), 60, palette.text, bold=True
    )
    figures, words = _body(page, inner, palette)
    return Sheet(width, height, palette.background, (bar, *figures), (title, *words))


def _cover(page: Page, width: int, height: int, palette: Palette) -> Sheet:
    edge = width * 0.09
    band = Figure("rectangle", Box(edge, height * 0.6, width * 0.12, 10), palette.on_accent)
    wide = width - 2 * edge
    above, below = Box(edge, height * 0.2, wide, height * 0.36), Box(edge, height * 0.65, wide, height * 0.22)
    large, small = ("text", "title") if page.layout == "quote" else ("title", "text")
    said = getattr(page, large)
    words = (
        _words(large, said, above, 76 if large == "title" else 60, palette.on_accent, bold=large == "title"),
        _words(small, getattr(page, small), below, 36, palette.on_accent),
    )
    return Sheet(width, height, palette.accent, (band,), words)


def _body(page: Page, inner: Box, palette: Palette) -> tuple[list[Figure], list[Words]]:
    if page.layout == "text":
        return [], [_words("text", page.text, inner, 38, palette.text)]
    if page.layout == "bullets":
        return _points(page.bullets, inner, palette)
    if page.layout == "columns":
        half = inner.width / 2 - 30
        left, right = (Box(x, inner.y, half, inner.height) for x in (inner.x, inner.x + half + 60))
        figures, words = _points(page.bullets, right, palette)
        return figures, [_words("text", page.text, left, 36, palette.text), *words]
    share = 0.22 if page.text else 0.0
    above = Box(inner.x, inner.y, inner.width, inner.height * share)
    row = Box(inner.x, inner.y + above.height, inner.width, inner.height - above.height)
    figures, words = _row(page.shapes, row, palette)
    return figures, [*([_words("text", page.text, above, 36, palette.text)] if page.text else []), *words]


def _points(bullets: list[str], box: Box, palette: Palette) -> tuple[list[Figure], list[Words]]:
    if not bullets:
        return [], []
    each = min(box.height / len(bullets), box.height / 4)
    # All points have the size of the one with the least room.
    size = min(_size_for(text, Box(0, 0, box.width - 50, each), 38) for text in bullets)
    figures, words = [], []
    for number, text in enumerate(bullets):
        top = box.y + number * each
        dot = Box(box.x, top + size * 0.5, 14, 14)
        figures.append(Figure("ellipse", dot, palette.accent))
        place = Box(box.x + 50, top, box.width - 50, each)
        words.append(Words(f"bullets.{number}", text, place, size, palette.text, is_point=True))
    return figures, words


def _row(shapes: list[Shape], box: Box, palette: Palette) -> tuple[list[Figure], list[Words]]:
    if not shapes:
        return [], []
    cell = box.width / len(shapes)
    side = min(cell * 0.8, box.height * 0.66)
    figures: list[Figure] = []
    words = []
    for number, shape in enumerate(shapes):
        left = box.x + number * cell + (cell - side) / 2
        figures += _drawn(shape.kind, Box(left, box.y + box.height * 0.04, side, side), palette)
        below = box.height * 0.04 + side + 20
        label = Box(box.x + number * cell, box.y + below, cell, min(box.height - below, 120))
        words.append(_words(f"shapes.{number}.text", shape.text, label, 32, palette.text, align="center"))
    return figures, words


def _drawn(kind: str, box: Box, palette: Palette) -> Iterator[Figure]:
    if kind == "rectangle":
        yield Figure("rectangle", Box(box.x, box.y + box.height * 0.15, box.width, box.height * 0.7), palette.accent)
    elif kind == "circle":
        yield Figure("ellipse", box, palette.accent)
    elif kind == "person":
        yield Figure("ellipse", _part(box, 0.3, 0.02, 0.4, 0.4), palette.accent)
        yield Figure("ellipse", _part(box, 0.1, 0.48, 0.8, 0.5), palette.soft)
    elif kind == "mountains":
        yield Figure("rectangle", box, palette.soft)
        yield Figure("ellipse", _part(box, 0.66, 0.1, 0.2, 0.2), palette.accent)
        yield _polygon(box, ((0, 1), (0.35, 0.35), (0.7, 1)), palette.accent)
        yield _polygon(box, ((0.45, 1), (0.72, 0.55), (1, 1)), palette.text)
    else:
        yield _polygon(box, _POINTS[kind], palette.accent)


def _star() -> tuple[tuple[float, float], ...]:
    return tuple(
        (0.5 + radius * math.sin(turn), 0.5 - radius * math.cos(turn))
        for turn, radius in ((corner * math.pi / 5, 0.2 if corner % 2 else 0.5) for corner in range(10))
    )


_POINTS: dict[str, tuple[tuple[float, float], ...]] = {
    "triangle": ((0.5, 0.05), (1, 0.95), (0, 0.95)),
    "diamond": ((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)),
    "arrow": ((0, 0.35), (0.6, 0.35), (0.6, 0.1), (1, 0.5), (0.6, 0.9), (0.6, 0.65), (0, 0.65)),
    "star": _star(),
}


def _polygon(box: Box, shares: tuple[tuple[float, float], ...], fill: str) -> Figure:
    points = tuple((box.x + x * box.width, box.y + y * box.height) for x, y in shares)
    return Figure("polygon", box, fill, points)


def _part(box: Box, x: float, y: float, width: float, height: float) -> Box:
    return Box(box.x + x * box.width, box.y + y * box.height, width * box.width, height * box.height)


def _words(
    field: str,
    text: str,
    box: Box,
    largest: int,
    color: str,
    *,
    bold: bool = False,
    align: Literal["left", "center"] = "left",
) -> Words:
    return Words(field, text, box, _size_for(text, box, largest), color, bold, align)


def _size_for(text: str, box: Box, largest: int) -> int:
    """The largest size in which the text fits the box, as far as an average letter tells."""
    size = largest
    while size > _LEAST_SIZE and _lines(text, box.width / size) * size * _LINE_HEIGHT > box.height:
        size -= 2
    return size


def _lines(text: str, letters: float) -> int:
    """How many lines a text takes where so many sizes fit beside each other."""
    return sum(max(math.ceil(_width(line) / letters), 1) for line in text.split("\n"))


def _width(line: str) -> float:
    return sum(_WIDE_LETTER if unicodedata.east_asian_width(letter) in "WF" else _LETTER for letter in line)
