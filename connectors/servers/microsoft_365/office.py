"""The text of Word, PowerPoint and Excel documents: archives of XML, read with the standard library."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from posixpath import dirname, join, normpath
from xml.etree import ElementTree

from connectors.servers.api import Refused

# Of one part, unpacked, and of all together: a few kilobytes can unpack to gigabytes.
_MOST_BYTES, _MOST_TOGETHER = 20 * 1024 * 1024, 80 * 1024 * 1024
# And of everything that is shown.
_MOST_PARTS, _MOST_CHARACTERS = 500, 2_000_000
# Documents have tables in text boxes in tables; what is in each other a thousandfold would be read a thousand times.
_MOST_LEVELS = 200
# Of a cell's reference such as XFD1048576, and of a number format.
_LONGEST_REFERENCE, _LONGEST_FORMAT = 12, 255
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SLIDES = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_LINKS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LINK = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# Excel's own number formats that show a date or time (ECMA-376, 18.8.30).
_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_QUOTED = re.compile(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]', re.IGNORECASE)
# What archives and XML of any make may raise on the way.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, ElementTree.ParseError, RecursionError),
    *(LookupError, ValueError, OverflowError, NotImplementedError),
)
_BROKEN = "The document cannot be read: it is damaged, protected, or not of the kind that its name says."


def read_office(form: str, content: bytes) -> str:
    """The text of a docx, pptx or xlsx. Raises Refused when it is none."""
    readers = {"docx": _word, "pptx": _slides, "xlsx": _sheets}
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            shown: list[str] = []
            length = 0
            for line in readers[form](_Parts(archive)):
                shown.append(line)
                length += len(line) + 1
                if length > _MOST_CHARACTERS:
                    shown.append("[The document goes on.]")
                    break
            return "\n".join(shown)
    except _DAMAGE:
        raise Refused(_BROKEN) from None


class _Parts:
    """The parts of a document by name. Each is read once, none beyond its limit, none that declares entities."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._read = 0
        self._bytes = 0

    def root(self, name: str) -> ElementTree.Element:
        """The XML of a part. Raises KeyError when there is none."""
        self._read += 1
        info = self._archive.getinfo(name)
        if info.file_size > _MOST_BYTES or self._read > _MOST_PARTS or info.flag_bits & 1:
            raise ValueError(name)
        with self._archive.open(info) as part:
            text = part.read(_MOST_BYTES + 1)
        self._bytes += len(text)
        if self._bytes > _MOST_TOGETHER:
            raise ValueError(name)
        # Decoded here, so that no other encoding hides a declaration.
        xml = text.decode("utf-8-sig")
        if len(text) > _MOST_BYTES or "<!DOCTYPE" in xml or "<!ENTITY" in xml:
            raise ValueError(name)
        root = ElementTree.fromstring(xml)  # noqa: S314  (declares nothing)
        if _is_deep(root):
            raise ValueError(name)
        return root

    def linked(self, name: str) -> dict[str, str]:
        """The parts that a part refers to, by the id of the link."""
        folder, _, file = name.rpartition("/")
        links = self.root(f"{folder}/_rels/{file}.rels")
        places = ((link.get("Id", ""), link.get("Target", "")) for link in links.iter(_LINK))
        return {
            key: place.lstrip("/") if place.startswith("/") else normpath(join(dirname(name), place))
            for key, place in places
        }

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name in self._archive.NameToInfo


def _is_deep(root: ElementTree.Element) -> bool:
    level = [root]
    for _ in range(_MOST_LEVELS):
        level = [child for element in level for child in element]
    return bool(level)


def _word(parts: _Parts) -> Iterator[str]:
    """Paragraphs; what was deleted but is still tracked is not in them."""
    for paragraph in parts.root("word/document.xml").iter(f"{_WORD}p"):
        pieces = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n"}
        # A text box's paragraphs stand inside another paragraph, and come by themselves.
        own = (one for one in _below(paragraph, f"{_WORD}p"))
        yield "".join(one.text or "" if one.tag == f"{_WORD}t" else pieces.get(one.tag, "") for one in own)


def _below(element: ElementTree.Element, without: str) -> Iterator[ElementTree.Element]:
    for child in element:
        if child.tag != without:
            yield child
            yield from _below(child, without)


def _slides(parts: _Parts) -> Iterator[str]:
    """The slides in their order, which is not that of their files' names."""
    whole = "ppt/presentation.xml"
    linked = parts.linked(whole)
    for number, slide in enumerate(parts.root(whole).iter(f"{_SLIDES}sldId"), start=1):
        yield f"Slide {number}:"
        for paragraph in parts.root(linked[slide.attrib[f"{_LINKS}id"]]).iter(f"{_DRAWING}p"):
            if line := "".join(one.text or "" for one in paragraph.iter(f"{_DRAWING}t")):
                yield line


def _sheets(parts: _Parts) -> Iterator[str]:
    """Each sheet's rows, cells apart by tabs."""
    whole = "xl/workbook.xml"
    book, linked = parts.root(whole), parts.linked(whole)
    properties = book.find(f"{_SHEET}workbookPr")
    begins = datetime(1904, 1, 1) if properties is not None and properties.get("date1904") in ("1", "true") else None
    texts = _shared(parts)
    dates = _date_styles(parts)
    for sheet in book.iter(f"{_SHEET}sheet"):
        yield f"Sheet {sheet.get('name')}:"
        for row in parts.root(linked[sheet.attrib[f"{_LINKS}id"]]).iter(f"{_SHEET}row"):
            yield "\t".join(_row(row, texts, dates, begins)).rstrip("\t")


def _row(row: ElementTree.Element, texts: list[str], dates: frozenset[int], begins: datetime | None) -> Iterator[str]:
    at = 0
    for cell in row.iter(f"{_SHEET}c"):
        column = _column(cell.get("r", ""), at)
        # Empty cells are not written down.
        yield from [""] * min(column - at, 200)
        at = column + 1
        yield _cell(cell, texts, dates, begins).replace("\n", " ").replace("\t", " ")


def _column(reference: str, otherwise: int) -> int:
    letters = reference[:_LONGEST_REFERENCE].rstrip("0123456789")
    if not letters.isascii() or not letters.isalpha():
        return otherwise
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return max(number - 1, otherwise)


def _cell(cell: ElementTree.Element, texts: list[str], dates: frozenset[int], begins: datetime | None) -> str:
    kind, value = cell.get("t", "n"), cell.findtext(f"{_SHEET}v") or ""
    if kind == "s":
        return texts[int(value)]
    if kind == "inlineStr":
        return "".join(one.text or "" for one in cell.iter(f"{_SHEET}t"))
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(value, value)
    if kind == "n" and value and int(cell.get("s", "0")) in dates:
        return _date(float(value), begins)
    return value


def _date(days: float, begins: datetime | None) -> str:
    """A moment from its days since 1900, where Excel counts a 29 February that was not, or since 1904."""
    if begins is None:
        begins = datetime(1899, 12, 30) if days >= 60 else datetime(1899, 12, 31)
    moment = begins + timedelta(seconds=round(days * 86400))
    if days < 1:
        return moment.time().isoformat()
    return moment.date().isoformat() if moment.time() == datetime.min.time() else moment.isoformat(sep=" ")


def _shared(parts: _Parts) -> list[str]:
    if not parts.has("xl/sharedStrings.xml"):
        return []
    root = parts.root("xl/sharedStrings.xml")
    # Without what is only how a word is pronounced.
    return [
        "".join(one.text or "" for one in _below(text, f"{_SHEET}rPh") if one.tag == f"{_SHEET}t")
        for text in root.iter(f"{_SHEET}si")
    ]


def _date_styles(parts: _Parts) -> frozenset[int]:
    """The cell styles that show a number as a date or time."""
    if not parts.has("xl/styles.xml"):
        return frozenset()
    root = parts.root("xl/styles.xml")
    custom = {int(one.get("numFmtId", "0")): one.get("formatCode", "") for one in root.iter(f"{_SHEET}numFmt")}
    formats = root.find(f"{_SHEET}cellXfs")
    numbers = [int(one.get("numFmtId", "0")) for one in formats] if formats is not None else []
    return frozenset(
        place for place, number in enumerate(numbers) if number in _DATES or _is_date(custom.get(number, ""))
    )


def _is_date(code: str) -> bool:
    return bool(re.search(r"[dmyhs]", _QUOTED.sub("", code[:_LONGEST_FORMAT]).partition(";")[0], re.IGNORECASE))
