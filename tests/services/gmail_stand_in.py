"""Gmail v1 in memory: scopes, formats, paging, labels, drafts that change their message id, its rule for threads."""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from typing import Any

from starlette.requests import Request

from tests.services.google_stand_in import Fault, GoogleStandIn, page, served_google, whole

ALL, MODIFY, COMPOSE, READONLY = "https://mail.google.com/", "gmail.modify", "gmail.compose", "gmail.readonly"
SYSTEM = ("INBOX", "SENT", "DRAFT", "TRASH", "SPAM", "UNREAD", "STARRED", "IMPORTANT")
LARGE = 200_000


@dataclass
class GmailStandIn(GoogleStandIn):
    """Messages of each person by id, in the order of their coming."""

    messages: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    drafts: dict[str, dict[str, str]] = field(default_factory=dict)
    large: dict[str, bytes] = field(default_factory=dict)
    _made: int = 0

    def deliver(self, person: str, raw: bytes, thread: str = "", labels: tuple[str, ...] = ("INBOX", "UNREAD")) -> str:
        """A mail comes to somebody; its message id."""
        self._made += 1
        message_id = f"18c{self._made:013x}"
        payload = self._payload(message_from_bytes(raw, policy=compat32), "")
        self.messages.setdefault(person, {})[message_id] = {
            "id": message_id,
            "threadId": thread or message_id,
            "labelIds": list(labels),
            "snippet": "It&#39;s &lt;here&gt;",
            "historyId": str(self._made),
            "sizeEstimate": len(raw),
            "internalDate": str(1763631000000 + self._made * 60_000),
            "payload": payload,
            "raw": raw,
        }
        return message_id

    def _payload(self, mail: Message, part_id: str) -> dict[str, Any]:
        kind = mail.get_content_type()
        headers = [{"name": name, "value": str(value)} for name, value in mail.items()]
        part: dict[str, Any] = {"partId": part_id, "mimeType": kind, "filename": mail.get_filename() or ""}
        part |= {"headers": headers, "body": {"size": 0}}
        if mail.is_multipart():
            inside = mail.get_payload()
            assert isinstance(inside, list)
            part["parts"] = [self._payload(each, f"{part_id}{n}.") for n, each in enumerate(inside)]
            return part
        data = mail.get_payload(decode=True)
        assert isinstance(data, bytes)
        part["body"] = {"size": len(data)}
        if part["filename"] or len(data) > LARGE or kind not in ("text/plain", "text/html"):
            key = f"ANGjdJ{len(self.large)}"
            self.large[key] = data
            part["body"]["attachmentId"] = key
        else:
            part["body"]["data"] = base64.urlsafe_b64encode(data).decode()
        return part

    def _message(self, person: str, message_id: str) -> dict[str, Any]:
        found = self.messages.get(person, {}).get(message_id)
        if found is None:
            raise Fault(404, "notFound", "Requested entity was not found.")
        return found

    def _thread(self, person: str, thread_id: str) -> list[dict[str, Any]]:
        found = [each for each in self.messages.get(person, {}).values() if each["threadId"] == thread_id]
        if not found:
            raise Fault(404, "notFound", "Requested entity was not found.")
        return found

    async def profile(self, request: Request, person: str) -> Any:
        return {"emailAddress": person, "messagesTotal": 1, "threadsTotal": 1, "historyId": "1"}

    async def threads(self, request: Request, person: str) -> Any:
        asked = request.query_params
        size, query = whole(asked.get("maxResults"), 100, 1, 500, "maxResults"), asked.get("q", "")
        hidden = set() if asked.get("includeSpamTrash") == "true" else {"SPAM", "TRASH"}
        seen = [each for each in self.messages.get(person, {}).values() if not hidden & set(each["labelIds"])]
        found = [each for each in seen if self._fits(person, each, query)]
        ids = list(dict.fromkeys(each["threadId"] for each in reversed(found)))
        shown, more = page(ids, asked.get("pageToken", ""), size, f"{person}{query}")
        threads = [{"id": each, "snippet": "It&#39;s &lt;here&gt;", "historyId": "1"} for each in shown]
        # Gmail leaves the list out when it is empty.
        answer = {**({"threads": threads} if threads else {}), "resultSizeEstimate": 201}
        return answer | ({"nextPageToken": more} if more else {})

    def _fits(self, person: str, message: dict[str, Any], query: str) -> bool:
        text = message["raw"].decode("utf-8", "replace").lower()
        for word in re.findall(r'-?(?:\w+:)?(?:"[^"]*"|\S+)', query):
            bare = word.removeprefix("-").replace('"', "").lower()
            name, _, value = bare.partition(":")
            if name == "label":
                known = {label.lower(): key for key, label in self.labels.get(person, {}).items()}
                fits = known.get(value, value.upper()) in message["labelIds"]
            elif name == "is":
                fits = value.upper() in message["labelIds"]
            elif name in ("from", "subject"):
                fits = re.search(rf"(?mi)^{name}:.*{re.escape(value)}", text) is not None
            else:
                fits = bare in text
            if fits is word.startswith("-"):
                return False
        return True

    async def thread(self, request: Request, person: str) -> Any:
        found = self._thread(person, request.path_params["id"])
        return {"id": request.path_params["id"], "messages": [self._formatted(each, request) for each in found]}

    async def message(self, request: Request, person: str) -> Any:
        return self._formatted(self._message(person, request.path_params["id"]), request)

    def _formatted(self, message: dict[str, Any], request: Request) -> dict[str, Any]:
        shown = {name: value for name, value in message.items() if name != "raw"}
        how = request.query_params.get("format", "full")
        if how == "metadata":
            wanted = {name.lower() for name in request.query_params.getlist("metadataHeaders")}
            headers = message["payload"]["headers"]
            kept = [each for each in headers if not wanted or each["name"].lower() in wanted]
            shown["payload"] = {"mimeType": message["payload"]["mimeType"], "headers": kept}
        elif how == "minimal":
            del shown["payload"]
        elif how != "full":
            raise Fault(400, "invalidArgument", f"Invalid value at 'format': {how}")
        return shown

    async def attachment(self, request: Request, person: str) -> Any:
        self._message(person, request.path_params["id"])
        data = self.large.get(request.path_params["attachment"])
        if data is None:
            raise Fault(400, "invalidArgument", "Invalid attachment token")
        return {"size": len(data), "data": base64.urlsafe_b64encode(data).decode()}

    async def label_list(self, request: Request, person: str) -> Any:
        own = [{"id": key, "name": name, "type": "user"} for key, name in self.labels.get(person, {}).items()]
        return {"labels": [*({"id": name, "name": name, "type": "system"} for name in SYSTEM), *own]}

    async def label_create(self, request: Request, person: str) -> Any:
        name, own = json.loads(await request.body())["name"], self.labels.setdefault(person, {})
        if name.lower() in {label.lower() for label in [*own.values(), *SYSTEM]}:
            raise Fault(409, "aborted", "Label name exists or conflicts")
        key = f"Label_{len(own) + 1}"
        own[key] = name
        return {"id": key, "name": name, "messageListVisibility": "show", "labelListVisibility": "labelShow"}

    async def modify(self, request: Request, person: str) -> Any:
        found, body = self._thread(person, request.path_params["id"]), json.loads(await request.body())
        added, removed = body.get("addLabelIds", []), body.get("removeLabelIds", [])
        for label in [*added, *removed]:
            if label not in SYSTEM and label not in self.labels.get(person, {}):
                raise Fault(400, "invalidArgument", f"Invalid label: {label}")
            if label in ("SENT", "DRAFT"):
                raise Fault(400, "invalidArgument", f"Cannot modify label: {label}")
        for each in found:
            each["labelIds"] = [label for label in each["labelIds"] if label not in removed]
            each["labelIds"] += [label for label in added if label not in each["labelIds"]]
        ids = [{"id": each["id"], "threadId": each["threadId"], "labelIds": each["labelIds"]} for each in found]
        return {"id": request.path_params["id"], "messages": ids}

    async def draft_list(self, request: Request, person: str) -> Any:
        size = whole(request.query_params.get("maxResults"), 100, 1, 500, "maxResults")
        drafts = [
            {"id": key, "message": {"id": message, "threadId": self._message(person, message)["threadId"]}}
            for key, message in self.drafts.get(person, {}).items()
        ]
        shown, more = page(drafts, request.query_params.get("pageToken", ""), size, person)
        answer: dict[str, Any] = {**({"drafts": shown} if shown else {}), "resultSizeEstimate": len(drafts)}
        return answer | ({"nextPageToken": more} if more else {})

    def _draft(self, person: str, draft_id: str) -> str:
        message_id = self.drafts.get(person, {}).get(draft_id)
        if message_id is None:
            raise Fault(404, "notFound", "Requested entity was not found.")
        return message_id

    async def draft(self, request: Request, person: str) -> Any:
        message = self._message(person, self._draft(person, request.path_params["id"]))
        return {"id": request.path_params["id"], "message": self._formatted(message, request)}

    async def draft_create(self, request: Request, person: str) -> Any:
        message_id = self._taken(person, json.loads(await request.body())["message"], ("DRAFT",))
        draft_id = f"r-{len(self.drafts.get(person, {})) + 1}"
        self.drafts.setdefault(person, {})[draft_id] = message_id
        return {"id": draft_id, "message": self._short(person, message_id)}

    def change_draft(self, person: str, draft_id: str) -> None:
        """As the person does in Gmail: the message gets another id."""
        old = self.messages[person].pop(self.drafts[person][draft_id])
        self.drafts[person][draft_id] = self.deliver(person, old["raw"], old["threadId"], ("DRAFT",))

    async def draft_send(self, request: Request, person: str) -> Any:
        draft_id = json.loads(await request.body())["id"]
        message = self._message(person, self._draft(person, draft_id))
        self._insist_on_recipient(message["raw"])
        del self.drafts[person][draft_id]
        message["labelIds"] = ["SENT"]
        return self._short(person, message["id"])

    async def send(self, request: Request, person: str) -> Any:
        body = json.loads(await request.body())
        self._insist_on_recipient(unpacked(body["raw"]))
        return self._short(person, self._taken(person, body, ("SENT",)))

    def _insist_on_recipient(self, raw: bytes) -> None:
        mail = message_from_bytes(raw)
        if not any(mail.get(name) for name in ("To", "Cc", "Bcc")):
            raise Fault(400, "invalidArgument", "Recipient address required")

    def _short(self, person: str, message_id: str) -> dict[str, Any]:
        message = self._message(person, message_id)
        return {name: message[name] for name in ("id", "threadId", "labelIds")}

    def _taken(self, person: str, message: dict[str, Any], labels: tuple[str, ...]) -> str:
        raw, thread = unpacked(message["raw"]), message.get("threadId", "")
        if thread and not self._belongs(person, raw, thread):
            thread = ""
        whole_mail = f"From: {person}\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\n".encode() + raw
        return self.deliver(person, whole_mail, thread, labels)

    def _belongs(self, person: str, raw: bytes, thread: str) -> bool:
        """Gmail's rule: the thread's id, In-Reply-To or References after RFC 5322, and the same subject."""
        mail, before = message_from_bytes(raw, policy=compat32), self._thread(person, thread)
        ids = {str(message_from_bytes(each["raw"])["Message-ID"]) for each in before}
        named = f"{mail['In-Reply-To']} {mail['References']}".split()
        subjects = {_bare(str(message_from_bytes(each["raw"])["Subject"])) for each in before}
        return bool(ids & set(named)) and _bare(str(mail["Subject"])) in subjects


def _bare(subject: str) -> str:
    return re.sub(
        r"^(?:(?:re|fwd?|aw):\s*)*", "", str(make_header(decode_header(subject))), flags=re.IGNORECASE
    ).strip()


def unpacked(raw: str) -> bytes:
    """The mail; refused as Gmail does when it is no base64url, or has lines that do not end in CRLF."""
    try:
        mail = base64.b64decode(raw, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Fault(400, "invalidArgument", "Invalid value at 'message.raw' (TYPE_BYTES)") from None
    assert b"\n" not in mail.replace(b"\r\n", b""), "a line ends without CR"
    assert mail.isascii() and all(len(line) <= 998 for line in mail.split(b"\r\n")), "not fit for every server"
    return mail


@contextmanager
def gmail_stand_in() -> Iterator[GmailStandIn]:
    """Serve empty mailboxes."""
    gmail = GmailStandIn()
    me, read = "/gmail/v1/users/me", (ALL, MODIFY, READONLY)
    drafts = (ALL, MODIFY, COMPOSE)
    routes = [
        gmail.route(f"{me}/profile", "GET", gmail.profile, (ALL, MODIFY, COMPOSE, READONLY)),
        gmail.route(f"{me}/threads", "GET", gmail.threads, read),
        gmail.route(me + "/threads/{id}", "GET", gmail.thread, read),
        gmail.route(me + "/threads/{id}/modify", "POST", gmail.modify, (ALL, MODIFY)),
        gmail.route(me + "/messages/send", "POST", gmail.send, (*drafts, "gmail.send")),
        gmail.route(me + "/messages/{id}", "GET", gmail.message, read),
        gmail.route(me + "/messages/{id}/attachments/{attachment}", "GET", gmail.attachment, read),
        gmail.route(f"{me}/labels", "GET", gmail.label_list, (*read, "gmail.labels")),
        gmail.route(f"{me}/labels", "POST", gmail.label_create, (ALL, MODIFY, "gmail.labels")),
        gmail.route(f"{me}/drafts", "GET", gmail.draft_list, (*drafts, READONLY)),
        gmail.route(f"{me}/drafts", "POST", gmail.draft_create, drafts),
        gmail.route(f"{me}/drafts/send", "POST", gmail.draft_send, drafts),
        gmail.route(me + "/drafts/{id}", "GET", gmail.draft, (*drafts, READONLY)),
    ]
    with served_google(gmail, routes):
        yield gmail
