"""Labels: what there is, and putting them on conversations."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, Field

from connectors.servers.api import Refused, segment
from connectors.servers.gmail.api import ME, SERVER, reading, sorting, url_of
from connectors.servers.gmail.messages import ThreadId
from connectors.servers.tools import Result
from organizations.text import CONTROL, one_line

# Gmail sets these itself, or they throw mail away, which this tool does not.
_NOT_OURS = {
    "SENT": "Gmail sets the label SENT itself.",
    "DRAFT": "Gmail sets the label DRAFT itself.",
    "CHAT": "Gmail sets the label CHAT itself.",
    "TRASH": "This tool does not move mail to the trash.",
    "SPAM": "This tool does not report mail as spam.",
}
# What Gmail's own labels mean, which their names do not say.
_MEANINGS = {
    "INBOX": "in the inbox; without it: archived",
    "UNREAD": "not read yet",
    "STARRED": "with a star",
    "IMPORTANT": "marked as important",
}
LabelNames = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=225)]],
    Field(description="Names or ids of labels that exist.", max_length=20),
]


class Label(BaseModel):
    """A label."""

    id: str
    name: str
    is_own: bool = Field(description="Made by the member; otherwise it is one of Gmail's.")

    def line(self) -> str:
        """One line about it."""
        meaning = _MEANINGS.get(self.id, "")
        about = "" if self.is_own else f" (of Gmail{', ' + meaning if meaning else ''})"
        return f"{self.name} (id {self.id}){about}" if self.is_own else f"{self.name}{about}"


class Labels(Result):
    """All labels: Gmail lists them at once."""

    labels: list[Label]

    def text(self) -> str:
        return "\n".join(f"- {label.line()}" for label in self.labels) or "There are no labels."


@SERVER.reads("List labels")
async def list_labels() -> Labels:
    """List the labels of the mailbox, the member's own and Gmail's. Use it before label_thread; not to find the mail
    that has a label (search_threads with label:).
    """
    return Labels(labels=[_label(each) for each in await _all()])


async def _all() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await reading.get(f"{ME}/labels")).get("labels") or []
    return found


def _label(data: Mapping[str, Any]) -> Label:
    return Label(id=str(data["id"]), name=one_line(str(data.get("name") or "")), is_own=data.get("type") != "system")


async def label_names() -> dict[str, str]:
    """The labels' names by id."""
    return {label.id: label.name for label in map(_label, await _all())}


class Labelled(Result):
    """A conversation's labels, as Gmail stored them."""

    id: str
    url: str
    labels: list[str]

    def text(self) -> str:
        return f"The conversation {self.id} now has: {', '.join(self.labels) or 'no labels'}. {self.url}"


@SERVER.writes("Label conversation", idempotent=True)
async def label_thread(
    thread_id: ThreadId,
    add: Annotated[LabelNames, Field(description="Labels to put on it, by name or id.")] = [],  # noqa: B006
    remove: Annotated[LabelNames, Field(description="Labels to take off it, by name or id.")] = [],  # noqa: B006
) -> Labelled:
    """Put labels on a conversation or take them off, for all its messages. Removing INBOX archives it, removing UNREAD
    marks it as read, adding STARRED gives it a star. Not for trash and spam; create_label makes a new label.
    """
    known = [_label(each) for each in await _all()]
    added, removed = [_id_of(name, known) for name in add], [_id_of(name, known) for name in remove]
    if not added and not removed:
        raise Refused("Name the labels to add or to remove.")
    if both := set(added) & set(removed):
        raise Refused(f"The same label cannot be added and removed: {', '.join(sorted(both))}.")
    body = {"addLabelIds": added, "removeLabelIds": removed}
    stored = await sorting.post(f"{ME}/threads/{segment(thread_id)}/modify", body)
    ids = {label for message in stored.get("messages") or [] for label in message.get("labelIds") or []}
    names = {label.id: label.name for label in known}
    return Labelled(id=thread_id, url=url_of(thread_id), labels=sorted(names.get(label, label) for label in ids))


def _id_of(name: str, known: list[Label]) -> str:
    """The id of a label by its id or name. Raises Refused for what is none, or is not for this tool."""
    wanted = name.strip()
    found = next((label for label in known if label.id == wanted), None) or next(
        (label for label in known if label.name.casefold() == wanted.casefold()), None
    )
    if found is None:
        own = ", ".join(label.name for label in known if label.is_own)[:500]
        raise Refused(f"There is no label {wanted!r}. The member's labels: {own or 'none'}. create_label makes one.")
    if found.id in _NOT_OURS:
        raise Refused(_NOT_OURS[found.id])
    return found.id


class StoredLabel(Result):
    """A new label."""

    label: Label

    def text(self) -> str:
        return f"Created the label {self.label.line()}."


@SERVER.writes("Create label")
async def create_label(
    name: Annotated[
        str, Field(description="Its name; a slash nests it, as in Work/Invoices.", min_length=1, max_length=225)
    ],
) -> StoredLabel:
    """Create a label of the member's own, when list_labels has none that fits. It is put on nothing: label_thread does
    that.
    """
    if CONTROL.search(name) or not name.strip():
        raise Refused("The name has to be in one line.")
    known = [_label(each) for each in await _all()]
    if any(label.name.casefold() == name.strip().casefold() for label in known):
        raise Refused(f"There is a label {name.strip()!r} already.")
    return StoredLabel(label=_label(await sorting.post(f"{ME}/labels", {"name": name.strip()})))
