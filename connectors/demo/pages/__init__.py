"""Server-rendered pages: no script, no cookie, nothing loaded from elsewhere."""

import base64
import hashlib
from html import escape
from pathlib import Path
from string import Template

from starlette.responses import HTMLResponse

_FOLDER = Path(__file__).parent
_STYLE = (_FOLDER / "style.css").read_text(encoding="utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_LAYOUT = Template((_FOLDER / "layout.html").read_text(encoding="utf-8"))


class Html(str):
    """Markup that is already safe; any other text is escaped when it goes into a page."""

    __slots__ = ()


def fill(template: str, **values: str) -> Html:
    """The template file with its `$names` replaced, everything but `Html` escaped."""
    text = Template((_FOLDER / template).read_text(encoding="utf-8"))
    return Html(text.substitute({name: as_html(value) for name, value in values.items()}))


def as_html(value: str) -> Html:
    """Text as markup."""
    return value if isinstance(value, Html) else Html(escape(value))


def list_of(items: tuple[str, ...] | list[str]) -> Html:
    """A list of plain sentences."""
    return Html("".join(f"<li>{as_html(item)}</li>" for item in items))


def page(title: str, body: Html, *, status: int = 200, may_go_to: str = "") -> HTMLResponse:
    """A whole page under a strict policy. `may_go_to` is the origin that a form's answer may redirect to."""
    html = _LAYOUT.substitute(title=escape(title), style=_STYLE, body=body)
    return HTMLResponse(html, status_code=status, headers=_headers(may_go_to))


def message_page(title: str, text: str, *, status: int) -> HTMLResponse:
    """A page that says one thing."""
    return page(title, fill("message.html", title=title, text=text), status=status)


def _headers(may_go_to: str) -> dict[str, str]:
    # A browser applies form-action to the redirect that answers a form, too.
    policy = (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self' {may_go_to};"
        " frame-ancestors 'none'; base-uri 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }
