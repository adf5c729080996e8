"""Pictures of what people see, for who wants to look at it: PICTURES=FOLDER takes them, and nothing else does.

Each screen is taken wide and narrow, light and dark.
"""

import os
from pathlib import Path

from playwright.sync_api import Locator

from tests.browser.person import Person

FOLDER = os.environ.get("PICTURES", "")
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def look(person: Person, name: str, shown: Locator | None = None) -> None:
    """Take the screen as it is now, four times; `shown` is brought into view first."""
    if not FOLDER:
        return
    page = person.page
    for width, size in {"1280": WIDE, "390": NARROW}.items():
        page.set_viewport_size(size)  # type: ignore[arg-type]
        if shown:
            shown.evaluate("element => element.scrollIntoView({block: 'center'})")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            # What is animated is at its end, and no caret blinks.
            page.screenshot(path=Path(FOLDER) / f"{name}-{width}-{scheme}.png", animations="disabled")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="light")
