"""People of a workspace by their ids or e-mail addresses."""

from typing import Any

from connectors.servers.api import Refused
from connectors.servers.notion.api import notion
from connectors.servers.notion.ids import id_in

_PAGES = 10


async def people_page(limit: int, cursor: str) -> tuple[list[dict[str, Any]], str]:
    """A page of the people (not the bots), and the next cursor."""
    found = await notion.record("/users", page_size=limit, start_cursor=cursor)
    people = [each for each in found["results"] if each.get("type") == "person"]
    return people, next_cursor(found)


async def person_id(name: str) -> str:
    """The id of a person. Raises Refused for an address that nobody has."""
    if "@" not in name:
        return id_in(name)
    cursor = ""
    for _ in range(_PAGES):
        people, cursor = await people_page(100, cursor)
        for each in people:
            if email_of(each).casefold() == name.casefold():
                return str(each["id"])
        if not cursor:
            break
    among = f" among the first {_PAGES * 100:,} people" if cursor else ""
    raise Refused(f"Nobody of this workspace has the address {name!r}{among}; list_people shows who is there.")


def email_of(person: dict[str, Any]) -> str:
    """Empty where the connection may not see addresses."""
    return (person.get("person") or {}).get("email") or ""


def next_cursor(found: dict[str, Any]) -> str:
    """The cursor of the page after this one, empty at the end."""
    return (found.get("next_cursor") or "") if found.get("has_more") else ""
