"""A design as a PowerPoint file, whose texts stay texts."""

from io import BytesIO
from typing import Any

from conversations.designs.content import plain
from conversations.designs.layout import Figure, Sheet, Words

# A page's unit: 1600 of them are the 13⅓ inches of a wide slide.
_EMU = 7620
_POINTS = 0.6
FONT = "Calibri"


def pptx_of(sheets: list[Sheet], title: str) -> bytes:
    """The file. Imported lazily: python-pptx and lxml take some 20 MB."""
    from pptx import Presentation

    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = (side * _EMU for side in (sheets[0].width, sheets[0].height))
    deck.core_properties.title = plain(title)
    blank = deck.slide_layouts[6]
    for sheet in sheets:
        slide = deck.slides.add_slide(blank)
        fill = slide.background.fill
        fill.solid()
        fill.fore_color.rgb = _color(sheet.background)
        for figure in sheet.figures:
            _draw(slide, figure)
        for words in sheet.words:
            if words.text:
                _write(slide, words)
    file = BytesIO()
    deck.save(file)
    return file.getvalue()


def _color(hexadecimal: str) -> Any:
    from pptx.dml.color import RGBColor

    digits = hexadecimal.removeprefix("#")
    color: Any = RGBColor
    return color(*(int(digits[at : at + 2], 16) for at in (0, 2, 4)))


def _draw(slide: Any, figure: Figure) -> None:
    from pptx.enum.shapes import MSO_SHAPE

    if figure.kind == "polygon":
        first, *rest = [(round(x * _EMU), round(y * _EMU)) for x, y in figure.points]
        builder = slide.shapes.build_freeform(*first)
        builder.add_line_segments(rest, close=True)
        drawn = builder.convert_to_shape()
    else:
        kind = MSO_SHAPE.OVAL if figure.kind == "ellipse" else MSO_SHAPE.RECTANGLE
        drawn = slide.shapes.add_shape(kind, *_place(figure))
    drawn.fill.solid()
    drawn.fill.fore_color.rgb = _color(figure.fill)
    drawn.line.fill.background()
    drawn.shadow.inherit = False


def _place(part: Figure | Words) -> list[int]:
    box = part.box
    return [round(side * _EMU) for side in (box.x, box.y, box.width, box.height)]


def _write(slide: Any, words: Words) -> None:
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    frame = slide.shapes.add_textbox(*_place(words)).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for number, line in enumerate(plain(words.text).split("\n")):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.CENTER if words.align == "center" else PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold, run.font.name = Pt(words.size * _POINTS), words.is_bold, FONT
        run.font.color.rgb = _color(words.color)
