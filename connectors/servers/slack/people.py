"""Slack's tool that finds people."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from connectors.servers.slack.api import SlackRefused, cursor_in, slack
from connectors.servers.slack.names import name_of
from connectors.servers.slack.server import SERVER, Limit
from connectors.servers.texts import in_one_line
from connectors.servers.tools import Cursor, Listed

_MOST_PAGES = 10
_PAGE = 100


class Person(BaseModel):
    """A person or an app of the workspace."""

    id: str
    title: str
    display_name: str = ""
    email: str = ""
    role: str = ""
    time_zone: str = ""
    status: str = ""
    is_app: bool = False
    url: str


class People(Listed):
    """One page of people."""

    people: list[Person]

    def text(self) -> str:
        return self.with_more("\n".join(map(_line, self.people)) or "Nobody on this page.")


@SERVER.reads("Find people")
async def find_people(
    query: Annotated[
        str, Field(description="Part of a name or a role, or a whole e-mail address; empty: all.", max_length=120)
    ] = "",
    cursor: Cursor = "",
    limit: Limit = 20,
) -> People:
    """Find people of the workspace by name, role or e-mail address, with the ids that mentions are made of: <@ID>.
    Not for what they wrote: search_messages with from:@name does that."""
    wanted = query.strip().removeprefix("@").casefold()
    found, following = await _by_email(wanted) if _is_email(wanted) else await _by_name(wanted, cursor, limit)
    workspace = await slack.workspace_url()
    return People(people=[_person(one, workspace) for one in found], next_cursor=following)


async def _by_email(email: str) -> tuple[list[dict[str, Any]], str]:
    try:
        return [(await slack.ask_for("users.lookupByEmail", email=email))["user"]], ""
    except SlackRefused as refused:
        if refused.code != "users_not_found":
            raise
        return [], ""


async def _by_name(wanted: str, cursor: str, limit: int) -> tuple[list[dict[str, Any]], str]:
    """Slack cannot search people, so its list is looked through, some pages in one call."""
    found: list[dict[str, Any]] = []
    for _ in range(_MOST_PAGES):
        said = await slack.ask_for("users.list", limit=_PAGE if wanted else limit, cursor=cursor)
        found += [one for one in said["members"] if not one.get("deleted") and wanted in _words(one)]
        cursor = cursor_in(said)
        if not cursor or len(found) >= limit:
            break
    return found, cursor


def _is_email(wanted: str) -> bool:
    return "@" in wanted and "." in wanted.partition("@")[2] and " " not in wanted


def _words(one: dict[str, Any]) -> str:
    profile = one.get("profile") or {}
    words = (one.get("name"), one.get("real_name"), profile.get("display_name"), profile.get("title"))
    return "\n".join(str(word) for word in words if word).casefold()


def _person(one: dict[str, Any], workspace: str) -> Person:
    profile = one.get("profile") or {}
    return Person(
        id=one["id"],
        title=name_of(one),
        display_name=in_one_line(profile.get("display_name") or one.get("name")),
        email=in_one_line(profile.get("email")),
        role=in_one_line(profile.get("title")),
        time_zone=in_one_line(one.get("tz")),
        status=in_one_line(profile.get("status_text")),
        is_app=one.get("is_bot") is True,
        url=f"{workspace}team/{one['id']}",
    )


def _line(one: Person) -> str:
    display = f"@{one.display_name}" if one.display_name not in ("", one.title) else ""
    facts = [display, one.role, one.email, one.time_zone, one.status, "an app" if one.is_app else ""]
    return f"- {one.title} (id {one.id}; {', '.join(filter(None, facts))}) {one.url}"
