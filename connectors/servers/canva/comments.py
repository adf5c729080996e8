"""Comments on Canva's designs. Canva lists no threads: one is known by its id, from its link or from add_comment."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from connectors.servers.api import Refused, segment
from connectors.servers.canva.api import ID, SERVER, DesignId, canva, moment, words
from connectors.servers.tools import Cursor, Listed, Result

LONGEST_MESSAGE = 2048

ThreadId = Annotated[str, Field(description="A comment thread's id.", pattern=ID)]
Message = Annotated[str, Field(description="Plain text.", min_length=1, max_length=LONGEST_MESSAGE)]


class Said(BaseModel):
    """A comment or a reply."""

    id: str
    by: str
    message: str
    created_at: str


class Thread(Listed):
    """A thread's first comment and one page of its replies, in their order."""

    design: str
    first: Said
    is_resolved: bool
    replies: list[Said]
    url: str

    def text(self) -> str:
        state = " (resolved)" if self.is_resolved else ""
        lines = [f"Thread {self.first.id} on design {self.design}{state}: {self.url}", _line(self.first)]
        return self.with_more("\n".join([*lines, *map(_line, self.replies)]))


def _line(said: Said) -> str:
    return f"- {said.by}, {said.created_at}: {said.message}"


@SERVER.reads("Read comment thread")
async def get_comment_thread(
    design: DesignId,
    thread: ThreadId,
    cursor: Cursor = "",
    limit: Annotated[int, Field(description="Replies a page.", ge=1, le=50)] = 50,
) -> Thread:
    """Read a comment thread of a design with its replies. Use it when the thread's id is known: Canva's API has no list
    of a design's threads.
    """
    path = f"/v1/designs/{segment(design)}/comments/{segment(thread)}"
    found = (await canva.get(path))["thread"]
    replies = await canva.get(f"{path}/replies", {"limit": limit, "continuation": cursor})
    kind = found["thread_type"]
    return Thread(
        design=words(found["design_id"], 60),
        first=_said(found, kind.get("content")),
        is_resolved=bool(kind.get("resolver")),
        replies=[_said(each, each.get("content")) for each in replies["items"]],
        url=_link(design),
        next_cursor=words(replies.get("continuation"), 2000),
    )


def _said(found: dict[str, Any], content: Any) -> Said:
    # An author whose account is gone is missing; a suggestion has no content.
    author = found.get("author") or {}
    text = content.get("plaintext") if isinstance(content, dict) else None
    return Said(
        id=words(found["id"], 60),
        by=words(author.get("display_name")) or "somebody",
        message=words(text, LONGEST_MESSAGE) or "(a suggestion, which Canva shows in its editor)",
        created_at=moment(found.get("created_at")),
    )


def _link(design: str) -> str:
    return f"https://www.canva.com/design/{design}/edit"


class Commented(Result):
    """The comment or reply as Canva stored it."""

    thread: str
    said: Said
    url: str

    def text(self) -> str:
        return f"Commented (thread {self.thread}): {self.said.message} {self.url}"


@SERVER.writes("Add comment")
async def add_comment(design: DesignId, message: Message) -> Commented:
    """Start a comment thread on a design in the member's name; everyone with access sees it. Not for an answer to a
    thread: use reply_to_comment.
    """
    path = f"/v1/designs/{segment(design)}/comments"
    made = (await canva.post(path, {"message_plaintext": _message(message)}))["thread"]
    said = _said(made, made["thread_type"].get("content"))
    return Commented(thread=said.id, said=said, url=_link(design))


@SERVER.writes("Reply to comment")
async def reply_to_comment(design: DesignId, thread: ThreadId, message: Message) -> Commented:
    """Answer in a comment thread of a design in the member's name. Not for a new thread: use add_comment."""
    path = f"/v1/designs/{segment(design)}/comments/{segment(thread)}/replies"
    made = (await canva.post(path, {"message_plaintext": _message(message)}))["reply"]
    return Commented(thread=words(made["thread_id"], 60), said=_said(made, made.get("content")), url=_link(design))


def _message(message: str) -> str:
    if not message.strip():
        raise Refused("The comment is empty.")
    return message
