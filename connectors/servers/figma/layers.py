"""Figma's layers: what is in them, how they look, and the links to code beside them."""

import base64
from typing import Annotated, Any, Literal

from mcp_types import ImageContent
from pydantic import BaseModel, Field, PrivateAttr

from connectors.servers.api import Refused, segment
from connectors.servers.figma.api import SERVER, FileRef, NodeRef, figma, key_of, link_to, node_of, path_of, words
from connectors.servers.figma.trees import Layer, flat, outline
from connectors.servers.tools import Result

MOST_LAYERS = 300
# A model's picture may have 5 MB as base64; more is scaled by the engine, but has to fit into one result.
LARGEST_PICTURE = 3 * 1024 * 1024
_KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}

Nodes = Annotated[list[NodeRef], Field(description="Ids of layers, at most 10.", min_length=1, max_length=10)]


class Layers(Result):
    """Layers with what is below them, in order. `not_found` are ids that the file does not have."""

    title: str
    layers: list[Layer]
    not_found: list[str]
    left_out: int
    url: str

    def text(self) -> str:
        lines = [f"{self.title}: {self.url}", outline(self.layers)]
        lines += [f"The file has no layer {', '.join(self.not_found)}."] if self.not_found else []
        lines += [f"{self.left_out} more are left out: ask for fewer, or less depth."] if self.left_out else []
        return "\n".join(line for line in lines if line)


@SERVER.reads("Get layers")
async def get_layers(
    file: FileRef,
    nodes: Nodes,
    depth: Annotated[int, Field(description="How far below each layer to read.", ge=1, le=6)] = 3,
) -> Layers:
    """Get layers with their texts, sizes, colours, fonts and layout, and what is below them. Use it to describe or
    compare a screen, or to read its words. Not for finding layers (get_file_structure) or for pictures (render_layers).
    """
    key, ids = key_of(file), [node_of(node) for node in nodes]
    found = await figma.get(path_of(key, "/nodes"), {"ids": ",".join(ids), "depth": depth})
    known = {name: node["document"] for name, node in found["nodes"].items() if isinstance(node, dict)}
    layers = [layer for name in ids if name in known for layer in flat(known[name], key)]
    return Layers(
        title=words(found.get("name")),
        layers=layers[:MOST_LAYERS],
        not_found=[name for name in ids if name not in known],
        left_out=max(len(layers) - MOST_LAYERS, 0),
        url=link_to(key, ids[0]),
    )


class Rendering(BaseModel):
    """One layer's picture, or why there is none."""

    id: str
    url: str
    bytes: int
    problem: str


class Renderings(Result):
    """Pictures of layers, in the order of the request."""

    renderings: list[Rendering]
    _pictures: list[ImageContent] = PrivateAttr(default_factory=list)

    def text(self) -> str:
        lines = [f"- {each.id}: {each.problem or 'see the picture'} ({each.url})" for each in self.renderings]
        return "\n".join(lines)

    def pictures(self) -> list[ImageContent]:
        return self._pictures


@SERVER.reads("Render layers")
async def render_layers(
    file: FileRef,
    nodes: Annotated[list[NodeRef], Field(description="Ids of layers, at most 3.", min_length=1, max_length=3)],
    kind: Annotated[Literal["png", "jpg"], Field(description="jpg is smaller for photographs.")] = "png",
    scale: Annotated[float, Field(description="1: the layer's own size in pixels.", ge=0.1, le=4)] = 1,
) -> Renderings:
    """Look at layers: renders each as a picture. Use it when the look matters; a page or a large frame is better asked
    for with a small scale. Not for reading texts: get_layers gives them exactly.
    """
    key, ids = key_of(file), [node_of(node) for node in nodes]
    asked = {"ids": ",".join(ids), "format": kind, "scale": f"{scale:g}"}
    found = await figma.get(f"/v1/images/{segment(key)}", asked)
    if found.get("err"):
        raise Refused(f"Figma could not render this: {words(found['err'])}")
    loaded = [await _loaded(found["images"].get(node)) for node in ids]
    renderings = [
        Rendering(id=node, url=link_to(key, node), bytes=len(data), problem=problem)
        for node, (data, problem) in zip(ids, loaded, strict=True)
    ]
    result = Renderings(renderings=renderings)
    result._pictures = [_content(data) for data, problem in loaded if not problem]
    return result


async def _loaded(address: Any) -> tuple[bytes, str]:
    """(picture, why not) from the storage that Figma names: another host, which gets no token."""
    if not isinstance(address, str):
        return b"", "Figma cannot render it: there is no such layer, or nothing in it can be seen."
    answer = await figma.if_possible(figma.ask("GET", address, headers={"accept": "image/*"}))
    if answer is None:
        return b"", "the picture could not be loaded: try again, or with a smaller scale"
    if len(answer.body) > LARGEST_PICTURE:
        return b"", f"the picture is larger than {LARGEST_PICTURE >> 20} MB: ask with a smaller scale"
    if _kind(answer.body) is None:
        return b"", "Figma's answer is no picture"
    return answer.body, ""


def _kind(data: bytes) -> str | None:
    return next((kind for start, kind in _KINDS.items() if data.startswith(start)), None)


def _content(data: bytes) -> ImageContent:
    return ImageContent(data=base64.b64encode(data).decode(), mime_type=_kind(data) or "")


class DevResource(BaseModel):
    """A link to code or a ticket at a layer."""

    id: str
    title: str
    url: str
    node: str
    node_url: str


class DevResources(Result):
    """The dev resources of a file, or of one of its layers."""

    resources: list[DevResource]

    def text(self) -> str:
        lines = [f"- {each.title}: {each.url} (at layer {each.node}, {each.node_url})" for each in self.resources]
        return "\n".join(lines) or "There are no dev resources."


@SERVER.reads("List dev resources")
async def list_dev_resources(
    file: FileRef, node: Annotated[str, Field(description="A layer's id; empty: the whole file.", max_length=500)] = ""
) -> DevResources:
    """List the links (code, tickets, documentation) that are attached to a file's layers. Not for comments."""
    return DevResources(resources=await resources_of(key_of(file), node_of(node) if node else ""))


async def resources_of(key: str, node: str) -> list[DevResource]:
    """All of them: Figma does not page this list."""
    found = await figma.get(path_of(key, "/dev_resources"), {"node_ids": node})
    return [resource_of(each) for each in found["dev_resources"]]


def resource_of(found: dict[str, Any]) -> DevResource:
    """A dev resource as Figma stored it."""
    node = words(found.get("node_id"))
    return DevResource(
        id=words(found["id"]),
        title=words(found.get("name")),
        url=words(found.get("url"), 2000),
        node=node,
        node_url=link_to(words(found.get("file_key")), node),
    )
