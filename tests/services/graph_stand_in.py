"""A Microsoft Graph of ours: permissions, paging, time zones, limits, and each person's own things.

It refuses what Graph refuses (sorting a search, two bodies of a reply, a taken file name), and records what was asked.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.serving import served
from tests.services.graph_tenant import ALL, CHAT, ZONES, GraphStandIn, No, mail


async def answer(graph: GraphStandIn, request: Request) -> Response:
    """One request."""
    path = str(request.scope["path"]).removeprefix("/v1.0")
    body = await request.body()
    is_json = request.headers.get("content-type", "").startswith("application/json")
    query = dict(request.query_params)
    graph.requests.append((request.method, path, query, json.loads(body) if is_json and body else body))
    graph.headers.append(dict(request.headers))
    for ending in list(graph.next_answers):
        if path.endswith(ending):
            return graph.next_answers.pop(ending)
    try:
        who, scopes = _who(graph, request)
        wanted, handle = found(request.method, path)
        if not any(scope in scopes for scope in wanted.split("|")):
            raise _without(wanted.split("|")[0], scopes)
        return handle(graph, who, path, query, graph.requests[-1][3], request.headers.get("prefer", ""))
    except No as no:
        return no.answer


def _who(graph: GraphStandIn, request: Request) -> tuple[str, list[str]]:
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    who, scopes = graph.tokens.get(token) or (graph.knows(token), ALL)
    if not who:
        raise No(401, "InvalidAuthenticationToken", "Access token is empty or has expired.")
    return who, scopes.split()


async def download(graph: GraphStandIn, request: Request) -> Response:
    """The signed address: whoever has it gets the file."""
    graph.downloaded.append(dict(request.headers))
    if request.query_params.get("sig") != "signed":
        return Response(status_code=401)
    shown, content = graph.files[request.path_params["drive"]][request.path_params["name"]]
    return Response(content, media_type=shown["file"]["mimeType"])


def _without(scope: str, scopes: list[str]) -> No:
    """Each part of Graph says it in its own way."""
    given = ", ".join(scopes)
    if scope.startswith("Chat"):
        said = f"API requires one of 'Chat.ReadBasic, {scope}, Chat.ReadWrite'. Scopes on the request '{given}'"
        return No(403, "Forbidden", f"Missing scope permissions on the request. {said}")
    if scope == "Files.Read.All":
        return No(403, "accessDenied", "Access denied")
    return No(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")


Answers = Callable[[GraphStandIn, str, str, dict[str, str], Any, str], Response]


def _page(graph: GraphStandIn, path: str, query: dict[str, str], items: list[Any]) -> Response:
    """A page, and a link to the next one that repeats the query as Graph does."""
    start, size = int(query.get("$skiptoken", 0)), int(query.get("$top", 10))
    said: dict[str, Any] = {"value": items[start : start + size]}
    if start + size < len(items):
        kept = "&".join(f"{name}={value}" for name, value in query.items() if name != "$skiptoken")
        said["@odata.nextLink"] = f"{graph.url}{path}?{kept.replace(' ', '%20')}&$skiptoken={start + size}"
    return JSONResponse(said)


def _me(graph: GraphStandIn, who: str, path: str, query: dict[str, str], body: Any, wish: str) -> Response:
    return JSONResponse({"mail": who, "userPrincipalName": f"upn-{who}"})


def _mails(graph: GraphStandIn, who: str, path: str, query: dict[str, str], body: Any, wish: str) -> Response:
    if "$search" in query and ("$orderby" in query or "$filter" in query):
        raise No(400, "SearchWithOrderBy", "The query parameter '$orderBy' is not supported when using '$search'.")
    words = query.get("$search", '""')
    if not (words.startswith('"') and words.endswith('"') and len(words) > 1):
        raise No(400, "BadRequest", "Syntax error: character ':' is not valid")
    text = words[1:-1].replace('\\"', '"').casefold()
    found = [one for one in graph.mailboxes[who] if text in json.dumps(one, ensure_ascii=False).casefold()]
    return _page(graph, path, query, found)


def _mail(graph: GraphStandIn, who: str, path: str, query: dict[str, str], body: Any, wish: str) -> Response:
    name = path.rpartition("/")[2]
    one = next((one for one in graph.mailboxes[who] if one["id"] == name), None)
    if one is None:
        raise No(404, "ErrorItemNotFound", "The specified object was not found in the store.")
    if "uniqueBody" in query.get("$select", "") and 'body-content-type="text"' not in wish:
        one = {**one, "body": {"contentType": "html", "content": "<html>"}, "uniqueBody": {"content": "<html>"}}
    return JSONResponse(one)


def _draft(graph: GraphStandIn, who: str, path: str, query: dict[str, str], body: Any, wish: str) -> Response:
    given = body.get("Message", body)
    if "comment" in body and "body" in given:
        raise No(400, "ErrorInvalidRequest", "Both comment and body are given.")
    base: dict[str, Any] = {}
    if path.endswith("/createReply"):
        replied = next(one for one in graph.mailboxes[who] if one["id"] == path.split("/")[3])
        base = {"subject": f"RE: {replied['subject']}", "toRecipients": [replied["from"]]}
    stored = {**mail("draft-1", "", who, ""), **base, **given, "isDraft": True}
    graph.mailboxes[who].append(stored)
    return JSONResponse(stored, 201)


def _send(graph: GraphStandIn, who: str, path: str, query: dict[str, str], body: Any, wish: str) -> Response:
    return Response(status_code=202)


def _settings(graph: GraphStandIn, who: str, path: str, query: dict[str, str], body: Any, wish: str) -> Response:
    return JSONResponse({"value": graph.zones[who]})


def _calendar(graph: GraphStandIn, who: str, path: str, query: dict[str, str], body: Any, wish: str) -> Response:
    zone = wish.partition('outlook.timezone="')[2].partition('"')[0] or "UTC"
    local = ZoneInfo(ZONES.get(zone, zone))
    begins, ends = (datetime.fromisoformat(query[name]) for name in ("startDateTime", "endDateTime"))
    shown = []
    for one in graph.events[who]:
        own = ZoneInfo(ZONES.get(one["made_in"], one["made_in"]))
        start, end = (datetime.fromisoformat(one[name]).replace(tzinfo=own) for name in ("starts", "ends"))
        if start < ends and end > begins:
            if not one["isAllDay"]:
                start, end = start.astimezone(local), end.astimezone(local)
            shown.append({**one, "start": _moment(start, zone), "end": _moment(end, zone)})
    return _page(graph, path, query, sorted(shown, key=lambda each: str(each["start"]["dateTime"])))


def _moment(moment: datetime, zone: str) -> dict[str, str]:
    return {"dateTime": f"{moment.replace(tzinfo=None).isoformat()}.0000000", "timeZone": zone}


def _search(graph: GraphStandIn, who: str, path: str, query: dict[str, str], body: Any, wish: str) -> Response:
    [asked] = body["requests"]
    words, start, size = asked["query"]["queryString"].casefold(), asked["from"], asked["size"]
    seen = [one for drive in (f"drive-{who}", "site") for one, _ in graph.files.get(drive, {}).values()]
    hits = [
        {"hitId": one["id"], "summary": f"the <c0>{words}</c0> of <ddd/> March", "resource": one}
        for one in seen
        if words in one["name"].casefold()
    ]
    part = {"total": len(hits), "moreResultsAvailable": start + size < len(hits), "hits": hits[start : start + size]}
    return JSONResponse(
        {"value": [{"hitsContainers": [part if hits else {"total": 0, "moreResultsAvailable": False}]}]}
    )


def _drive(graph: GraphStandIn, who: str, path: str, query: dict[str, str], body: Any, wish: str) -> Response:
    return JSONResponse({"id": f"drive-{who}"})


def _of(graph: GraphStandIn, who: str, path: str) -> str:
    drive = path.split("/")[2]
    if drive not in (f"drive-{who}", "site"):
        raise No(
            403 if drive.startswith("drive-") else 404, "accessDenied" if drive.startswith("drive-") else "itemNotFound"
        )
    return drive


def _children(graph: GraphStandIn, who: str, path: str, query: dict[str, str], body: Any, wish: str) -> Response:
    return _page(graph, path, query, [one for one, _ in graph.files.get(_of(graph, who, path), {}).values()])


def _item(graph: GraphStandIn, who: str, path: str, query: dict[str, str], body: Any, wish: str) -> Response:
    found = graph.files.get(_of(graph, who, path), {}).get(path.split("/")[4])
    if found is None:
        raise No(404, "itemNotFound", "The resource could not be found.")
    return JSONResponse(found[0])


def _content(graph: GraphStandIn, who: str, path: str, query: dict[str, str], body: Any, wish: str) -> Response:
    place = f"{graph.downloads}/{_of(graph, who, path)}/{path.split('/')[4]}?sig=signed"
    return Response(status_code=302, headers={"location": place})


def _upload(graph: GraphStandIn, who: str, path: str, query: dict[str, str], body: Any, wish: str) -> Response:
    drive = _of(graph, who, path) if path.startswith("/drives/") else f"drive-{who}"
    title = path.split(":/")[1].removesuffix(":")
    is_taken = any(one["name"] == title for one, _ in graph.files.get(drive, {}).values())
    if is_taken and query.get("@microsoft.graph.conflictBehavior") == "fail":
        raise No(409, "nameAlreadyExists", "The specified item name already exists.")
    graph.file(drive, "uploaded", title, body)
    return JSONResponse(graph.files[drive]["uploaded"][0], 201)


def _chats(graph: GraphStandIn, who: str, path: str, query: dict[str, str], body: Any, wish: str) -> Response:
    members = [{"displayName": "Mia Kern"}, {"displayName": "Ada Byron"}]
    last = {
        "body": {"contentType": "html", "content": "<p>See you</p>"},
        "from": {"user": {"displayName": "Ada Byron"}},
    }
    return _page(
        graph, path, query, [{"id": CHAT, "chatType": "group", "members": members, "lastMessagePreview": last}]
    )


def _chat(graph: GraphStandIn, who: str, path: str, query: dict[str, str], body: Any, wish: str) -> Response:
    if path.split("/")[2] != CHAT:
        raise No(404, "NotFound", "NotFound")
    return _page(graph, path, query, graph.chat[::-1])


def _post(graph: GraphStandIn, who: str, path: str, query: dict[str, str], body: Any, wish: str) -> Response:
    if path.split("/")[2] != CHAT:
        raise No(403, "Forbidden", "Forbidden")
    stored = {**body, "id": "1700000000001", "createdDateTime": "2026-11-28T10:00:00Z", "messageType": "message"}
    stored["from"] = {"user": {"displayName": who.partition("@")[0].title()}}
    graph.chat.append(stored)
    return JSONResponse(stored, 201)


# By method: how a path begins and ends, the permissions of which one is needed, and what answers.
ROUTES: list[tuple[str, str, str, str, Answers]] = [
    ("GET", "/me/messages/", "", "Mail.Read", _mail),
    ("GET", "/me/", "/messages", "Mail.Read", _mails),
    ("POST", "/me/messages", "", "Mail.ReadWrite", _draft),
    ("POST", "/me/sendMail", "", "Mail.Send", _send),
    ("GET", "/me/mailboxSettings/timeZone", "", "MailboxSettings.Read", _settings),
    ("GET", "/me/calendarView", "", "Calendars.Read", _calendar),
    ("POST", "/search/query", "", "Files.Read.All", _search),
    ("GET", "/me/drive", "", "Files.Read.All", _drive),
    ("GET", "/drives/", "/children", "Files.Read.All", _children),
    ("GET", "/drives/", "/content", "Files.Read.All", _content),
    ("GET", "/drives/", "", "Files.Read.All", _item),
    ("PUT", "/me/drive/root:/", ":/content", "Files.ReadWrite", _upload),
    ("PUT", "/drives/", ":/content", "Files.ReadWrite", _upload),
    ("GET", "/me/chats", "", "Chat.Read", _chats),
    ("GET", "/chats/", "/messages", "Chat.Read", _chat),
    ("POST", "/chats/", "/messages", "ChatMessage.Send", _post),
    ("GET", "/me", "", "User.Read", _me),
]


def found(method: str, path: str) -> tuple[str, Answers]:
    """Who answers a path."""
    for kind, begins, ends, wanted, handle in ROUTES:
        if kind == method and path.startswith(begins) and path.endswith(ends):
            return wanted, handle
    raise No(404, "ResourceNotFound", "Resource not found for the segment.")


@contextmanager
def graph_stand_in() -> Iterator[GraphStandIn]:
    """A tenant until the block ends, and the other host that files are downloaded from."""
    graph = GraphStandIn()
    api = Starlette(
        routes=[Route("/v1.0/{path:path}", partial(answer, graph), methods=["GET", "POST", "PUT", "PATCH", "DELETE"])]
    )
    store = Starlette(routes=[Route("/{drive}/{name}", partial(download, graph))])
    with served(store) as downloads, served(api) as origin:
        graph.url, graph.downloads = f"{origin}/v1.0", downloads
        yield graph
