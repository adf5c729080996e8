"""What people say about a Figma file, and the writes: comments, replies and dev resources."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from connectors.servers.api import Refused
from connectors.servers.figma.api import SERVER, FileRef, NodeRef, figma, key_of, link_to, node_of, path_of, words
from connectors.servers.figma.layers import resource_of, resources_of
from connectors.servers.tools import Cursor, Listed, Result

LONGEST_MESSAGE = 4000
MOST_RESOURCES = 10

CommentId = Annotated[str, Field(description="A comment's id, from list_comments.", pattern=r"^\d{1,30}$")]
Message = Annotated[str, Field(description="Plain text.", min_length=1, max_length=LONGEST_MESSAGE)]


class Comment(BaseModel):
    """A comment or a reply; `reply_to` is empty for the first of a thread."""

    id: str
    message: str
    by: str
    created_at: str
    resolved_at: str
    reply_to: str
    node: str
    url: str


class Comments(Listed):
    """One page of threads, the newest first, each followed by its replies."""

    title: str
    comments: list[Comment]

    def text(self) -> str:
        return self.with_more("\n".join(map(_line, self.comments)) or f"There are no {self.title}.")


def _line(said: Comment) -> str:
    marks = [f"id {said.id}", f"at layer {said.node}" if said.node else "", "resolved" if said.resolved_at else ""]
    where = "  - reply" if said.reply_to else "-"
    return f"{where} {said.by}, {said.created_at} ({', '.join(m for m in marks if m)}): {said.message} {said.url}"


@SERVER.reads("List comments")
async def list_comments(
    file: FileRef,
    show: Annotated[Literal["open", "all"], Field(description="open: threads that are not resolved.")] = "open",
    cursor: Cursor = "",
    limit: Annotated[int, Field(description="Threads a page.", ge=1, le=50)] = 25,
) -> Comments:
    """List a file's comment threads with their replies, the newest thread first. Use it for feedback and open
    questions. Not for the history of saved versions.
    """
    key = key_of(file)
    threads = _threads(await _comments(key), show)
    first = int(cursor) if cursor.isdecimal() and len(cursor) < 10 else 0
    if cursor and not first:
        raise Refused("This cursor is none of list_comments.")
    page, rest = threads[first : first + limit], len(threads) > first + limit
    return Comments(
        title=f"{show} comments" if show == "open" else "comments",
        comments=[_comment(each, key) for thread in page for each in thread],
        next_cursor=str(first + limit) if rest else "",
    )


async def _comments(key: str) -> list[dict[str, Any]]:
    """All of them at once: Figma does not page this list."""
    found: list[dict[str, Any]] = (await figma.get(path_of(key, "/comments"), {"as_md": True}))["comments"]
    return found


def _threads(comments: list[dict[str, Any]], show: str) -> list[list[dict[str, Any]]]:
    by_time = sorted(comments, key=lambda each: str(each.get("created_at")))
    firsts = [each for each in by_time if not each.get("parent_id") and (show == "all" or not each.get("resolved_at"))]
    return [[first, *(each for each in by_time if each.get("parent_id") == first["id"])] for first in reversed(firsts)]


def _comment(found: dict[str, Any], key: str) -> Comment:
    place = found.get("client_meta")
    node = words(place.get("node_id"), 60) if isinstance(place, dict) else ""
    user = found.get("user")
    return Comment(
        id=words(found["id"]),
        message=words(found.get("message"), LONGEST_MESSAGE),
        by=words(user.get("handle")) if isinstance(user, dict) else "",
        created_at=words(found.get("created_at")),
        resolved_at=words(found.get("resolved_at")),
        reply_to=words(found.get("parent_id")),
        node=node,
        url=f"{link_to(key, node)}#{words(found['id'])}",
    )


class Commented(Result):
    """The comment as Figma stored it."""

    comment: Comment

    def text(self) -> str:
        return f"Commented (id {self.comment.id}): {self.comment.message} {self.comment.url}"


@SERVER.writes("Add comment")
async def add_comment(
    file: FileRef,
    message: Message,
    node: Annotated[
        str, Field(description="A frame's id to pin it to; empty: the file as a whole.", max_length=500)
    ] = "",
) -> Commented:
    """Start a comment thread on a file, or on one of its layers, in the member's name: everyone with access sees it and
    may be notified. Not for an answer to a thread: use reply_to_comment.
    """
    key, at = key_of(file), node_of(node) if node else ""
    if at:
        await _check_layer(key, at)
    place = {"client_meta": {"node_id": at, "node_offset": {"x": 0, "y": 0}}} if at else {}
    return await _post(key, {"message": message, **place})


@SERVER.writes("Reply to comment")
async def reply_to_comment(file: FileRef, comment: CommentId, message: Message) -> Commented:
    """Answer in a comment thread in the member's name. Not for a new thread, and it does not resolve the thread."""
    key = key_of(file)
    asked = next((each for each in await _comments(key) if str(each.get("id")) == comment), None)
    if asked is None:
        raise Refused(f"This file has no comment {comment}. List its comments first.")
    if asked.get("parent_id"):
        raise Refused(f"Comment {comment} is a reply itself. Reply to its thread: {words(asked['parent_id'])}.")
    return await _post(key, {"message": message, "comment_id": comment})


async def _check_layer(key: str, node: str) -> None:
    found = await figma.get(path_of(key, "/nodes"), {"ids": node, "depth": 1})
    if not isinstance(found["nodes"].get(node), dict):
        raise Refused(f"The file has no layer {node}.")


async def _post(key: str, body: dict[str, Any]) -> Commented:
    return Commented(comment=_comment(await figma.post(path_of(key, "/comments"), body), key))


class Attached(Result):
    """The dev resource as Figma stored it."""

    id: str
    title: str
    url: str
    node_url: str

    def text(self) -> str:
        return f"Attached {self.title} ({self.url}) to {self.node_url}"


@SERVER.writes("Add dev resource")
async def add_dev_resource(
    file: FileRef,
    node: NodeRef,
    title: Annotated[
        str, Field(description="What the link shows, such as Pull request 12.", min_length=1, max_length=200)
    ],
    url: Annotated[str, Field(description="An https address.", pattern=r"^https?://\S+$", max_length=2000)],
) -> Attached:
    """Attach a link (code, ticket, documentation) to a layer, shown to everyone in Dev Mode. Not for saying something:
    use add_comment.
    """
    key, at = key_of(file), node_of(node)
    there = await resources_of(key, at)
    if any(each.url == url for each in there):
        raise Refused("That link is already attached to this layer.")
    if len(there) >= MOST_RESOURCES:
        raise Refused(f"A layer can have {MOST_RESOURCES} dev resources, and this one has them.")
    wanted = {"name": title, "url": url, "file_key": key, "node_id": at}
    made = await figma.post("/v1/dev_resources", {"dev_resources": [wanted]})
    # What Figma did not accept stands beside what it made, with status 200.
    if not made["links_created"]:
        why = next((words(each.get("error")) for each in made.get("errors") or []), "no reason given")
        raise Refused(f"Figma did not attach it: {why}")
    stored = resource_of(made["links_created"][0])
    return Attached(id=stored.id, title=stored.title, url=stored.url, node_url=stored.node_url)
