"""Who has access to a file."""

from typing import Any

from pydantic import BaseModel, Field

from connectors.servers.api import Query, Refused
from connectors.servers.google_drive.api import EVERYWHERE, path_of, reading
from connectors.servers.google_drive.files import person

_FIELDS = (
    "nextPageToken,"
    "permissions(type,role,emailAddress,displayName,domain,allowFileDiscovery,deleted,expirationTime,view)"
)
_ROLES = {
    "owner": "owner",
    "organizer": "manager of the shared drive",
    "fileOrganizer": "content manager",
    "writer": "can edit",
    "commenter": "can comment",
    "reader": "can read",
}
_MOST_PAGES = 5


class Access(BaseModel):
    """What one person, group or audience may do."""

    who: str
    role: str
    is_public: bool = Field(description="Anybody on the internet with the link, without signing in.")

    def line(self) -> str:
        """One line about it."""
        return f"{self.who}: {self.role}"


async def access_page(file_id: str, cursor: str, limit: int) -> tuple[list[Access], str]:
    """One page of permissions, and the cursor of the next. Raises Refused where this account may not see them."""
    query: Query = {"fields": _FIELDS, "pageSize": limit, "pageToken": cursor, **EVERYWHERE}
    found = await reading.get(f"{path_of(file_id)}/permissions", query)
    shown = [each for each in found.get("permissions") or [] if each.get("view") != "published"]
    return [access_of(each) for each in shown], found.get("nextPageToken") or ""


async def is_public(file_id: str) -> bool | None:
    """Whether anybody with the link gets in; None where Google does not show it to this account."""
    cursor = ""
    for _ in range(_MOST_PAGES):
        try:
            page, cursor = await access_page(file_id, cursor, 100)
        except Refused:
            return None
        if any(access.is_public for access in page):
            return True
        if not cursor:
            return False
    return None


def access_of(data: dict[str, Any]) -> Access:
    """From the API's answer."""
    kind = data.get("type")
    who = person(data)
    if kind == "anyone":
        who = "Anyone on the internet" if data.get("allowFileDiscovery") else "Anyone with the link"
    elif kind == "domain":
        everybody = f"Everybody at {data.get('domain') or data.get('displayName')}"
        who = everybody if data.get("allowFileDiscovery") else f"{everybody} who has the link"
    elif kind == "group":
        who = f"the group {who}"
    if data.get("deleted"):
        who = f"{who} (account deleted)"
    role = str(data.get("role", ""))
    until = f" until {data['expirationTime']}" if data.get("expirationTime") else ""
    return Access(who=who, role=_ROLES.get(role, role) + until, is_public=kind == "anyone")
