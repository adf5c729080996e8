"""What a design says: pages of few, typed parts. How it looks follows from it (`layout.py`)."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from organizations.text import clean_text

MOST_PAGES = 20
MOST_BULLETS = 8
MOST_SHAPES = 6
LONGEST_TITLE, LONGEST_TEXT, LONGEST_BULLET, LONGEST_LABEL = 120, 800, 200, 60

Kind = Literal["slides", "graphic"]
Theme = Literal["indigo", "forest", "sunset", "ocean", "slate"]
LayoutName = Literal["title", "text", "bullets", "columns", "quote", "shapes"]
ShapeKind = Literal["rectangle", "circle", "triangle", "diamond", "star", "arrow", "mountains", "person"]

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# And the two that XML has not.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def plain(value: str) -> str:
    """The text with one kind of line end and without control characters: PowerPoint would show them as `_x000D_`."""
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", clean_text(value).replace("\t", " "))).strip()


def one_line(value: str) -> str:
    """The same in one line."""
    return " ".join(plain(value).split())


Title = Annotated[str, Field(max_length=LONGEST_TITLE), AfterValidator(one_line)]
Running = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(plain)]
Point = Annotated[str, Field(max_length=LONGEST_BULLET), AfterValidator(one_line)]
Label = Annotated[str, Field(max_length=LONGEST_LABEL), AfterValidator(one_line)]


class Part(BaseModel):
    """Anything in a design; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class Shape(Part):
    """A simple drawing with a label; shapes stand in a row, in their order."""

    kind: ShapeKind
    text: Label = ""


class Page(Part):
    """A slide, or the graphic."""

    layout: LayoutName = Field(
        description="Besides the title — title: a line of text; text: running text; bullets; columns: text and bullets;"
        " quote: text, with the title as its source; shapes: text and shapes in a row."
    )
    title: Title = ""
    text: Running = ""
    bullets: list[Point] = Field(default=[], max_length=MOST_BULLETS)
    shapes: list[Shape] = Field(default=[], max_length=MOST_SHAPES)


class Content(Part):
    """A whole design."""

    title: Title
    kind: Kind = Field(description="graphic: one square page.")
    theme: Theme = "indigo"
    pages: list[Page] = Field(min_length=1, max_length=MOST_PAGES)

    @model_validator(mode="after")
    def _is_whole(self) -> "Content":
        if not self.title:
            raise ValueError("the title is empty")
        if self.kind == "graphic" and len(self.pages) != 1:
            raise ValueError("a graphic has exactly one page")
        return self


class NotADesign(ValueError):
    """What was given is no design; its words say what is wrong with it."""


def content_of(given: Mapping[str, Any]) -> Content:
    """The design that was written or stored. Raises NotADesign."""
    try:
        return Content.model_validate(given)
    except ValidationError as error:
        raise NotADesign(" ".join(_sentence(detail) for detail in error.errors()[:5])) from None


def _sentence(detail: Any) -> str:
    where = ".".join(str(part) for part in detail["loc"])
    return f"{where or 'design'}: {detail['msg'].removeprefix('Value error, ')}."


def schema() -> dict[str, Any]:
    """The JSON schema for a model: without references, which not every model reads."""
    whole = Content.model_json_schema()
    parts = whole.pop("$defs")
    for part in (whole, *parts.values()):
        part.pop("description", None)
    inlined: dict[str, Any] = _inlined(whole, parts)
    return inlined


def _inlined(part: Any, known: Mapping[str, Any]) -> Any:
    if isinstance(part, list):
        return [_inlined(each, known) for each in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _inlined(known[part["$ref"].rpartition("/")[2]], known)
    return {name: _inlined(value, known) for name, value in part.items() if not _says_nothing(name, value)}


def _says_nothing(name: str, value: Any) -> bool:
    """What costs words and tells the model little: names of ours, defaults, limits that are refused anyway.

    A property called `title` is an object, a part's name a text.
    """
    return name in ("additionalProperties", "default", "minItems") or (name == "title" and isinstance(value, str))


_FIELD = re.compile(r"title|text|bullets\.(\d{1,2})|shapes\.(\d{1,2})\.text")


def with_text(content: Content, page: int, field: str, text: str) -> Content:
    """The design with another text in this place; an emptied point goes. Raises NotADesign."""
    found = _FIELD.fullmatch(field)
    if found is None or not 0 <= page < len(content.pages):
        raise NotADesign(f"There is no text {field} on page {page + 1}.")
    changed = content.model_dump()
    target = changed["pages"][page]
    try:
        if found[1] is not None:
            target["bullets"][int(found[1])] = text
            target["bullets"] = [point for point in target["bullets"] if one_line(point)]
        elif found[2] is not None:
            target["shapes"][int(found[2])]["text"] = text
        else:
            target[field] = text
    except IndexError:
        raise NotADesign(f"There is no text {field} on page {page + 1}.") from None
    return content_of(changed)
