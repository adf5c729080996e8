"""Notion's API as far as our tools ask for it, with what Prism lacks: stored pages, people apart, limits, answers.

As Notion, it knows what was shared with a connection and nothing else, and counts text as JavaScript does.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.serving import served

Record = dict[str, Any]


@dataclass
class Connection:
    """Whose token it is, what it may do, and what was shared with it, by id."""

    me: Record
    records: dict[str, dict[str, Record]]
    capabilities: set[str] = field(default_factory=lambda: {"read", "update", "insert", "comment"})


@dataclass
class Sent:
    """A request that came."""

    method: str
    path: str
    query: dict[str, str]
    body: Record


@dataclass
class NotionStandIn:
    """By token, which connection; `sent` is what came."""

    connections: dict[str, Connection]
    url: str = ""
    sent: list[Sent] = field(default_factory=list)
    _planned: dict[tuple[str, str], Response] = field(default_factory=dict)

    def plans(self, method: str, path: str, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
        """Requests with this method and path get this answer."""
        self._planned[method, path] = Response(
            json.dumps(body).encode(), status, {"content-type": "application/json", **(headers or {})}
        )

    @property
    def changes(self) -> list[Sent]:
        """The requests that would change something."""
        asking = ("/search", "/query")
        return [each for each in self.sent if each.method != "GET" and not each.path.endswith(asking)]

    def app(self) -> Starlette:
        """The routes of Notion that the tools use, with the capability that each needs."""
        routes: list[tuple[str, str, str, Callable[[Connection, Request, Record], Any]]] = [
            ("GET", "/users/me", "", lambda it, *_: it.me),
            ("GET", "/users", "read", lambda it, *_: list(it.records["users"].values())),
            ("POST", "/search", "read", _search),
            ("GET", "/pages/{id}", "read", _one("pages")),
            ("GET", "/pages/{id}/markdown", "read", _one("markdown")),
            (
                "GET",
                "/comments",
                "comment",
                lambda it, asked, _: it.records["comments"][asked.query_params["block_id"]],
            ),
            ("GET", "/data_sources/{id}", "read", _one("data_sources")),
            ("GET", "/databases/{id}", "read", _one("databases")),
            ("POST", "/data_sources/{id}/query", "read", lambda it, *_: list(it.records["pages"].values())),
            ("POST", "/pages", "insert", _create),
            ("PATCH", "/pages/{id}", "update", _update),
            ("PATCH", "/pages/{id}/markdown", "update", _edit),
            ("PATCH", "/blocks/{id}/children", "insert", lambda it, asked, body: body["children"]),
            ("POST", "/comments", "comment", lambda it, asked, body: {"id": "c9", "rich_text": body["rich_text"]}),
        ]
        return Starlette(
            routes=[
                Route(f"/v1{path}", self._answering(method, capability, give), methods=[method])
                for method, path, capability, give in routes
            ]
        )

    def _answering(self, method: str, capability: str, give: Callable[[Connection, Request, Record], Any]) -> Any:
        async def answer(request: Request) -> Response:
            raw = await request.body()
            body = json.loads(raw) if raw else {}
            path = request.url.path.removeprefix("/v1")
            self.sent.append(Sent(method, path, dict(request.query_params), body))
            if planned := self._planned.get((method, path)):
                return planned
            if "notion-version" not in request.headers:
                return _refused(400, "missing_version", "Notion-Version header should be defined")
            connection = self.connections.get(request.headers.get("authorization", "").removeprefix("Bearer "))
            if connection is None:
                return _refused(401, "unauthorized", "API token is invalid.")
            if capability and capability not in connection.capabilities:
                return _refused(403, "restricted_resource", "Insufficient permissions for this endpoint.")
            if too_long := list(_too_long(body)):
                return _refused(400, "validation_error", f"content.length should be ≤ `2000`, was `{too_long[0]}`")
            given = give(connection, request, body)
            return given if isinstance(given, Response) else _answer(given, request, body)

        return answer


def _answer(given: Any, request: Request, body: Record) -> Response:
    if given is None:
        missing = f"Could not find {request.path_params.get('id')}. Make sure it is shared with your connection."
        return _refused(404, "object_not_found", missing)
    if not isinstance(given, list):
        return JSONResponse(given)
    asked = {**request.query_params, **body}
    start, size = int(asked.get("start_cursor") or 0), int(asked.get("page_size") or 100)
    if not 1 <= size <= 100:
        return _refused(400, "validation_error", "page_size should be ≤ 100")
    end = start + size
    more = end < len(given)
    return JSONResponse({"results": given[start:end], "has_more": more, "next_cursor": str(end) if more else None})


def _refused(status: int, code: str, message: str) -> Response:
    return JSONResponse({"object": "error", "status": status, "code": code, "message": message}, status)


def _too_long(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        if isinstance(text := value.get("content"), str) and (length := len(text.encode("utf-16-le")) // 2) > 2000:
            yield length
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _too_long(each)


def _one(kind: str) -> Callable[[Connection, Request, Record], Any]:
    return lambda it, asked, _: it.records[kind].get(asked.path_params["id"])


def _search(it: Connection, _: Request, body: Record) -> Any:
    both = [*it.records["pages"].values(), *it.records["data_sources"].values()]
    kind = (body.get("filter") or {}).get("value")
    words = body.get("query", "").casefold()
    return [each for each in both if kind in (None, each["object"]) and words in json.dumps(each).casefold()]


def _create(it: Connection, _: Request, body: Record) -> Any:
    above = body["parent"][body["parent"]["type"]]
    if above not in it.records["pages"] and above not in it.records["data_sources"]:
        return None
    return {
        "object": "page",
        "id": "new",
        "url": "https://www.notion.so/new",
        "properties": _stored(body["properties"]),
    }


def _update(it: Connection, asked: Request, body: Record) -> Any:
    found = it.records["pages"].get(asked.path_params["id"])
    return found and {**found, "properties": {**found["properties"], **_stored(body["properties"])}}


def _edit(it: Connection, asked: Request, body: Record) -> Any:
    (update,) = body["update_content"]["content_updates"]
    before = it.records["markdown"][asked.path_params["id"]]["markdown"]
    assert before.count(update["old_str"]) == 1
    return {"object": "page_markdown", "markdown": before.replace(update["old_str"], update["new_str"])}


def _stored(properties: Record) -> Record:
    """With its kind, as Notion gives it back."""
    return {
        ("Name" if key == "title" else key): {"type": next(iter(value)), **value} for key, value in properties.items()
    }


@contextmanager
def notion_stand_in(connections: dict[str, Connection]) -> Iterator[NotionStandIn]:
    """Serve it until the block ends."""
    state = NotionStandIn(connections)
    with served(state.app()) as origin:
        state.url = f"{origin}/v1"
        yield state
