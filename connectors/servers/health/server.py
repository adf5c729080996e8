"""The server of health records, the parameters that several of its tools have, and what their results share."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from connectors.servers.health.values import Resource, is_qualified
from connectors.servers.tools import Listed, ToolServer
from connectors.servers.wire import current_call

SERVER = ToolServer("health", title="Health records")

DATE = r"^(\d{4}(-\d{2}(-\d{2})?)?)?$"
Limit = Annotated[int, Field(description="How many at most on a page.", ge=1, le=50)]
Since = Annotated[
    str, Field(description="Only from this day, month or year on: 2026-05-08, 2026-05 or 2026.", pattern=DATE)
]
Until = Annotated[str, Field(description="Only up to this day, month or year, which is included.", pattern=DATE)]
QUALIFIED = "The service marked this with a qualification that cannot be read here: look at the original."


class Item(BaseModel):
    """One thing of a record; dates and numbers are texts, as the service wrote them."""

    id: str
    title: str
    url: str
    status: str = ""
    date: str = ""
    notes: list[str] = []

    def told(self) -> str:
        """In one line, without what is not there."""
        parts = [self.date or "no date", self.title, *self.more(), *self.notes, self.id]
        return "- " + " · ".join(part for part in parts if part)

    def more(self) -> list[str]:
        """What stands between title and notes."""
        return [self.status]


class Items(Listed):
    """One page of a list: `notes` say what is not in it, and why."""

    notes: list[str] = []

    def items(self) -> list[Item]:
        """What is listed."""
        raise NotImplementedError

    def text(self) -> str:
        lines = [item.told() for item in self.items()] or ["The record has nothing that fits."]
        return self.with_more("\n".join([*lines, *self.notes]))


def named(resource: Resource) -> dict[str, Any]:
    """The fields of an Item that every resource has."""
    kind, identity = str(resource.get("resourceType")), str(resource.get("id", ""))
    return {
        "id": f"{kind}/{identity}",
        "url": f"{current_call().base_url}/{kind}/{identity}",
        "notes": [QUALIFIED] if is_qualified(resource) else [],
    }


def between(since: str, until: str) -> list[str]:
    """The two ends of a search for dates."""
    return [f"{prefix}{date}" for prefix, date in (("ge", since), ("le", until)) if date]
