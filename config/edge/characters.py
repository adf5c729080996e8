"""What neither PostgreSQL nor Django can hold is refused before any view sees it.

JSON is cleaned instead (config/api/json_body.py): people paste all kinds of text into a message.
"""

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse

from config import error_pages
from config.api.errors import problem
from organizations.text import is_clean

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
UTF_8 = ("utf-8", "utf8", "us-ascii")
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
REFUSED = "The {} of the request holds characters that cannot be read here. Send text in UTF-8, without NUL."


class CharactersMiddleware:
    """A path that can name nothing is a 404; the rest of such a request a 400 (`invalid_characters`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_clean(request.path):
            return error_pages.not_found(request, LookupError())
        _drop_broken_cookies(request)
        if broken := next(_broken_parts(request), None):
            return error_pages.for_people(request, problem(400, "invalid_characters", REFUSED.format(broken)))
        return _wrong_kind(request) or _broken_form(request) or self.get_response(request)


def _broken_parts(request: HttpRequest) -> Iterator[str]:
    if not _is_text(request.META.get("QUERY_STRING", "")):
        yield "query string"
    headers = (value for name, value in request.META.items() if name.startswith(("HTTP_", "CONTENT_")))
    if any(CONTROL.search(value) or not is_clean(value) for value in headers):
        yield "head"


def _drop_broken_cookies(request: HttpRequest) -> None:
    """A cookie that we cannot have set counts as none. (Django reads the octal escapes of a quoted one.)"""
    for name in [name for name, value in request.COOKIES.items() if not is_clean(value)]:
        del request.COOKIES[name]


def _is_text(quoted: str) -> bool:
    try:
        return is_clean(unquote(quoted, errors="strict"))
    except UnicodeDecodeError:
        return False


def _wrong_kind(request: HttpRequest) -> HttpResponse | None:
    """Only JSON has a way into the API; other encodings would make Django look for a codec of that name."""
    params = request.content_params or {}
    wrong_charset = params.get("charset", "utf-8").lower() not in UTF_8
    has_body = request.META.get("CONTENT_LENGTH") not in (None, "", "0")
    wrong_type = has_body and request.path.startswith(error_pages.API) and request.content_type != "application/json"
    if wrong_charset or wrong_type:
        return problem(415, "unsupported_media_type", "Send application/json in UTF-8.")
    return None


def _broken_form(request: HttpRequest) -> HttpResponse | None:
    if request.method != "POST" or request.content_type not in FORMS or request.path.startswith(error_pages.API):
        return None
    words = [word for name, values in request.POST.lists() for word in (name, *values)]
    words += [str(file.name) for _, files in request.FILES.lists() for file in files]
    if all(is_clean(str(word)) for word in words):
        return None
    return error_pages.for_people(request, problem(400, "invalid_characters", REFUSED.format("form")))
