"""Tools that write and send mail."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from pydantic import BaseModel, Field

from connectors.servers.api import Refused, segment
from connectors.servers.gmail.api import ME, SERVER, composing, message_headers, reading, together, url_of
from connectors.servers.gmail.composing import ANSWERED, Answered, answered, mailboxes, reply_subject, written
from connectors.servers.gmail.headers import addresses_of, people_of, received, subject_of
from connectors.servers.gmail.messages import WITHOUT_SUBJECT
from connectors.servers.tools import Cursor, Listed, Result

_MOST_PEOPLE = 50
Person = Annotated[str, Field(min_length=3, max_length=400)]
Someone = list[Person]
To = Annotated[
    Someone, Field(description='One address each, such as "Ada Byron <ada@acme.example>".', max_length=_MOST_PEOPLE)
]
Others = Annotated[Someone, Field(description="Further addresses.", max_length=_MOST_PEOPLE)]
Subject = Annotated[str, Field(description="The subject; leave it out of a reply, which keeps it.", max_length=250)]
Text = Annotated[str, Field(description="The text, plain; without what is answered.", min_length=1, max_length=100_000)]
ReplyTo = Annotated[
    str, Field(description="The id of the message that it answers; empty: it begins a conversation.", max_length=100)
]


class Draft(BaseModel):
    """A draft, by what it would send."""

    id: str
    message_id: str = Field(description="Of this version: it changes whenever the draft is changed.")
    title: str
    url: str
    recipients: list[str]
    changed: str

    def line(self) -> str:
        """One line about it."""
        facts = [f"draft id {self.id}", f"message id {self.message_id}"]
        facts += [f"changed {self.changed}"] if self.changed else []
        return f"{self.title} ({', '.join(facts)}), to {', '.join(self.recipients) or 'nobody yet'}: {self.url}"


class Drafts(Listed):
    """One page of drafts."""

    drafts: list[Draft]

    def text(self) -> str:
        return self.with_more("\n".join(f"- {draft.line()}" for draft in self.drafts) or "There are no drafts.")


class StoredDraft(Result):
    """A draft as it was stored; nothing was sent."""

    draft: Draft

    def text(self) -> str:
        return f"Saved as a draft, not sent: {self.draft.line()}"


class Sent(Result):
    """A mail that was sent."""

    id: str
    title: str
    url: str
    recipients: list[str]

    def text(self) -> str:
        return f"Sent {self.title} to {', '.join(self.recipients)} (message id {self.id}): {self.url}"


@dataclass(frozen=True)
class _Prepared:
    message: dict[str, Any]
    subject: str
    recipients: list[str]


async def _prepared(to: Someone, cc: Someone, bcc: Someone, subject: str, body: str, reply_to: str) -> _Prepared:
    """The message as Gmail takes it; whatever it would refuse is refused here."""
    reply = await _answered(reply_to) if reply_to else None
    subject = reply_subject(subject, reply.subject) if reply else subject
    people = [mailboxes(each) for each in (to or (reply.to if reply else []), cc, bcc)]
    if sum(map(len, people)) > _MOST_PEOPLE:
        raise Refused(f"At most {_MOST_PEOPLE} people in one mail.")
    raw = written(to=people[0], cc=people[1], bcc=people[2], subject=subject, body=body, reply=reply)
    message = {"raw": raw, **({"threadId": reply.thread_id} if reply else {})}
    return _Prepared(message, subject or WITHOUT_SUBJECT, [str(each) for some in people for each in some])


async def _answered(message_id: str) -> Answered:
    return answered(await message_headers(message_id, *ANSWERED))


@SERVER.writes("Create draft")
async def create_draft(
    body: Text,
    to: To = [],  # noqa: B006
    subject: Subject = "",
    cc: Others = [],  # noqa: B006
    bcc: Others = [],  # noqa: B006
    reply_to_message_id: ReplyTo = "",
) -> StoredDraft:
    """Write a draft into the mailbox, a new mail or a reply; nothing is sent. Prefer it to send_message when the member
    did not ask to send. A reply without `to` goes to the person who is answered.
    """
    mail = await _prepared(to, cc, bcc, subject, body, reply_to_message_id)
    stored = await composing.post(f"{ME}/drafts", {"message": mail.message})
    message = stored["message"]
    draft = Draft(
        id=stored["id"],
        message_id=message["id"],
        title=mail.subject,
        url=url_of(message.get("threadId") or message["id"]),
        recipients=mail.recipients,
        changed="",
    )
    return StoredDraft(draft=draft)


@SERVER.writes("Send mail")
async def send_message(
    to: Annotated[To, Field(min_length=1)],
    body: Text,
    subject: Subject = "",
    cc: Others = [],  # noqa: B006
    bcc: Others = [],  # noqa: B006
    reply_to_message_id: ReplyTo = "",
) -> Sent:
    """Send a mail at once, a new one or a reply. Only when the member asked to send; otherwise create_draft. It cannot
    be taken back. Not for a draft that exists (send_draft).
    """
    mail = await _prepared(to, cc, bcc, subject, body, reply_to_message_id)
    return _sent(await composing.post(f"{ME}/messages/send", mail.message), mail.subject, mail.recipients)


_RECIPIENTS = ("To", "Cc", "Bcc")


@SERVER.reads("List drafts")
async def list_drafts(
    query: Annotated[str, Field(description="As in Gmail's own search; empty: all.", max_length=1_000)] = "",
    limit: Annotated[int, Field(description="How many at most.", ge=1, le=25)] = 10,
    cursor: Cursor = "",
) -> Drafts:
    """List the drafts of the mailbox with subject, recipients and the ids that send_draft takes. Their text is read by
    get_message with the message id.
    """
    found = await reading.get(f"{ME}/drafts", {"q": query, "maxResults": limit, "pageToken": cursor})
    drafts = await together([partial(_draft, str(each["id"])) for each in found.get("drafts") or []])
    return Drafts(drafts=drafts, next_cursor=found.get("nextPageToken") or "")


async def _draft(draft_id: str) -> Draft:
    message = (await _draft_message(draft_id))["message"]
    payload = message.get("payload") or {}
    return Draft(
        id=draft_id,
        message_id=message["id"],
        title=subject_of(payload) or WITHOUT_SUBJECT,
        url=url_of(message.get("threadId") or message["id"]),
        recipients=people_of(payload, *_RECIPIENTS),
        changed=received(message),
    )


async def _draft_message(draft_id: str) -> dict[str, Any]:
    found: dict[str, Any] = await reading.get(f"{ME}/drafts/{segment(draft_id)}", {"format": "metadata"})
    return found


@SERVER.writes("Send draft")
async def send_draft(
    draft_id: Annotated[str, Field(description="The draft's id.", min_length=1, max_length=100)],
    message_id: Annotated[
        str, Field(description="Its message id, which stands for the version to send.", min_length=1, max_length=100)
    ],
    recipients: Annotated[
        Someone, Field(description="All addresses that it goes to.", min_length=1, max_length=_MOST_PEOPLE)
    ],
    subject: Annotated[str, Field(description="Its subject.", max_length=1_000)],
) -> Sent:
    """Send a draft as it is, with the ids that create_draft or list_drafts gave. Only when the member asked to send. It
    is not sent when it has changed since, or goes to other people. It cannot be taken back.
    """
    message = (await _draft_message(draft_id))["message"]
    payload = message.get("payload") or {}
    title, people = subject_of(payload) or WITHOUT_SUBJECT, people_of(payload, *_RECIPIENTS)
    if message["id"] != message_id:
        raise Refused("This draft was changed since: look at it again with list_drafts before it is sent.")
    if _bare(recipients) != {address.lower() for _, address in addresses_of(payload, *_RECIPIENTS)}:
        raise Refused(f"This draft goes to {', '.join(people) or 'nobody'}: name all of them.")
    if " ".join(subject.split()) not in (title, subject_of(payload)):
        raise Refused(f"The subject of this draft is {title!r}: name it.")
    sent = await composing.post(f"{ME}/drafts/send", {"id": draft_id})
    return _sent(sent, title, people)


def _bare(people: Someone) -> set[str]:
    return {address.addr_spec.lower() for address in mailboxes(people)}


def _sent(stored: dict[str, Any], subject: str, recipients: list[str]) -> Sent:
    url = url_of(stored.get("threadId") or stored["id"])
    return Sent(id=stored["id"], title=subject, url=url, recipients=recipients)
