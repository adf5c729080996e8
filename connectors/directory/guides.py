"""The pages of docs/services, which the workspace shows: how a service is set up, and what is odd there."""

from functools import cache
from pathlib import Path

GUIDES = Path(__file__).resolve().parents[2] / "docs" / "services"


def guide_of(slug: str) -> str:
    """The page of a listing as markdown, without its heading, which the screen has; empty where there is none."""
    return _guides().get(slug, "")


@cache
def _guides() -> dict[str, str]:
    return {page.stem: _body(page.read_text(encoding="utf-8")) for page in sorted(GUIDES.glob("*.md"))}


def _body(page: str) -> str:
    heading, _, body = page.partition("\n")
    return (body if heading.startswith("# ") else page).strip()
