"""JSON from outside: decoded once, cleaned of NUL and lone surrogates, refused politely when malformed."""

import json
import math
from collections.abc import Callable, Mapping
from typing import IO, Any, Never

from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from config.api.errors import problem
from organizations.text import clean_json


def decoded(body: bytes) -> Any:
    """The cleaned value; raises ValueError for what is not JSON, or a number that PostgreSQL cannot hold."""
    try:
        return clean_json(json.loads(body.decode(), parse_constant=_no_number, parse_float=_finite))
    except RecursionError as error:
        raise ValueError("The JSON is nested too deeply.") from error


def _no_number(word: str) -> Never:
    raise ValueError(f"{word} is no JSON number.")


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _no_number(digits)


class CleanJSONParser(JSONParser):
    """The API's parser: strict JSON, cleaned."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The decoded and cleaned body; raises ParseError (400) when it is not JSON."""
        try:
            return decoded(stream.read())
        except ValueError as error:
            raise ParseError(f"The body is not valid JSON: {error}") from error


class CleanJsonMiddleware:
    """The same for allauth's own views, which decode the body themselves, whatever its type (facts/platform.md)."""

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
