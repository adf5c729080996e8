"""A Slack of ours that enforces what emulate does not: search, paging, cut texts, threads asked for by a reply.

It takes forms only, checks each method's scopes, and records what was asked.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.serving import served

MIA, ADA = "U0MIAKERN", "U0ADABYRON"
LAUNCH, NOTES, DIRECT, OLD = "C0LAUNCH", "G0MIANOTES", "D0MIAADA", "C0ARCHIVED"
ALL = (
    "channels:read groups:read im:read mpim:read channels:history groups:history im:history mpim:history "
    "search:read users:read users:read.email chat:write reactions:write"
)
SCOPES = {
    "conversations.list": "channels:read",
    "conversations.info": "channels:read",
    "conversations.history": "channels:history",
    "conversations.replies": "channels:history",
    "users.info": "users:read",
    "users.list": "users:read",
    "users.lookupByEmail": "users:read.email",
    "search.messages": "search:read",
    "chat.postMessage": "chat:write",
    "chat.scheduleMessage": "chat:write",
    "reactions.add": "reactions:write",
}
CHANGES = ("chat.postMessage", "chat.scheduleMessage", "reactions.add")
LONGEST = 40_000


class No(Exception):
    """`ok: false` with this code, and more."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.body = {"ok": False, "error": code, **more}


def person(name: str, full: str, email: str, **more: Any) -> dict[str, Any]:
    """A member of the workspace as users.info has one."""
    return {
        "name": name,
        "real_name": full,
        "tz": "Europe/Berlin",
        "profile": {"real_name": full, "display_name": name.title(), "email": email, "title": "Engineer"},
        **more,
    }


def channel(name: str, members: list[str], **more: Any) -> dict[str, Any]:
    """A channel; only its members see a private one."""
    return {"name": name, "members": members, "is_private": False, "is_archived": False, "topic": {"value": ""}, **more}


@dataclass
class SlackStandIn:
    """The workspace. `tokens`: whose each is, with its scopes; `next_answers`: what a method answers instead, once."""

    url: str = ""
    tokens: dict[str, tuple[str, str]] = field(default_factory=lambda: {"xoxp-mia": (MIA, ALL), "xoxp-ada": (ADA, ALL)})
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    channels: dict[str, dict[str, Any]] = field(default_factory=dict)
    messages: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    next_answers: dict[str, Response] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.people = {
            MIA: person("mia", "Mia Kern", "mia@acme.example"),
            ADA: person("ada", "Ada Byron", "ada@acme.example"),
            "U0GONE": person("gone", "Gone Guy", "gone@acme.example", deleted=True),
        }
        self.channels = {
            LAUNCH: channel("launch", [MIA, ADA], topic={"value": "March &amp; <@U0ADABYRON>"}, num_members=2),
            NOTES: channel("mia-notes", [MIA], is_private=True),
            DIRECT: {"is_im": True, "user": ADA, "members": [MIA, ADA]},
            OLD: channel("old", [MIA, ADA], is_archived=True),
        }
        self.messages = {
            LAUNCH: [
                message("1700000000.000100", MIA, "When do we launch, <@U0ADABYRON>?", reply_count=2),
                message("1700000010.000200", ADA, "On the 3rd", thread_ts="1700000000.000100"),
                message("1700000020.000300", MIA, "Thanks", thread_ts="1700000000.000100"),
                message(
                    "1700000100.000400", ADA, "See <#G0MIANOTES> &amp; <https://acme.example/a?b=1&amp;c=2|the plan>"
                ),
            ],
            NOTES: [message("1700000200.000500", MIA, "Only mine")],
            DIRECT: [message("1700000300.000600", ADA, "Hi")],
            OLD: [],
        }

    @property
    def changes(self) -> list[tuple[str, dict[str, str]]]:
        """The calls that changed something."""
        return [call for call in self.calls if call[0] in CHANGES]

    async def answer(self, request: Request) -> Response:
        """One method."""
        method = request.path_params["method"]
        form = {name: str(value) for name, value in (await request.form()).items()}
        self.calls.append((method, form))
        if method in self.next_answers:
            return self.next_answers.pop(method)
        try:
            if form and request.headers["content-type"] != "application/x-www-form-urlencoded":
                raise No("invalid_post_type")
            who = self._who(request, method)
            return JSONResponse({"ok": True, **METHODS[method](self, who, form)})
        except No as no:
            return JSONResponse(no.body)

    def _who(self, request: Request, method: str) -> str:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self.tokens:
            raise No("invalid_auth" if token else "not_authed")
        who, scopes = self.tokens[token]
        needed = SCOPES.get(method)
        if needed and needed not in scopes.split():
            raise No("missing_scope", needed=needed, provided=scopes.replace(" ", ","))
        return who

    def seen(self, who: str, name: str) -> dict[str, Any]:
        """A channel that this person may see."""
        found = self.channels.get(name)
        if found is None or (who not in found["members"] and (found.get("is_private") or found.get("is_im"))):
            raise No("channel_not_found")
        return found

    def shown(self, who: str, name: str) -> dict[str, Any]:
        """A channel as this person gets it."""
        found = {key: value for key, value in self.seen(who, name).items() if key != "members"}
        return {"id": name, "is_member": who in self.channels[name]["members"], **found}


def message(ts: str, user: str, text: str, **more: Any) -> dict[str, Any]:
    """A message as conversations.history has one."""
    return {"type": "message", "ts": ts, "user": user, "text": text, **more}


def _page(items: list[Any], form: dict[str, str], default: int = 100) -> tuple[list[Any], dict[str, Any]]:
    start, size = int(form.get("cursor") or 0), int(form.get("limit") or default)
    more = start + size < len(items)
    return items[start : start + size], {"response_metadata": {"next_cursor": str(start + size) if more else ""}}


def _list(slack: SlackStandIn, who: str, form: dict[str, str]) -> dict[str, Any]:
    kinds = {"public_channel": (False, False), "private_channel": (True, False), "im": (False, True)}
    wanted = [kinds[kind] for kind in form["types"].split(",") if kind in kinds]
    found = []
    for name, one in slack.channels.items():
        hidden = who not in one["members"] and (one.get("is_private") or one.get("is_im"))
        kind = (bool(one.get("is_private")), bool(one.get("is_im")))
        if not hidden and kind in wanted and not (form.get("exclude_archived") == "true" and one.get("is_archived")):
            found.append(slack.shown(who, name))
    page, more = _page(found, form)
    return {"channels": page, **more}


def _history(slack: SlackStandIn, who: str, form: dict[str, str]) -> dict[str, Any]:
    slack.seen(who, form["channel"])
    oldest, latest = float(form.get("oldest") or 0), float(form.get("latest") or "inf")
    heads = [
        one
        for one in slack.messages[form["channel"]]
        if "thread_ts" not in one and oldest <= float(one["ts"]) <= latest
    ]
    page, more = _page(heads[::-1], form)
    return {"messages": page, **more}


def _replies(slack: SlackStandIn, who: str, form: dict[str, str]) -> dict[str, Any]:
    """A reply's own time gives the reply alone; the first message stands on every page."""
    slack.seen(who, form["channel"])
    everything = slack.messages[form["channel"]]
    first = next((one for one in everything if one["ts"] == form["ts"]), None)
    if first is None:
        raise No("thread_not_found")
    if "thread_ts" in first:
        return {"messages": [first]}
    page, more = _page([one for one in everything if one.get("thread_ts") == form["ts"]], form)
    has_replies = {"thread_ts": first["ts"]} if page else {}
    return {"messages": [{**first, **has_replies}, *page], **more}


def _user(slack: SlackStandIn, who: str, form: dict[str, str]) -> dict[str, Any]:
    if form["user"] not in slack.people:
        raise No("user_not_found")
    return {"user": {"id": form["user"], **slack.people[form["user"]]}}


def _users(slack: SlackStandIn, who: str, form: dict[str, str]) -> dict[str, Any]:
    page, more = _page([{"id": name, **one} for name, one in slack.people.items()], form)
    return {"members": page, **more}


def _by_email(slack: SlackStandIn, who: str, form: dict[str, str]) -> dict[str, Any]:
    for name, one in slack.people.items():
        if one["profile"]["email"] == form["email"]:
            return {"user": {"id": name, **one}}
    raise No("users_not_found")


def _search(slack: SlackStandIn, who: str, form: dict[str, str]) -> dict[str, Any]:
    if form["sort"] not in ("score", "timestamp") or not 1 <= int(form["count"]) <= LARGEST_COUNT:
        raise No("invalid_arguments")
    words = form["query"].casefold().split()
    found = [
        {
            **one,
            "channel": {"id": name, "name": place.get("name", MIA), "is_im": "user" in place},
            "permalink": f"https://acme.slack.com/x/{one['ts']}",
        }
        for name, place in slack.channels.items()
        if who in place["members"]
        for one in slack.messages[name]
        if all(word in one["text"].casefold() for word in words)
    ]
    page, count = int(form.get("page", 1)), int(form["count"])
    pages = -(-len(found) // count)
    paging = {"count": count, "total": len(found), "page": page, "pages": pages}
    return {"messages": {"matches": found[(page - 1) * count : page * count], "total": len(found), "paging": paging}}


def _post(slack: SlackStandIn, who: str, form: dict[str, str]) -> dict[str, Any]:
    """Too long a text is cut, with a warning; a thread that is not there is taken."""
    if slack.seen(who, form["channel"]).get("is_archived"):
        raise No("is_archived")
    text, ts = form["text"], f"{1800000000 + len(slack.messages[form['channel']])}.000000"
    stored = message(ts, who, text[:LONGEST], **({"thread_ts": form["thread_ts"]} if "thread_ts" in form else {}))
    slack.messages[form["channel"]].append(stored)
    cut = {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}
    return {"channel": form["channel"], "ts": ts, "message": stored, **(cut if len(text) > LONGEST else {})}


def _schedule(slack: SlackStandIn, who: str, form: dict[str, str]) -> dict[str, Any]:
    slack.seen(who, form["channel"])
    if int(form["post_at"]) <= time.time():
        raise No("time_in_past")
    told = {"channel": form["channel"], "scheduled_message_id": "Q1298393284", "post_at": form["post_at"]}
    return {**told, "message": {"text": form["text"], "type": "delayed_message"}}


def _react(slack: SlackStandIn, who: str, form: dict[str, str]) -> dict[str, Any]:
    slack.seen(who, form["channel"])
    one = next((one for one in slack.messages[form["channel"]] if one["ts"] == form["timestamp"]), None)
    if one is None:
        raise No("message_not_found")
    reactions = one.setdefault("reactions", [])
    if any(each["name"] == form["name"] and who in each["users"] for each in reactions):
        raise No("already_reacted")
    reactions.append({"name": form["name"], "count": 1, "users": [who]})
    return {}


def _me(slack: SlackStandIn, who: str, form: dict[str, str]) -> dict[str, Any]:
    return {"url": "https://acme.slack.com/", "team": "Acme", "user": slack.people[who]["name"], "user_id": who}


LARGEST_COUNT = 100
METHODS: dict[str, Callable[[SlackStandIn, str, dict[str, str]], dict[str, Any]]] = {
    "auth.test": _me,
    "conversations.list": _list,
    "conversations.info": lambda slack, who, form: {"channel": slack.shown(who, form["channel"])},
    "conversations.history": _history,
    "conversations.replies": _replies,
    "users.info": _user,
    "users.list": _users,
    "users.lookupByEmail": _by_email,
    "search.messages": _search,
    "chat.postMessage": _post,
    "chat.scheduleMessage": _schedule,
    "reactions.add": _react,
}


@contextmanager
def slack_stand_in() -> Iterator[SlackStandIn]:
    """A workspace until the block ends."""
    slack = SlackStandIn()
    with served(Starlette(routes=[Route("/api/{method}", slack.answer, methods=["POST"])])) as origin:
        slack.url = f"{origin}/api"
        yield slack
