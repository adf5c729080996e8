"""Pages as pictures."""

from io import BytesIO
from typing import Any

from conversations.designs.fonts import font_for
from conversations.designs.layout import Figure, Sheet, Words
from conversations.designs.pdf import LINE_HEIGHT, broken

# Figures are drawn larger, then made smaller, so that their edges are smooth.
_FINER = 2


def png_of(sheet: Sheet) -> bytes:
    """One page."""
    from PIL import Image, ImageDraw

    large = Image.new("RGB", (sheet.width * _FINER, sheet.height * _FINER), sheet.background)
    pen = ImageDraw.Draw(large)
    for figure in sheet.figures:
        _draw(pen, figure)
    picture = large.resize((sheet.width, sheet.height), Image.Resampling.LANCZOS)
    pen = ImageDraw.Draw(picture)
    for words in sheet.words:
        _write(pen, words)
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _draw(pen: Any, figure: Figure) -> None:
    box = figure.box
    corners = [side * _FINER for side in (box.x, box.y, box.x + box.width, box.y + box.height)]
    if figure.kind == "rectangle":
        pen.rectangle(corners, fill=figure.fill)
    elif figure.kind == "ellipse":
        pen.ellipse(corners, fill=figure.fill)
    else:
        pen.polygon([(x * _FINER, y * _FINER) for x, y in figure.points], fill=figure.fill)


def _write(pen: Any, words: Words) -> None:
    if not words.text:
        return
    from PIL import ImageFont

    font = ImageFont.truetype(font_for(words.text, bold=words.is_bold), words.size)
    top = words.box.y
    for line in broken(words.text, words.box.width, font.getlength):
        left = words.box.x
        if words.align == "center":
            left += (words.box.width - font.getlength(line)) / 2
        pen.text((left, top), line, font=font, fill=words.color)
        top += words.size * LINE_HEIGHT
