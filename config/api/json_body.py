"""JSON from outside: decoded once, cleaned of NUL and lone surrogates, refused politely when malformed."""

import json
from collections.abc import Callable, Mapping
from typing import IO, Any

from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from config.api.errors import problem
from organizations.text import clean_json


class CleanJSONParser(JSONParser):
    """The API's parser: strict JSON, cleaned."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The decoded and cleaned body; raises ParseError (400) when it is not JSON."""
        try:
            return clean_json(super().parse(stream, media_type, parser_context))
        except RecursionError as error:
            raise ParseError("The JSON is nested too deeply.") from error


class CleanJsonMiddleware:
    """The same for allauth's own views, which decode the body themselves (facts/platform.md)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/_allauth/") and request.content_type == "application/json" and request.body:
            try:
                decoded = clean_json(json.loads(request.body))
            except (ValueError, RecursionError):
                return problem(400, "parse_error", "The body is not valid JSON.")
            if not isinstance(decoded, dict):
                return problem(400, "parse_error", "The body must be a JSON object.")
            request._body = json.dumps(decoded).encode()
        return self.get_response(request)
