"""JSON from outside: decoded once and cleaned of NUL and lone surrogates; malformed JSON is a 400."""

import json
from collections.abc import Callable, Mapping
from typing import IO, Any

from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from config.api.errors import problem
from organizations.exact_json import MOST_LEVELS, NotExact, is_deeper, read_exactly
from organizations.text import clean_json

TOO_DEEP = f"The JSON is nested too deeply: at most {MOST_LEVELS} levels."


def decoded(body: bytes) -> Any:
    """The cleaned value. Raises NotExact for a number that cannot be kept exactly, ValueError for no JSON."""
    text = body.decode()
    try:
        value = read_exactly(text)
    except RecursionError as error:
        raise ValueError(TOO_DEEP) from error
    # Fewer brackets than allowed levels: it cannot be too deep.
    if text.count("[") + text.count("{") > MOST_LEVELS and is_deeper(value, MOST_LEVELS):
        raise ValueError(TOO_DEEP)
    return clean_json(value)


class CleanJSONParser(JSONParser):
    """The API's parser: strict JSON, cleaned; a number that cannot be kept exactly is refused."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The decoded and cleaned body; raises ParseError (400) when it is not JSON."""
        try:
            return decoded(stream.read())
        except NotExact as error:
            raise ParseError(str(error), "number_not_exact") from error
        except ValueError as error:
            raise ParseError(f"The body is not valid JSON: {error}") from error


class CleanJsonMiddleware:
    """The same for allauth's own views, which decode the body themselves, whatever its type."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/_allauth/") and request.body:
            try:
                value = decoded(request.body)
            except ValueError:
                return problem(400, "parse_error", "The body is not valid JSON.")
            if not isinstance(value, dict):
                return problem(400, "parse_error", "The body must be a JSON object.")
            request._body = json.dumps(value).encode()
        return self.get_response(request)
