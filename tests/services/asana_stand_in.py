"""Asana's API as far as our tools ask for it, with what Prism lacks: stored data, people apart, scopes, pages.

As Asana, it answers with the fields that were asked for by name and no other.
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
BASE = "/api/1.0"


@dataclass
class Member:
    """Whose token it is, what it may do, whether they pay, and what they see, by gid."""

    gid: str
    scopes: set[str]
    records: dict[str, dict[str, Record]]
    pays: bool = True


@dataclass
class Sent:
    """A request that came."""

    method: str
    path: str
    query: dict[str, str]
    body: Record


@dataclass
class AsanaStandIn:
    """By token, who is there; `sent` is what came."""

    members: dict[str, Member]
    url: str = ""
    sent: list[Sent] = field(default_factory=list)
    _planned: dict[tuple[str, str], Response] = field(default_factory=dict)

    def plans(self, method: str, path: str, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
        """Requests with this method and path get this answer."""
        content = json.dumps(body).encode()
        answer = Response(content, status, {"content-type": "application/json", **(headers or {})})
        self._planned[method, path] = answer

    @property
    def changes(self) -> list[Sent]:
        """The requests that would change something."""
        return [each for each in self.sent if each.method != "GET"]

    def last(self, path: str) -> Sent:
        """The last request to this path."""
        return next(each for each in reversed(self.sent) if each.path == path)

    def app(self) -> Starlette:
        """The routes of Asana that the tools use, with the scope that each needs."""
        routes: list[tuple[str, str, str, Callable[[Member, Request, Record], Any]]] = [
            ("GET", "/users/me", "users:read", lambda me, *_: me.records["users"][me.gid]),
            ("GET", "/workspaces", "workspaces:read", lambda me, *_: list(me.records["workspaces"].values())),
            ("GET", "/users", "users:read", lambda me, *_: list(me.records["users"].values())),
            ("GET", "/users/{gid}", "users:read", lambda me, asked, _: me.records["users"].get(gid_of(asked))),
            ("GET", "/workspaces/{within}/users/{gid}", "users:read", _person),
            ("GET", "/workspaces/{within}/typeahead", "workspaces.typeahead:read", _typeahead),
            ("GET", "/workspaces/{within}/tasks/search", "tasks:read", _search),
            ("GET", "/projects", "projects:read", _projects),
            ("GET", "/projects/{gid}", "projects:read", _one("projects")),
            ("GET", "/projects/{gid}/task_counts", "projects:read", _counts),
            ("GET", "/tasks", "tasks:read", _tasks),
            ("GET", "/tasks/{gid}", "tasks:read", _one("tasks")),
            ("GET", "/tasks/{gid}/stories", "stories:read", lambda me, asked, _: me.records["stories"][gid_of(asked)]),
            ("POST", "/tasks", "tasks:write", _create),
            ("PUT", "/tasks/{gid}", "tasks:write", _update),
            ("POST", "/tasks/{gid}/stories", "stories:write", _comment),
        ]
        return Starlette(
            routes=[
                Route(f"{BASE}{path}", self._answering(method, scope, give), methods=[method])
                for method, path, scope, give in routes
            ]
        )

    def _answering(self, method: str, scope: str, give: Callable[[Member, Request, Record], Any]) -> Any:
        async def answer(request: Request) -> Response:
            raw = await request.body()
            body = json.loads(raw)["data"] if raw else {}
            path = request.url.path.removeprefix(BASE)
            self.sent.append(Sent(method, path, dict(request.query_params), body))
            if planned := self._planned.get((method, path)):
                return planned
            member = self.members.get(request.headers.get("authorization", "").removeprefix("Bearer "))
            if member is None:
                return _refused(401, "Not Authorized")
            if scope not in member.scopes:
                return _refused(403, f"This token is missing a required scope: {scope}")
            given = give(member, request, body)
            return _answer(given, request) if not isinstance(given, Response) else given

        return answer


def gid_of(request: Request) -> str:
    """The id in the path."""
    return str(request.path_params["gid"])


def only(record: Record, names: list[str]) -> Record:
    """The record with its id and the fields asked for; `a.b` is the field b of the record a."""
    kept: Record = {"gid": record["gid"], "resource_type": "thing"} if "gid" in record else {}
    for name in names:
        first, _, rest = name.partition(".")
        if first not in record:
            continue
        value = record[first]
        if isinstance(value, dict):
            kept[first] = {**kept.get(first, {}), **only(value, [rest or "name"])}
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            kept[first] = [
                {**before, **only(each, [rest or "name"])}
                for each, before in zip(value, kept.get(first) or [{}] * len(value), strict=True)
            ]
        else:
            kept[first] = value
    return kept


def _answer(given: Any, request: Request) -> Response:
    query = request.query_params
    names = [name for name in query.get("opt_fields", "").split(",") if name]
    if given is None:
        return _refused(404, "Not a recognized ID: 77")
    if not isinstance(given, list):
        return JSONResponse({"data": only(given, names)})
    limit, start = int(query.get("limit") or 20), int((query.get("offset") or "at-0").removeprefix("at-"))
    if not 1 <= limit <= 100:
        return _refused(400, "limit: Must be between 1 and 100")
    rows = [only(each, names) for each in given[start : start + limit]]
    more = start + limit < len(given)
    return JSONResponse({"data": rows, "next_page": {"offset": f"at-{start + limit}"} if more else None})


def _refused(status: int, message: str) -> Response:
    return JSONResponse({"errors": [{"message": message, "help": "For more information on API status codes…"}]}, status)


def _one(kind: str) -> Callable[[Member, Request, Record], Any]:
    return lambda me, asked, _: me.records[kind].get(gid_of(asked))


def _person(me: Member, asked: Request, _: Record) -> Any:
    wanted, people = gid_of(asked), me.records["users"].values()
    if asked.path_params["within"] not in me.records["workspaces"]:
        return None
    if wanted == "me":
        return me.records["users"][me.gid]
    return next((each for each in people if wanted in (each["gid"], each["email"])), None)


def _typeahead(me: Member, asked: Request, _: Record) -> Any:
    query = asked.query_params
    words = query["query"].casefold()
    kind = {"user": "users", "project": "projects"}[query["resource_type"]]
    found = [each for each in me.records[kind].values() if words in each["name"].casefold()]
    return found[: int(query["count"])]


def _search(me: Member, asked: Request, _: Record) -> Any:
    if not me.pays:
        return _refused(402, "Payment Required")
    query = asked.query_params
    found = sorted(me.records["tasks"].values(), key=lambda task: str(task["created_at"]), reverse=True)
    fits = [
        each
        for each in found
        if query.get("text", "").casefold() in each["name"].casefold()
        and query.get("completed", str(each["completed"]).lower()) == str(each["completed"]).lower()
        and each["created_at"] < query.get("created_at.before", "9")
        and ("due_on.before" not in query or (each["due_on"] or "9") < query["due_on.before"])
        and query.get("assignee.any", _id(each["assignee"])) == _id(each["assignee"])
        and query.get("projects.any", each["projects"][0]["gid"]) == each["projects"][0]["gid"]
    ]
    return fits[: int(query["limit"])]


def _projects(me: Member, asked: Request, _: Record) -> Any:
    archived = asked.query_params["archived"] == "true"
    return [each for each in me.records["projects"].values() if each["archived"] == archived]


def _counts(me: Member, asked: Request, _: Record) -> Any:
    if gid_of(asked) not in me.records["projects"]:
        return None
    tasks = me.records["tasks"].values()
    return {"num_tasks": len(tasks), "num_completed_tasks": sum(each["completed"] for each in tasks)}


def _tasks(me: Member, asked: Request, _: Record) -> Any:
    query = asked.query_params
    if ("project" in query) == ("assignee" in query):
        return _refused(400, "You should specify one of workspace, project, section or tag")
    found = list(me.records["tasks"].values())
    if query.get("completed_since", "") > "2027":
        found = [each for each in found if not each["completed"]]
    return [each for each in found if query.get("assignee", _id(each["assignee"])) == _id(each["assignee"])]


def _create(me: Member, _: Request, data: Record) -> Any:
    return _stored(me, {**next(iter(me.records["tasks"].values())), "gid": "999", "assignee": None}, data)


def _update(me: Member, asked: Request, data: Record) -> Any:
    found = me.records["tasks"].get(gid_of(asked))
    return found and _stored(me, found, data)


def _stored(me: Member, record: Record, data: Record) -> Record:
    stored = {**record, **data}
    if isinstance(stored["assignee"], str):
        stored["assignee"] = me.records["users"][stored["assignee"]]
    if "projects" in data:
        stored["projects"] = [me.records["projects"][gid] for gid in data["projects"]]
    if "parent" in data:
        stored["parent"] = me.records["tasks"][data["parent"]]
    if "workspace" in data:
        stored["workspace"] = me.records["workspaces"][data["workspace"]]
    return stored


def _comment(me: Member, asked: Request, data: Record) -> Any:
    assert gid_of(asked) in me.records["tasks"]
    return {"gid": "998", "text": data["text"], "created_at": "2026-11-22T10:00:00.000Z"}


def _id(person: Record | None) -> str:
    return person["gid"] if person else ""


@contextmanager
def asana_stand_in(members: dict[str, Member]) -> Iterator[AsanaStandIn]:
    """Serve it until the block ends."""
    state = AsanaStandIn(members)
    with served(state.app()) as origin:
        state.url = origin + BASE
        yield state
