"""Figma's files: what a file is, what is on its pages, and its history."""

from typing import Annotated, Any
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel, Field

from connectors.servers.figma.api import SERVER, FileRef, figma, key_of, link_to, path_of, words
from connectors.servers.figma.trees import Layer, flat, outline
from connectors.servers.tools import Cursor, Listed, Result

MOST_LAYERS = 400


class FileDetails(Result):
    """A file without its content."""

    key: str
    title: str
    editor: str
    folder: str
    role: str
    link_access: str
    creator: str
    last_changed_at: str
    last_changed_by: str
    version: str
    url: str

    def text(self) -> str:
        changed = f"Last changed {self.last_changed_at or 'at an unknown time'}"
        changed += f" by {self.last_changed_by}" if self.last_changed_by else ""
        return "\n".join(
            [
                f"{self.title} (key {self.key}): {self.url}",
                f"Editor {self.editor or '?'}, folder {self.folder or '?'}, created by {self.creator or '?'}.",
                f"{changed}; version {self.version or '?'}.",
                f"This account is {self.role or 'unknown'} of it; link access: {self.link_access or 'unknown'}.",
            ]
        )


@SERVER.reads("Get file details")
async def get_file_details(file: FileRef) -> FileDetails:
    """Get a file's name, editor, folder, last change and this account's role in it. Cheap: begin here when only a link
    is known. Not for what the file shows: use get_file_structure.
    """
    key = key_of(file)
    found = (await figma.get(path_of(key, "/meta")))["file"]
    return FileDetails(
        key=key,
        title=words(found.get("name")),
        editor=words(found.get("editorType")),
        folder=words(found.get("folder_name")),
        role=words(found.get("role")),
        link_access=words(found.get("link_access")),
        creator=_name(found.get("creator")),
        last_changed_at=words(found.get("last_touched_at")),
        last_changed_by=_name(found.get("last_touched_by")),
        version=words(found.get("version")),
        url=link_to(key),
    )


class FileStructure(Result):
    """The layers of a file from its pages down, in order; `depth` says how far below the page one is."""

    key: str
    title: str
    version: str
    last_changed_at: str
    url: str
    layers: list[Layer]
    left_out: int

    def text(self) -> str:
        head = f"{self.title} (key {self.key}, version {self.version}, changed {self.last_changed_at}): {self.url}"
        more = f"\n{self.left_out} more layers are left out: ask get_layers for one page." if self.left_out else ""
        return f"{head}\n{outline(self.layers) or 'The file has no pages that can be read.'}{more}"


@SERVER.reads("Get file structure")
async def get_file_structure(
    file: FileRef,
    depth: Annotated[int, Field(description="1: pages; 2: their top frames; 3 and 4: further down.", ge=1, le=4)] = 2,
) -> FileStructure:
    """Get an outline of a file: its pages and frames with their ids. Use it to find the layer that a question is about.
    Not for texts, colours and sizes inside a frame: use get_layers.
    """
    key = key_of(file)
    found = await figma.get(path_of(key), {"depth": depth})
    pages = [page for page in (found.get("document") or {}).get("children") or [] if isinstance(page, dict)]
    layers = [layer for page in pages for layer in flat(page, key)]
    return FileStructure(
        key=key,
        title=words(found.get("name")),
        version=words(found.get("version")),
        last_changed_at=words(found.get("lastModified")),
        url=link_to(key),
        layers=layers[:MOST_LAYERS],
        left_out=max(len(layers) - MOST_LAYERS, 0),
    )


class Version(BaseModel):
    """One entry of a file's history."""

    id: str
    title: str
    description: str
    created_at: str
    by: str
    url: str


class Versions(Listed):
    """One page of a file's history, the newest first."""

    versions: list[Version]

    def text(self) -> str:
        lines = [
            f"- {each.created_at} {each.title or '(autosaved)'} by {each.by} (id {each.id})"
            + (f": {each.description}" if each.description else "")
            for each in self.versions
        ]
        return self.with_more("\n".join(lines) or "There are no versions.")


@SERVER.reads("List versions")
async def list_versions(
    file: FileRef,
    cursor: Cursor = "",
    limit: Annotated[int, Field(description="Versions a page.", ge=1, le=50)] = 20,
) -> Versions:
    """List a file's saved versions, the newest first, with who saved them and why. Use it for what changed and when.
    Not for comments, and it does not show what a version looked like.
    """
    key = key_of(file)
    found = await figma.get(path_of(key, "/versions"), {"page_size": limit, "before": cursor})
    return Versions(versions=[_version(each, key) for each in found["versions"]], next_cursor=_before(found, cursor))


def _version(found: dict[str, Any], key: str) -> Version:
    return Version(
        id=words(found["id"]),
        title=words(found.get("label")),
        description=words(found.get("description"), 500),
        created_at=words(found["created_at"]),
        by=_name(found.get("user")),
        url=f"{link_to(key)}?version-id={words(found['id'])}",
    )


def _before(found: dict[str, Any], cursor: str) -> str:
    """The `before` of the next page's address; Figma names no cursor, and may repeat the page that was asked for."""
    address = (found.get("pagination") or {}).get("next_page")
    before = parse_qs(urlsplit(address).query).get("before", [""])[0] if isinstance(address, str) else ""
    return before if before != cursor and found["versions"] else ""


def _name(user: Any) -> str:
    return words(user.get("handle")) if isinstance(user, dict) else ""
