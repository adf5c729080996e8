"""A design as a PDF, with its fonts inside and its texts as texts."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from conversations.designs.fonts import font_for
from conversations.designs.layout import Figure, Sheet, Words

# A page's unit in points: 1600 are 13⅓ inches.
_UNIT = 0.6
LINE_HEIGHT = 1.25


def pdf_of(sheets: list[Sheet], title: str) -> bytes:
    """The file. Imported lazily: reportlab takes some 15 MB."""
    from reportlab.pdfgen.canvas import Canvas

    file = BytesIO()
    canvas = Canvas(file, pageCompression=1)
    canvas.setTitle(title)
    canvas.setProducer("Switchboard")
    for sheet in sheets:
        canvas.setPageSize((sheet.width * _UNIT, sheet.height * _UNIT))
        canvas.scale(_UNIT, _UNIT)
        _fill(canvas, sheet.background)
        canvas.rect(0, 0, sheet.width, sheet.height, stroke=0, fill=1)
        for figure in sheet.figures:
            _draw(canvas, sheet, figure)
        for words in sheet.words:
            _write(canvas, sheet, words)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _fill(canvas: Any, color: str) -> None:
    from reportlab.lib.colors import HexColor

    canvas.setFillColor(HexColor(color))


def _draw(canvas: Any, sheet: Sheet, figure: Figure) -> None:
    _fill(canvas, figure.fill)
    box = figure.box
    low = sheet.height - box.y - box.height
    if figure.kind == "rectangle":
        canvas.rect(box.x, low, box.width, box.height, stroke=0, fill=1)
    elif figure.kind == "ellipse":
        canvas.ellipse(box.x, low, box.x + box.width, low + box.height, stroke=0, fill=1)
    else:
        path = canvas.beginPath()
        (x, y), *rest = figure.points
        path.moveTo(x, sheet.height - y)
        for x, y in rest:
            path.lineTo(x, sheet.height - y)
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)


def _write(canvas: Any, sheet: Sheet, words: Words) -> None:
    if not words.text:
        return
    from reportlab.pdfbase.pdfmetrics import stringWidth

    name = _registered(font_for(words.text, bold=words.is_bold))
    canvas.setFont(name, words.size)
    _fill(canvas, words.color)
    top = words.box.y + words.size
    for line in broken(words.text, words.box.width, lambda text: stringWidth(text, name, words.size)):
        if words.align == "center":
            canvas.drawCentredString(words.box.x + words.box.width / 2, sheet.height - top, line)
        else:
            canvas.drawString(words.box.x, sheet.height - top, line)
        top += words.size * LINE_HEIGHT


def _registered(path: str) -> str:
    from reportlab.pdfbase.pdfmetrics import getRegisteredFontNames, registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    name = Path(path).stem
    if name not in getRegisteredFontNames():
        registerFont(TTFont(name, path))
    return name


def broken(text: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    """The text in lines that fit, broken between words; a word that is wider than a line is broken inside."""
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if measure(longer) <= width:
                line = longer
                continue
            if line:
                yield line
            *whole, line = _pieces(word, width, measure)
            yield from whole
        yield line


def _pieces(word: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    piece = ""
    for letter in word:
        if piece and measure(piece + letter) > width:
            yield piece
            piece = letter
        else:
            piece += letter
    yield piece
