"""Files made of a design."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Literal, NamedTuple

from conversations.designs.content import Content
from conversations.designs.layout import Sheet, sheets

Format = Literal["pptx", "pdf", "png"]
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


class File(NamedTuple):
    """A file to download or send."""

    content: bytes
    mime_type: str
    extension: str


def exported(content: Content, format: str) -> File:
    """The design as a file; several pages as pictures come in a ZIP archive. Raises LookupError for another format."""
    return _MADE[format](sheets(content), content.title)


def _pptx(pages: list[Sheet], title: str) -> File:
    from conversations.designs.pptx import pptx_of

    return File(pptx_of(pages, title), PPTX, "pptx")


def _pdf(pages: list[Sheet], title: str) -> File:
    from conversations.designs.pdf import pdf_of

    return File(pdf_of(pages, title), "application/pdf", "pdf")


def _png(pages: list[Sheet], title: str) -> File:
    from conversations.designs.png import png_of

    if len(pages) == 1:
        return File(png_of(pages[0]), "image/png", "png")
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:
        for number, page in enumerate(pages, 1):
            packed.writestr(f"{number:02}.png", png_of(page))
    return File(archive.getvalue(), "application/zip", "zip")


_MADE: dict[str, Callable[[list[Sheet], str], File]] = {"pptx": _pptx, "pdf": _pdf, "png": _png}
