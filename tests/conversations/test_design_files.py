"""Files made of designs, read again by other libraries' eyes: texts stay texts, pages stay pages."""

import zipfile
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from conversations.designs.content import content_of
from conversations.designs.exports import exported
from tests.conversations.test_design_content import EVERYTHING

pytest.importorskip("pptx", reason="python-pptx is not installed yet: make lock")
pytest.importorskip("reportlab", reason="reportlab is not installed yet: make lock")


def texts_of(slide: Any) -> list[str]:
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame and shape.text_frame.text]


def test_powerpoint_has_every_text_as_a_text_in_its_size() -> None:
    from pptx import Presentation

    file = exported(content_of(EVERYTHING), "pptx")
    deck = Presentation(BytesIO(file.content))
    assert (deck.slide_width, deck.slide_height) == (12192000, 6858000)
    slides = list(deck.slides)
    assert len(slides) == 7
    assert texts_of(slides[2]) == ["Points", *["b" * 200] * 8]
    assert deck.core_properties.title == "All"


def test_powerpoint_shows_no_control_characters() -> None:
    given = {
        "title": "a\r\nb",
        "kind": "slides",
        "pages": [{"layout": "text", "title": "T", "text": "one\r\ntwo\vthree\x07"}],
    }
    from pptx import Presentation

    file = exported(content_of(given), "pptx")
    deck = Presentation(BytesIO(file.content))
    assert texts_of(deck.slides[0]) == ["T", "one\ntwo\nthree"]
    with zipfile.ZipFile(BytesIO(file.content)) as parts:
        slide = parts.read("ppt/slides/slide1.xml").decode()
    assert "_x000" not in slide and "\x07" not in slide


def test_a_pdf_has_its_pages_and_carries_its_fonts() -> None:
    file = exported(content_of(EVERYTHING), "pdf")
    assert file.content.startswith(b"%PDF-")
    assert file.content.count(b"/Type /Page\n") == 7
    assert b"/FontFile2" in file.content
    assert file.mime_type == "application/pdf"


def test_several_pages_are_pictures_in_an_archive_and_one_is_a_picture() -> None:
    archive = exported(content_of(EVERYTHING), "png")
    with zipfile.ZipFile(BytesIO(archive.content)) as packed:
        assert packed.namelist() == [f"{number:02}.png" for number in range(1, 8)]
        assert Image.open(BytesIO(packed.read("01.png"))).size == (1600, 900)
    poster = {"title": "P", "kind": "graphic", "theme": "forest", "pages": [{"layout": "title", "title": "Party"}]}
    single = exported(content_of(poster), "png")
    picture = Image.open(BytesIO(single.content))
    assert (single.extension, picture.size) == ("png", (1200, 1200))
    # The theme's colour in a corner, and something drawn on it.
    assert picture.getpixel((0, 0)) == (0x2F, 0x6F, 0x43)
    assert len(picture.getcolors(100_000) or []) > 2


def test_cyrillic_and_greek_are_drawn_with_letters() -> None:
    from conversations.designs.fonts import font_for, letters_in

    assert {ord(letter) for letter in "ДобрыйΩé"} <= letters_in(font_for("Добрый Ωé", bold=False))


def test_another_kind_of_file_is_not_made() -> None:
    with pytest.raises(LookupError):
        exported(content_of(EVERYTHING), "exe")
