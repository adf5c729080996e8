"""A strict stand-in of Canva's Connect API: per-user designs, scopes, jobs that take several looks.

Prism with the official description accepts any title and header, keeps nothing, and gives each job one state.
"""

import base64
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.serving import served
from tests.services.canva_sign_in import CanvaSignIn
from tests.services.stand_in import ADA, MIA, Desk, Handler, token_of

SCOPES = {
    "design:meta:read",
    "design:content:read",
    "design:content:write",
    "folder:read",
    "comment:read",
    "comment:write",
    "profile:read",
}
USERS = {MIA: ("auMiaKim2026", "Mia Kim"), ADA: ("auAdaPark2026", "Ada Park")}
ID = re.compile(r"[a-zA-Z0-9_-]{1,50}")
# The codes and words of the official description's examples.
NOT_FOUND = {"code": "design_not_found", "message": "Design not found"}


@dataclass
class Job:
    """What a job is about, and how many looks it still takes."""

    looks: int
    ends: dict[str, Any]


class Canva(Desk):
    """Two people's designs; `looks` is how often a new job says that it is at work."""

    sign_in: CanvaSignIn

    def __init__(self) -> None:
        super().__init__({MIA: set(SCOPES), ADA: set(SCOPES)})
        self.designs = {MIA: [design(n, f"Spring {n}") for n in range(5)], ADA: [design(50, "Ada's")]}
        self.looks = 2
        # None: the jobs succeed.
        self.fails: dict[str, str] | None = None
        self.jobs: dict[str, Job] = {}
        self.files: list[tuple[dict[str, Any], bytes]] = []

    def start(self, ends: dict[str, Any]) -> dict[str, Any]:
        """A job's first answer."""
        name = f"job-{len(self.jobs)}"
        if self.fails:
            ends = {"status": "failed", "error": self.fails}
        self.jobs[name] = Job(self.looks, {"id": name, **ends})
        return self.look(name)

    def look(self, name: str) -> dict[str, Any]:
        """What the job says when asked once more."""
        job = self.jobs[name]
        job.looks -= 1
        return {"job": {"id": name, "status": "in_progress"} if job.looks >= 0 else job.ends}


def design(number: int, title: str, **more: Any) -> dict[str, Any]:
    """A design as Canva describes it."""
    address = f"https://www.canva.com/api/design/token{number}"
    return {
        "id": f"DAF{number}",
        "title": title,
        "owner": {"user_id": "u", "team_id": "t"},
        "urls": {"edit_url": f"{address}/edit", "view_url": f"{address}/view"},
        "created_at": 1377396000,
        "updated_at": 1692928800,
        "page_count": 2,
        "design_types": ["presentation"],
        **more,
    }


@contextmanager
def canva_stand_in(callbacks: Sequence[str] = ()) -> Iterator[Canva]:
    """Serve it until the block ends; its API is at `origin` + /rest. People may sign in who go back to `callbacks`."""
    desk = Canva()
    desk.sign_in = CanvaSignIn(list(callbacks), desk.scopes)
    with served(Starlette(routes=[*_routes(desk), *desk.sign_in.routes()])) as origin:
        desk.origin = origin
        yield desk


def _routes(desk: Canva) -> list[Route]:
    def route(path: str, scope: str, handler: Handler, method: str = "GET") -> Route:
        return Route(f"/rest/v1{path}", _guarded(desk, scope, handler), methods=[method])

    one = "/designs/{design}"
    return [
        route("/users/me", "", _me),
        route("/users/me/profile", "profile:read", _profile),
        route("/designs", "design:meta:read", _search(desk)),
        route("/designs", "design:content:write", _create(desk), "POST"),
        route(one, "design:meta:read", _one(desk)),
        route(f"{one}/pages", "design:content:read", _pages),
        route(f"{one}/export-formats", "design:content:read", _formats),
        route(f"{one}/comments", "comment:write", _thread, "POST"),
        route(f"{one}/comments/{{thread}}", "comment:read", _get_thread),
        route(f"{one}/comments/{{thread}}/replies", "comment:read", _replies),
        route(f"{one}/comments/{{thread}}/replies", "comment:write", _reply, "POST"),
        route("/folders/{folder}/items", "folder:read", _items),
        route("/exports", "design:content:read", _export(desk), "POST"),
        route("/exports/{job}", "design:content:read", _look(desk)),
        route("/imports", "design:content:write", _import(desk), "POST"),
        route("/imports/{job}", "design:content:write", _look(desk)),
    ]


def _guarded(desk: Canva, scope: str, handler: Handler) -> Any:
    async def handle(request: Request) -> Response:
        if planned := await desk.note(request):
            return planned
        token = token_of(request)
        if token not in desk.scopes:
            return _refused(401, "invalid_access_token", "Access token is invalid")
        if scope and scope not in desk.scopes[token]:
            return _refused(403, "missing_scope", f"Missing scopes: [{scope}]")
        if not all(ID.fullmatch(str(value)) for value in request.path_params.values()):
            return _refused(400, "bad_request_params", "Invalid id")
        named = request.path_params.get("design")
        if named and all(each["id"] != named for each in desk.designs[token]):
            return JSONResponse(NOT_FOUND, 404)
        return await handler(request, token)

    return handle


def _refused(status: int, code: str, message: str) -> Response:
    return JSONResponse({"code": code, "message": message}, status)


async def _me(_: Request, token: str) -> Response:
    return JSONResponse({"team_user": {"user_id": USERS[token][0], "team_id": "t"}})


async def _profile(_: Request, token: str) -> Response:
    return JSONResponse({"profile": {"display_name": USERS[token][1]}})


def _search(desk: Canva) -> Handler:
    async def search(request: Request, token: str) -> Response:
        query = request.query_params
        found = [each for each in desk.designs[token] if query.get("query", "").lower() in each["title"].lower()]
        first, size = int(query.get("continuation", "0")), int(query.get("limit", "25"))
        rest = {"continuation": str(first + size)} if len(found) > first + size else {}
        return JSONResponse({"items": found[first : first + size], **rest})

    return search


def _create(desk: Canva) -> Handler:
    async def create(request: Request, token: str) -> Response:
        made = design(90, (await request.json())["title"])
        desk.designs[token].append(made)
        return JSONResponse({"design": made})

    return create


def _one(desk: Canva) -> Handler:
    async def one(request: Request, token: str) -> Response:
        found = next(each for each in desk.designs[token] if each["id"] == request.path_params["design"])
        return JSONResponse({"design": found})

    return one


async def _pages(_: Request, __: str) -> Response:
    page = {"index": 1, "page_number": 1, "design_type": "presentation", "dimensions": {"width": 1920, "height": 1080}}
    return JSONResponse({"items": [page]})


async def _formats(_: Request, __: str) -> Response:
    return JSONResponse({"formats": {"pdf": {}, "pptx": {"page_numbers": [1]}}})


async def _items(_: Request, __: str) -> Response:
    times = {"created_at": 1, "updated_at": 1692928800}
    folder = {"type": "folder", "folder": {"id": "F1", "name": "Campaigns", **times}}
    image = {"type": "image", "image": {"id": "I1", "name": "Logo", "type": "image", "tags": [], **times}}
    return JSONResponse({"items": [folder, {"type": "design", "design": design(1, "Spring 1")}, image]})


def _export(desk: Canva) -> Handler:
    async def export(_: Request, __: str) -> Response:
        urls = ["https://export-download.canva.com/1?x=1"]
        return JSONResponse(desk.start({"status": "success", "urls": urls}))

    return export


def _look(desk: Canva) -> Handler:
    async def look(request: Request, _: str) -> Response:
        return JSONResponse(desk.look(request.path_params["job"]))

    return look


def _import(desk: Canva) -> Handler:
    async def take(request: Request, token: str) -> Response:
        if request.headers.get("content-type") != "application/octet-stream":
            return _refused(415, "unsupported_content_type", "Wrong content type")
        try:
            about = json.loads(request.headers["import-metadata"])
            title = base64.b64decode(about["title_base64"], validate=True).decode()
        except (KeyError, ValueError):
            return _refused(400, "invalid_header_value", "Import-Metadata is invalid")
        if not 0 < len(title) <= 50:
            return _refused(400, "invalid_field", "The title is too long")
        desk.files.append((about | {"title": title}, await request.body()))
        made = design(99, title)
        return JSONResponse(desk.start({"status": "success", "result": {"designs": [made]}}))

    return take


def _said(name: str, plaintext: str, token: str, **more: Any) -> dict[str, Any]:
    times = {"created_at": 1692928800, "updated_at": 1692928900}
    author = {"id": USERS[token][0], "display_name": USERS[token][1]}
    return {"id": name, "design_id": "DAF1", "author": author, "content": {"plaintext": plaintext}, **times, **more}


async def _thread(request: Request, token: str) -> Response:
    made = _said("T9", (await request.json())["message_plaintext"], token)
    kind = {"type": "comment", "content": made.pop("content"), "mentions": {}}
    return JSONResponse({"thread": {**made, "thread_type": kind}})


async def _get_thread(_: Request, __: str) -> Response:
    made = _said("T1", "Great work", ADA)
    made.pop("content")
    made.pop("author")
    kind = {"type": "comment", "content": {"plaintext": "Great work"}, "mentions": {}, "resolver": {"id": "u"}}
    return JSONResponse({"thread": {**made, "thread_type": kind}})


async def _replies(_: Request, token: str) -> Response:
    return JSONResponse({"items": [_said("R1", "Thanks!", token, thread_id="T1", mentions={})], "continuation": "next"})


async def _reply(request: Request, token: str) -> Response:
    words = (await request.json())["message_plaintext"]
    return JSONResponse({"reply": _said("R2", words, token, thread_id="T1", mentions={})})
