"""A strict stand-in of Figma's REST API: 403 for unknown tokens and missing scopes in Figma's words, per-user files.

Figma's official description enforces neither (Prism), and its trimmed copy has no file and node endpoints.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.serving import served
from tests.fakes.tool_server import PIXEL
from tests.services.stand_in import ADA, MIA, Desk, Handler, token_of

SCOPES = {
    "current_user:read",
    "file_content:read",
    "file_metadata:read",
    "file_versions:read",
    "file_comments:read",
    "file_comments:write",
    "file_dev_resources:read",
    "file_dev_resources:write",
}
MIAS_FILE, ADAS_FILE = "MiasCheckout22", "AdasLogo7"
BUTTON = {
    "id": "1:3",
    "name": "Pay button",
    "type": "FRAME",
    "layoutMode": "HORIZONTAL",
    "itemSpacing": 8,
    "absoluteBoundingBox": {"x": 0, "y": 0, "width": 120, "height": 40.5},
    "fills": [{"type": "SOLID", "color": {"r": 0.2, "g": 0.4, "b": 1, "a": 1}, "opacity": 0.5}],
    "children": [
        {
            "id": "1:4",
            "name": "Label",
            "type": "TEXT",
            "characters": "Pay now\nor later",
            "style": {"fontFamily": "Inter", "fontWeight": 600, "fontSize": 16},
            "visible": False,
        }
    ],
}
CHECKOUT = {"id": "1:2", "name": "Checkout", "type": "FRAME", "children": [BUTTON]}
PAGE = {"id": "0:1", "name": "Page 1", "type": "CANVAS", "children": [CHECKOUT]}
USERS = {
    MIA: {"id": "1", "handle": "Mia Kim", "img_url": "", "email": "mia@acme.example"},
    ADA: {"id": "2", "handle": "Ada Park", "img_url": "", "email": "ada@acme.example"},
}


class Figma(Desk):
    """Two people, a file each; comments, versions and dev resources of Mia's."""

    def __init__(self) -> None:
        super().__init__({MIA: set(SCOPES), ADA: set(SCOPES)})
        self.files = {MIA: MIAS_FILE, ADA: ADAS_FILE}
        self.comments: list[dict[str, Any]] = []
        self.versions = [
            {"id": str(900 - n), "created_at": f"2026-11-{28 - n:02}T09:00:00Z", "label": f"v{n}", "user": USERS[MIA]}
            for n in range(5)
        ]
        self.resources: list[dict[str, Any]] = []
        self.picture: bytes = PIXEL

    def say(self, number: int, message: str, **more: Any) -> None:
        """A comment by Ada."""
        said = {"id": str(number), "message": message, "user": USERS[ADA], "client_meta": None, "resolved_at": None}
        self.comments.append({**said, "created_at": f"2026-11-28T09:{number % 60:02}:00Z", **more})


@contextmanager
def figma_stand_in() -> Iterator[Figma]:
    """Serve it until the block ends."""
    desk = Figma()
    with served(Starlette(routes=_routes(desk))) as origin:
        desk.origin = origin
        yield desk


def _routes(desk: Figma) -> list[Route]:
    file = "/v1/files/{key}"
    return [
        Route("/v1/me", _guarded(desk, "current_user:read", _me)),
        Route(f"{file}/meta", _guarded(desk, "file_metadata:read", _meta)),
        Route(f"{file}/nodes", _guarded(desk, "file_content:read", _nodes)),
        Route(f"{file}/versions", _guarded(desk, "file_versions:read", _versions(desk))),
        Route(f"{file}/comments", _guarded(desk, "file_comments:read", _comments(desk)), methods=["GET"]),
        Route(f"{file}/comments", _guarded(desk, "file_comments:write", _comment(desk)), methods=["POST"]),
        Route(f"{file}/dev_resources", _guarded(desk, "file_dev_resources:read", _resources(desk))),
        Route("/v1/dev_resources", _guarded(desk, "file_dev_resources:write", _attach(desk)), methods=["POST"]),
        Route("/v1/images/{key}", _guarded(desk, "file_content:read", _images(desk))),
        Route("/storage/{name}", _storage(desk)),
        Route(file, _guarded(desk, "file_content:read", _file)),
    ]


def _guarded(desk: Figma, scope: str, handler: Handler) -> Any:
    async def handle(request: Request) -> Response:
        if planned := await desk.note(request):
            return planned
        token = token_of(request)
        if token not in desk.scopes:
            return _refused(403, "Invalid token")
        if scope not in desk.scopes[token]:
            held = ", ".join(sorted(desk.scopes[token]))
            return _refused(403, f"Invalid scope(s): {held}. This endpoint requires the {scope} or files:read scope")
        if request.path_params.get("key", desk.files[token]) != desk.files[token]:
            return _refused(404, "Not found")
        return await handler(request, token)

    return handle


def _refused(status: int, why: str) -> Response:
    return JSONResponse({"status": status, "err": why}, status)


async def _me(_: Request, token: str) -> Response:
    return JSONResponse(USERS[token])


async def _meta(_: Request, token: str) -> Response:
    file = {
        "name": "Checkout",
        "folder_name": "Shop",
        "last_touched_at": "2026-11-28T08:00:00Z",
        "creator": USERS[token],
        "editorType": "figma",
        "role": "owner",
    }
    return JSONResponse({"file": file})


def _cut(node: dict[str, Any], depth: int) -> dict[str, Any]:
    children = [_cut(child, depth - 1) for child in node.get("children", [])] if depth > 0 else []
    return {**{name: value for name, value in node.items() if name != "children"}, "children": children}


async def _file(request: Request, _: str) -> Response:
    document = {"id": "0:0", "name": "Document", "type": "DOCUMENT", "children": [PAGE]}
    depth = int(request.query_params.get("depth", "99"))
    return JSONResponse(
        {"name": "Checkout", "lastModified": "2026-11-28T08:00:00Z", "version": "7", "document": _cut(document, depth)}
    )


async def _nodes(request: Request, _: str) -> Response:
    known = {node["id"]: node for node in (PAGE, CHECKOUT, BUTTON)}
    depth = int(request.query_params.get("depth", "99"))
    asked = request.query_params["ids"].split(",")
    nodes = {name: {"document": _cut(known[name], depth)} if name in known else None for name in asked}
    return JSONResponse({"name": "Checkout", "nodes": nodes})


def _versions(desk: Figma) -> Handler:
    async def versions(request: Request, _: str) -> Response:
        size, before = int(request.query_params.get("page_size", "30")), request.query_params.get("before")
        older = [each for each in desk.versions if before is None or int(str(each["id"])) < int(before)]
        page, rest = older[:size], older[size:]
        address = f"https://api.figma.com{request.url.path}?page_size={size}&before={page[-1]['id']}" if rest else None
        return JSONResponse({"versions": page, "pagination": {"next_page": address} if address else {}})

    return versions


def _comments(desk: Figma) -> Handler:
    async def comments(_: Request, __: str) -> Response:
        return JSONResponse({"comments": desk.comments})

    return comments


def _comment(desk: Figma) -> Handler:
    async def comment(request: Request, token: str) -> Response:
        wanted = await request.json()
        made = {
            "id": str(5000 + len(desk.comments)),
            "message": wanted["message"],
            "client_meta": wanted.get("client_meta"),
            "parent_id": wanted.get("comment_id", ""),
            "user": USERS[token],
            "created_at": "2026-11-28T10:00:00Z",
            "resolved_at": None,
        }
        desk.comments.append(made)
        return JSONResponse(made)

    return comment


def _resources(desk: Figma) -> Handler:
    async def resources(request: Request, _: str) -> Response:
        node = request.query_params.get("node_ids")
        return JSONResponse({"dev_resources": [each for each in desk.resources if node in (None, each["node_id"])]})

    return resources


def _attach(desk: Figma) -> Handler:
    async def attach(request: Request, _: str) -> Response:
        (wanted,) = (await request.json())["dev_resources"]
        if wanted["node_id"] not in ("0:1", "1:2", "1:3"):
            return JSONResponse({"links_created": [], "errors": [{"error": "Node not found", "node_id": "9:9"}]})
        made = {"id": f"r{len(desk.resources)}", **wanted}
        desk.resources.append(made)
        return JSONResponse({"links_created": [made], "errors": []})

    return attach


def _images(desk: Figma) -> Handler:
    async def images(request: Request, _: str) -> Response:
        asked = request.query_params["ids"].split(",")
        # Another name of this machine stands for the storage's host.
        storage = desk.origin.replace("127.0.0.1", "localhost")
        urls = {node: f"{storage}/storage/{node}.png" if node in ("1:2", "1:3") else None for node in asked}
        return JSONResponse({"err": None, "images": urls})

    return images


def _storage(desk: Figma) -> Any:
    async def storage(request: Request) -> Response:
        return await desk.note(request) or Response(desk.picture, media_type="image/png")

    return storage
