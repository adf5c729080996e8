"""What a Microsoft Graph of ours holds, by person; graph_stand_in.py answers for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import JSONResponse, Response

MIA, ADA = "mia@acme.example", "ada@acme.example"
ALL = (
    "User.Read Mail.Read Mail.ReadWrite Mail.Send Calendars.Read MailboxSettings.Read Files.Read.All Files.ReadWrite "
    "Chat.Read ChatMessage.Send"
)
# What Windows and Outlook call zones.
ZONES = {"W. Europe Standard Time": "Europe/Berlin", "Pacific Standard Time": "America/Los_Angeles", "UTC": "UTC"}
CHAT = "19:acme-launch@thread.v2"


class No(Exception):
    """An error of Graph's."""

    def __init__(self, status: int, code: str, message: str = "") -> None:
        super().__init__(code)
        inner = {"date": "2026-11-28T10:00:00", "request-id": "0000"}
        self.answer = JSONResponse({"error": {"code": code, "message": message or code, "innerError": inner}}, status)


def mail(name: str, subject: str, sender: str, text: str, quoted: str = "", **more: Any) -> dict[str, Any]:
    """A message as Graph has one."""
    address = {"emailAddress": {"name": sender.partition("@")[0].title(), "address": sender}}
    return {
        "id": name,
        "conversationId": f"c-{name}",
        "subject": subject,
        "from": address,
        "toRecipients": [{"emailAddress": {"name": "Mia Kern", "address": MIA}}],
        "receivedDateTime": "2026-11-20T09:30:00Z",
        "isRead": False,
        "isDraft": False,
        "bodyPreview": text[:255],
        "webLink": f"https://outlook.office365.com/owa/?ItemID={name}",
        "uniqueBody": {"contentType": "text", "content": text},
        "body": {"contentType": "text", "content": f"{text}\r\n{quoted}"},
        **more,
    }


def event(name: str, start: str, end: str, zone: str = "UTC", **more: Any) -> dict[str, Any]:
    """An event; `start` and `end` in its own zone. A whole day keeps its midnights whatever zone is asked for."""
    return {"id": name, "subject": name, "starts": start, "ends": end, "made_in": zone, "isAllDay": False, **more}


@dataclass
class GraphStandIn:
    """The tenant. `tokens`: whose each is, with its permissions; `next_answers`: by the end of a path, once."""

    url: str = ""
    downloads: str = ""
    tokens: dict[str, tuple[str, str]] = field(default_factory=lambda: {"mia": (MIA, ALL), "ada": (ADA, ALL)})
    mailboxes: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {MIA: [], ADA: []})
    zones: dict[str, str] = field(
        default_factory=lambda: {MIA: "W. Europe Standard Time", ADA: "Pacific Standard Time"}
    )
    events: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {MIA: [], ADA: []})
    files: dict[str, dict[str, tuple[dict[str, Any], bytes]]] = field(default_factory=dict)
    chat: list[dict[str, Any]] = field(default_factory=list)
    requests: list[tuple[str, str, dict[str, str], Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    downloaded: list[dict[str, str]] = field(default_factory=list)
    next_answers: dict[str, Response] = field(default_factory=dict)
    # Whose any other token is: empty for nobody's. Another sign-in server may be asked.
    knows: Callable[[str], str] = lambda token: ""

    @property
    def changes(self) -> list[tuple[str, str, dict[str, str], Any]]:
        """The requests that changed something."""
        return [one for one in self.requests if one[0] != "GET" and one[1] != "/search/query"]

    def file(self, drive: str, item: str, title: str, content: bytes, kind: str = "text/plain", **more: Any) -> None:
        """Put a file into a drive."""
        shown = {
            "id": item,
            "name": title,
            "size": len(content),
            "webUrl": f"https://acme.sharepoint.example/{drive}/{title}",
            "lastModifiedDateTime": "2026-11-21T08:00:00Z",
            "lastModifiedBy": {"user": {"displayName": "Ada Byron"}},
            "parentReference": {"driveId": drive},
            "file": {"mimeType": kind},
            "@microsoft.graph.downloadUrl": f"{self.downloads}/{drive}/{item}?sig=signed",
            **more,
        }
        self.files.setdefault(drive, {})[item] = (shown, content)
