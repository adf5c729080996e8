"""What a design may say, and where it stands: pure, without a database."""

from typing import Any

import pytest

from conversations.designs.content import Content, NotADesign, content_of, schema, with_text
from conversations.designs.layout import PALETTES, SIZES, Sheet, sheets

PAGE: dict[str, Any] = {"layout": "bullets", "title": "Points", "bullets": ["One", "Two"]}
EVERYTHING: dict[str, Any] = {
    "title": "All",
    "kind": "slides",
    "pages": [
        {"layout": "title", "title": "T" * 120, "text": "x" * 800},
        {"layout": "text", "title": "Why", "text": "word " * 160},
        {"layout": "bullets", "title": "Points", "bullets": ["b" * 200] * 8},
        {"layout": "columns", "title": "Two", "text": "y" * 800, "bullets": ["c" * 200] * 8},
        {"layout": "quote", "title": "Ada", "text": "z" * 800},
        {
            "layout": "shapes",
            "title": "Way",
            "text": "From here",
            "shapes": [
                {"kind": kind, "text": kind * 4}
                for kind in ("rectangle", "circle", "triangle", "diamond", "star", "arrow")
            ],
        },
        {"layout": "shapes", "shapes": [{"kind": "mountains"}, {"kind": "person"}]},
    ],
}


def slides(*pages: dict[str, Any]) -> Content:
    return content_of({"title": "Plan", "kind": "slides", "pages": list(pages)})


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\r\nb", "a\nb"),
        ("a\rb", "a\nb"),
        ("a\vb\fc", "a\nb\nc"),
        ("a\u2028b\u2029c\x85d", "a\nb\nc\nd"),
        ("a\x00b\x07c\x7f", "abc"),
        ("a\ufffeb\uffffc", "abc"),
        ("a\tb", "a b"),
        ("  a  ", "a"),
        ("日本\r\n語 🎉", "日本\n語 🎉"),
    ],
)
def test_line_ends_are_one_kind_and_control_characters_go(given: str, kept: str) -> None:
    assert slides({"layout": "text", "text": given}).pages[0].text == kept


def test_titles_points_and_labels_are_one_line() -> None:
    made = slides(
        {"layout": "bullets", "title": "a\r\nb", "bullets": ["c\nd"], "shapes": [{"kind": "star", "text": "e\nf"}]}
    )
    page = made.pages[0]
    assert (page.title, page.bullets, page.shapes[0].text) == ("a b", ["c d"], "e f")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"title": "x", "kind": "slides", "pages": []},
        {"title": " ", "kind": "slides", "pages": [PAGE]},
        {"title": "x", "kind": "film", "pages": [PAGE]},
        {"title": "x", "kind": "graphic", "pages": [PAGE, PAGE]},
        {"title": "x", "kind": "slides", "pages": [PAGE] * 21},
        {"title": "x", "kind": "slides", "theme": "neon", "pages": [PAGE]},
        {"title": "x", "kind": "slides", "pages": [{**PAGE, "picture": "https://evil.example/x.png"}]},
        {"title": "x", "kind": "slides", "pages": [{**PAGE, "bullets": ["a"] * 9}]},
        {"title": "x", "kind": "slides", "pages": [{**PAGE, "title": "a" * 121}]},
        {"title": "x", "kind": "slides", "pages": [{"layout": "shapes", "shapes": [{"kind": "video"}]}]},
    ],
)
def test_what_is_no_design_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(NotADesign):
        content_of(given)


@pytest.mark.parametrize(
    ("field", "text", "read"),
    [
        ("title", "New", lambda page: page.title == "New"),
        ("text", "a\nb", lambda page: page.text == "a\nb"),
        ("bullets.1", "Zwei", lambda page: page.bullets == ["One", "Zwei"]),
        ("bullets.0", " ", lambda page: page.bullets == ["Two"]),
        ("shapes.0.text", "Star", lambda page: page.shapes[0].text == "Star"),
    ],
)
def test_each_text_can_be_changed_in_its_place(field: str, text: str, read: Any) -> None:
    before = slides({**PAGE, "shapes": [{"kind": "star"}]})
    assert read(with_text(before, 0, field, text).pages[0])
    assert before == slides({**PAGE, "shapes": [{"kind": "star"}]})


@pytest.mark.parametrize(
    ("page", "field"),
    [
        (1, "title"),
        (-1, "title"),
        (0, "layout"),
        (0, "bullets.2"),
        (0, "bullets.-1"),
        (0, "shapes.0.text"),
        (0, "shapes.0.kind"),
    ],
)
def test_what_is_no_text_cannot_be_changed(page: int, field: str) -> None:
    with pytest.raises(NotADesign):
        with_text(slides(PAGE), page, field, "x")


def test_the_schema_for_the_model_has_no_references_and_names_every_part() -> None:
    whole = schema()
    assert "$ref" not in str(whole) and "$defs" not in whole
    page = whole["properties"]["pages"]["items"]["properties"]
    assert set(page) == {"layout", "title", "text", "bullets", "shapes"}
    assert page["title"]["type"] == "string"
    assert whole["required"] == ["title", "kind", "pages"]


def _is_inside(sheet: Sheet, box: Any) -> bool:
    return box.x >= 0 and box.y >= 0 and box.x + box.width <= sheet.width + 1 and box.y + box.height <= sheet.height + 1


@pytest.mark.parametrize("theme", PALETTES)
def test_everything_stands_on_its_page(theme: str) -> None:
    drawn = sheets(content_of({**EVERYTHING, "theme": theme}))
    assert {(sheet.width, sheet.height) for sheet in drawn} == {SIZES["slides"]}
    for sheet in drawn:
        assert all(_is_inside(sheet, part.box) for part in (*sheet.figures, *sheet.words))
        assert all(words.size >= 18 for words in sheet.words)


def test_every_text_of_a_page_has_a_place_of_its_own_name() -> None:
    fields = [[words.field for words in sheet.words if words.text] for sheet in sheets(content_of(EVERYTHING))]
    assert fields[2] == ["title", *(f"bullets.{number}" for number in range(8))]
    assert fields[5] == ["title", "text", *(f"shapes.{number}.text" for number in range(6))]
    content = content_of(EVERYTHING)
    for page, names in enumerate(fields):
        for name in names:
            with_text(content, page, name, "other")


def test_a_longer_text_is_smaller() -> None:
    short, long = (sheets(slides({"layout": "columns", "text": "word " * count}))[0].words[1] for count in (5, 160))
    assert short.size == 36 and long.size < short.size


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", PALETTES)
def test_texts_of_every_theme_can_be_read(theme: str) -> None:
    palette = PALETTES[theme]
    for text, behind in ((palette.text, palette.background), (palette.on_accent, palette.accent)):
        lighter, darker = sorted((_luminance(text), _luminance(behind)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5
