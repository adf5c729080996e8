"""Drive v3 in memory: who may see what, its query language, `fields`, exports, uploads, shared drives."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tests.services.drive_queries import matches
from tests.services.google_stand_in import ADA, MIA, Fault, GoogleStandIn, page, served_google, whole

READ = ("drive", "drive.readonly", "drive.file")
WRITE = ("drive", "drive.file")
GOOGLE = "application/vnd.google-apps."
FOLDER = f"{GOOGLE}folder"
LIST_DEFAULT = "nextPageToken,incompleteSearch,files(kind,id,name,mimeType)"
EXPORTS = {
    f"{GOOGLE}document": ("text/markdown", "text/plain"),
    f"{GOOGLE}spreadsheet": ("text/csv",),
    f"{GOOGLE}presentation": ("text/plain",),
}
PEOPLE = {MIA: "Mia Kern", ADA: "Ada Byron"}


@dataclass
class DriveStandIn(GoogleStandIn):
    """`items` by id: API fields, and `content` (bytes), `content_type`, `access` (permissions), `seen_by`."""

    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    incomplete: bool = False

    def add(self, file_id: str, name: str, kind: str, owner: str = MIA, **more: Any) -> dict[str, Any]:
        """A file of this person; `content` is its bytes or, of Google's own documents, its export."""
        access = [{"type": "user", "role": "owner", "emailAddress": owner, "displayName": PEOPLE[owner]}]
        item = {
            "kind": "drive#file",
            "id": file_id,
            "name": name,
            "mimeType": kind,
            "webViewLink": f"https://drive.google.com/file/d/{file_id}/view",
            "modifiedTime": "2026-11-20T09:30:00.000Z",
            "createdTime": "2026-11-01T08:00:00.000Z",
            "viewedByMeTime": "2026-11-21T08:00:00.000Z",
            "owners": [{"displayName": PEOPLE[owner], "emailAddress": owner, "kind": "drive#user"}],
            "lastModifyingUser": {"displayName": PEOPLE[owner], "emailAddress": owner},
            "parents": ["root-of-" + owner],
            "trashed": False,
            "capabilities": {"canCopy": True, "canAddChildren": True, "canDownload": True},
            "access": access,
            **more,
        }
        content = item.get("content")
        if content is not None and not kind.startswith(GOOGLE):
            item.setdefault("size", str(len(content)))
        self.items[file_id] = item
        return item

    def share(self, file_id: str, **permission: str) -> None:
        """Give somebody else access."""
        self.items[file_id]["access"].append(permission)

    def _visible(self, person: str, item: dict[str, Any], request: Request) -> bool:
        if item.get("driveId") and request.query_params.get("supportsAllDrives") != "true":
            return False
        return any(each.get("emailAddress") == person or each["type"] == "anyone" for each in item["access"])

    def _item(self, request: Request, person: str) -> dict[str, Any]:
        file_id = request.path_params["id"]
        item = self.items.get(file_id)
        if item is None or not self._visible(person, item, request):
            raise Fault(404, "notFound", f"File not found: {file_id}.", location="fileId")
        return item

    async def about(self, request: Request, person: str) -> Any:
        if not request.query_params.get("fields"):
            raise Fault(400, "required", "The 'fields' parameter is required for this method.", location="fields")
        return {"user": {"emailAddress": person, "displayName": PEOPLE[person]}}

    async def list(self, request: Request, person: str) -> Any:
        asked = request.query_params
        size = whole(asked.get("pageSize"), 100, 1, 1000, "pageSize")
        query, order = asked.get("q", ""), asked.get("orderBy", "")
        if "fullText" in query and order:
            words = "Sorting is not supported for queries with fullText terms. Results are always in descending"
            raise Fault(403, "forbidden", f"{words} relevance order.", location="orderBy")
        if asked.get("corpora") == "allDrives" and asked.get("includeItemsFromAllDrives") != "true":
            raise Fault(403, "invalidParameter", "includeItemsFromAllDrives is required", location="corpora")
        seen = [item for item in self.items.values() if self._visible(person, item, request)]
        if asked.get("includeItemsFromAllDrives") != "true":
            seen = [item for item in seen if not item.get("driveId")]
        found = [item for item in seen if matches(query, item)]
        if order:
            name, _, direction = order.partition(" ")
            found.sort(key=lambda item: item.get(name, ""), reverse=direction == "desc")
        shown, more = page(found, asked.get("pageToken", ""), size, f"{person}{query}")
        answer = {"files": shown, "incompleteSearch": self.incomplete, **({"nextPageToken": more} if more else {})}
        return only(answer, asked.get("fields", LIST_DEFAULT))

    async def get(self, request: Request, person: str) -> Any:
        item = self._item(request, person)
        if request.query_params.get("alt") != "media":
            return only(item, request.query_params.get("fields", "kind,id,name,mimeType"))
        if item["mimeType"].startswith(GOOGLE):
            words = "Only files with binary content can be downloaded. Use Export with Docs Editors files."
            raise Fault(403, "fileNotDownloadable", words, location="alt")
        if item["capabilities"]["canDownload"] is False:
            raise Fault(403, "cannotDownloadFile", "This file cannot be downloaded by the user.")
        content, status = item["content"], 200
        if wanted := re.fullmatch(r"bytes=(\d+)-(\d+)", request.headers.get("range", "")):
            content, status = content[int(wanted[1]) : int(wanted[2]) + 1], 206
        return Response(content, status, {"content-type": item.get("content_type", item["mimeType"])})

    async def export(self, request: Request, person: str) -> Any:
        item, kind = self._item(request, person), request.query_params.get("mimeType", "")
        if kind not in EXPORTS.get(item["mimeType"], ()):
            raise Fault(400, "badRequest", "The requested conversion is not supported.", location="convertTo")
        content = item.get("exports", {}).get(kind, item["content"])
        if len(content) > 10 * 1024 * 1024:
            raise Fault(403, "exportSizeLimitExceeded", "This file is too large to be exported.")
        return Response(content, 200, {"content-type": kind})

    async def permissions(self, request: Request, person: str) -> Any:
        item = self._item(request, person)
        if item["capabilities"].get("canShare") is False:
            words = "The user does not have sufficient permissions for this file."
            raise Fault(403, "insufficientFilePermissions", words)
        asked = request.query_params
        size = whole(asked.get("pageSize"), 100, 1, 100, "pageSize")
        shown, more = page(item["access"], asked.get("pageToken", ""), size, item["id"])
        answer = {"permissions": shown, **({"nextPageToken": more} if more else {})}
        return only(answer, asked.get("fields", "permissions(id,type,kind,role)"))

    async def upload(self, request: Request, person: str) -> Any:
        about, kind, content = related(request.headers["content-type"], await request.body())
        return self._store(request, person, about, content=content, content_type=kind)

    async def create(self, request: Request, person: str) -> Any:
        return self._store(request, person, json.loads(await request.body()))

    async def copy(self, request: Request, person: str) -> Any:
        item, changed = self._item(request, person), json.loads(await request.body())
        if item["capabilities"]["canCopy"] is False:
            raise Fault(403, "cannotCopyFile", "This file cannot be copied by the user.")
        about = {"name": f"Copy of {item['name']}", "mimeType": item["mimeType"], **changed}
        return self._store(request, person, about, content=item.get("content"))

    def _store(self, request: Request, person: str, about: dict[str, Any], **more: Any) -> Any:
        parents = about.get("parents") or ["root"]
        if len(parents) != 1:
            raise Fault(403, "multipleParentsNotAllowed", "A file cannot have multiple parents.")
        where = [parent for parent in parents if parent != "root"]
        if any(parent not in self.items for parent in where):
            raise Fault(404, "notFound", f"File not found: {where[0]}.", location="fileId")
        item = self.add(
            f"new-file-{len(self.items)}", about["name"], about["mimeType"], person, parents=parents, **more
        )
        inherited = [each for parent in where for each in self.items[parent]["access"]]
        item["access"] += [each for each in inherited if each not in item["access"]]
        if request.query_params.get("ignoreDefaultVisibility") != "true":
            item["access"].append({"type": "domain", "role": "reader", "domain": "acme.example"})
        return only(item, request.query_params.get("fields", "kind,id,name,mimeType"))


@contextmanager
def drive_stand_in() -> Iterator[DriveStandIn]:
    """Serve an empty Drive."""
    drive = DriveStandIn()
    files = "/drive/v3/files"
    routes = [
        drive.route("/drive/v3/about", "GET", drive.about, READ),
        drive.route(files, "GET", drive.list, READ),
        drive.route(files, "POST", drive.create, WRITE),
        drive.route("/upload/drive/v3/files", "POST", drive.upload, WRITE),
        drive.route(files + "/{id}", "GET", drive.get, READ),
        drive.route(files + "/{id}/export", "GET", drive.export, READ),
        drive.route(files + "/{id}/permissions", "GET", drive.permissions, READ),
        drive.route(files + "/{id}/copy", "POST", drive.copy, WRITE),
    ]
    with served_google(drive, routes):
        yield drive


def only(value: Any, mask: str) -> Any:
    """What a `fields` mask lets through: `a,b(c,d(e))`."""
    wanted: dict[str, str] = {}
    depth, name, inside = 0, "", ""
    for character in mask + ",":
        if depth == 0 and character == ",":
            wanted[name], name, inside = inside, "", ""
        elif (character == "(" and (depth := depth + 1) == 1) or (character == ")" and (depth := depth - 1) == 0):
            continue
        elif depth:
            inside += character
        else:
            name += character
    if isinstance(value, list):
        return [only(each, mask) for each in value]
    return {
        each: only(found, wanted[each]) if wanted[each] else found for each, found in value.items() if each in wanted
    }


def related(kind: str, body: bytes) -> tuple[dict[str, Any], str, bytes]:
    """The two parts of an upload: what the file is, its media type, its bytes."""
    found = re.fullmatch(r'multipart/related; boundary="?([^"]+)"?', kind)
    assert found, kind
    mark = b"--" + found[1].encode()
    empty, about, media, end = body.split(mark)
    assert empty == b"" and end == b"--\r\n", (empty, end)
    about_head, _, about_body = about.partition(b"\r\n\r\n")
    media_head, _, content = media.partition(b"\r\n\r\n")
    assert b"application/json" in about_head
    return json.loads(about_body), media_head.decode().partition(": ")[2], content.removesuffix(b"\r\n")
