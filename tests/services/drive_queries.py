"""Drive's query language, as its guide describes it ("Search for files"), over files in memory; strict."""

import re
from typing import Any

from tests.services.google_stand_in import Fault

_TOKEN = re.compile(r"\s*(?:(\(|\))|'((?:[^'\\]|\\.)*)'|(>=|<=|!=|[<>=])|(\w+))")
_TIMES = {"modifiedTime", "createdTime", "viewedByMeTime"}
_TEXTS = {"name", "mimeType"}
_LISTS = {"parents", "owners", "writers", "readers"}


def matches(query: str, item: dict[str, Any]) -> bool:
    """Whether the file fits; a query that Drive does not know is refused as Drive does."""
    if not query:
        return True
    reader = _Reader(query)
    found = reader.any_of(item)
    if reader.rest:
        raise invalid()
    return found


def invalid() -> Fault:
    """What Drive says of such a query."""
    return Fault(400, "invalid", "Invalid Value", location="q")


class _Reader:
    def __init__(self, query: str) -> None:
        self.rest: list[tuple[str, str]] = []
        at = 0
        while at < len(query.rstrip()):
            token = _TOKEN.match(query, at)
            if token is None:
                raise invalid()
            mark, text, operator, word = token.groups()
            kind = "mark" if mark else "operator" if operator else "word" if word else "text"
            value = re.sub(r"\\(.)", r"\1", text) if text is not None else mark or operator or word
            self.rest.append((kind, value))
            at = token.end()

    def any_of(self, item: dict[str, Any]) -> bool:
        found = self.all_of(item)
        while self._next("or"):
            found = self.all_of(item) or found
        return found

    def all_of(self, item: dict[str, Any]) -> bool:
        found = self.one(item)
        while self._next("and"):
            found = self.one(item) and found
        return found

    def one(self, item: dict[str, Any]) -> bool:
        if self._next("not"):
            return not self.one(item)
        if self._next("("):
            found = self.any_of(item)
            if not self._next(")"):
                raise invalid()
            return found
        return _holds(item, [self._take(), self._take(), self._take()])

    def _next(self, value: str) -> bool:
        if self.rest and self.rest[0][0] != "text" and self.rest[0][1] == value:
            del self.rest[0]
            return True
        return False

    def _take(self) -> tuple[str, str]:
        if not self.rest:
            raise invalid()
        return self.rest.pop(0)


def _holds(item: dict[str, Any], tokens: list[tuple[str, str]]) -> bool:
    match tokens:
        case [("text", value), ("word", "in"), ("word", field)] if field in _LISTS:
            held = item.get(field) or []
            return any(value == (one["emailAddress"] if isinstance(one, dict) else one) for one in held)
        case [("word", "trashed" | "sharedWithMe" as field), ("operator", "="), ("word", "true" | "false" as value)]:
            return bool(item.get(field)) is (value == "true")
        case [("word", field), ("operator", operator), ("text", value)] if field in _TIMES:
            return _compared(item.get(field, ""), operator, value)
        case [("word", field), ("operator", "=" | "!=" as operator), ("text", value)] if field in _TEXTS:
            return (item[field] == value) is (operator == "=")
        case [("word", "name"), ("word", "contains"), ("text", value)]:
            return _begins_a_word(item["name"], value)
        case [("word", "mimeType"), ("word", "contains"), ("text", value)]:
            return str(item["mimeType"]).startswith(value)
        case [("word", "fullText"), ("word", "contains"), ("text", value)]:
            return _in_text(item, value)
    raise invalid()


def _compared(held: str, operator: str, value: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?)?", value):
        raise invalid()
    held, value = held[:19], value[:19]
    return {"<": held < value, "<=": held <= value, ">": held > value, ">=": held >= value, "=": held == value}[
        operator
    ]


def _begins_a_word(name: str, value: str) -> bool:
    return re.search(rf"(?:^|\W){re.escape(value)}", name, re.IGNORECASE) is not None


def _in_text(item: dict[str, Any], value: str) -> bool:
    text = f"{item['name']} {(item.get('content') or b'').decode('utf-8', 'replace')}".lower()
    if value.startswith('"') and value.endswith('"'):
        return value.strip('"').lower() in text
    return all(word in text for word in value.lower().split())
