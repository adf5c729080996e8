"""Messages and threads, as tools give them back."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field

from connectors.servers.gmail.api import url_of
from connectors.servers.gmail.bodies import Attachment, Body
from connectors.servers.gmail.headers import people_of, received, subject_of
from connectors.servers.quotes import without_quotes
from connectors.servers.tools import Listed, Result

MessageId = Annotated[str, Field(description="A message's id, as get_thread gives it.", min_length=1, max_length=100)]
ThreadId = Annotated[str, Field(description="A thread's id, as search_threads gives it.", min_length=1, max_length=100)]
WITHOUT_SUBJECT = "(without a subject)"


class FoundThread(BaseModel):
    """A thread in a list."""

    id: str
    title: str
    url: str
    people: list[str] = Field(description="Who wrote in it.")
    last: str = Field(description="When the last message came, UTC.")
    messages: int
    is_unread: bool
    snippet: str

    def line(self) -> str:
        """One entry of the list."""
        many = f"{self.messages} messages" if self.messages > 1 else "1 message"
        facts = [f"id {self.id}", f"last {self.last}", many, *(["unread"] if self.is_unread else [])]
        return f"{self.title} ({', '.join(facts)}), from {', '.join(self.people)}: {self.url}\n  {self.snippet}"


class FoundThreads(Listed):
    """One page of threads."""

    threads: list[FoundThread]

    def text(self) -> str:
        return self.with_more("\n".join(f"- {thread.line()}" for thread in self.threads) or "No mail was found.")


class Mail(BaseModel):
    """A message of a thread."""

    id: str
    title: str
    url: str
    sender: list[str]
    to: list[str]
    cc: list[str]
    date: str = Field(description="When Gmail got it, UTC.")
    labels: list[str]
    content: str
    note: str = Field(description="What of its text is not here, and how to get it.")
    attachments: list[Attachment]

    def as_text(self) -> str:
        """The message as the model reads it."""
        facts = {
            "From": ", ".join(self.sender),
            "To": ", ".join(self.to),
            "Cc": ", ".join(self.cc),
            "Date": self.date,
            "Labels": ", ".join(self.labels),
            "Attached": "; ".join(each.line() for each in self.attachments),
        }
        head = [f"Message {self.id}", *(f"{name}: {value}" for name, value in facts.items() if value)]
        return "\n".join([*head, "", self.content or "(no text)", *([self.note] if self.note else [])])


class Thread(Result):
    """A thread with its messages, the oldest first."""

    id: str
    title: str
    url: str
    messages: list[Mail]
    left_out: int = Field(description="How many older messages are not listed at all.")

    def text(self) -> str:
        head = f"{self.title}: {self.url}"
        head += f"\n{self.left_out} older messages are left out: open the link for them." if self.left_out else ""
        return "\n\n---\n\n".join([head, *(mail.as_text() for mail in self.messages)])


def mail_of(message: Mapping[str, Any], labels: Mapping[str, str], content: str, note: str, body: Body) -> Mail:
    """A message with as much of its text as was decided."""
    payload = message.get("payload") or {}
    return Mail(
        id=str(message["id"]),
        title=subject_of(payload) or WITHOUT_SUBJECT,
        url=url_of(str(message.get("threadId") or message["id"])),
        sender=people_of(payload, "From"),
        to=people_of(payload, "To"),
        cc=people_of(payload, "Cc"),
        date=received(message),
        labels=[labels.get(label, label) for label in message.get("labelIds") or []],
        content=content,
        note=note,
        attachments=body.attachments,
    )


def own_words(body: Body, subject: str, include_quoted: bool = False) -> tuple[str, str]:
    """The text, without what it quotes, and what is to be said about what is left out."""
    text, was_cut = (body.text, False) if include_quoted else without_quotes(body.text, subject)
    notes = ["Quoted mails are left out: get_message with include_quoted shows them."] if was_cut else []
    notes += ["A long part is left out: get_message shows it."] if body.missing else []
    notes += ["A very long part is left out: open the link for it."] if body.is_cut else []
    return text, " ".join(notes)


def latest(messages: Sequence[Mapping[str, Any]]) -> str:
    """When the last of them came."""
    return max((received(message) for message in messages), default="")
