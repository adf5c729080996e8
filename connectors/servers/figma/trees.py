"""Figma's trees of layers as flat lists that a model can read."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from connectors.servers.figma.api import link_to, words
from connectors.servers.texts import cut, share
from organizations.text import clean_text

LONGEST_TEXT = 2_000


class Layer(BaseModel):
    """A layer. `depth` is how far below the first one it is. One inside a hidden layer is hidden too."""

    id: str
    title: str
    type: str
    depth: int
    size: str = ""
    text: str = ""
    font: str = ""
    color: str = ""
    layout: str = ""
    component: str = ""
    is_hidden: bool = False
    url: str


def flat(node: dict[str, Any], key: str, depth: int = 0) -> Iterator[Layer]:
    """The layer and all below it, in the order of the file. Iterative: trees can be deep."""
    open_: list[tuple[dict[str, Any], int, bool]] = [(node, depth, False)]
    while open_:
        at, level, is_inside_hidden = open_.pop()
        layer = _layer(at, key, level, is_inside_hidden)
        yield layer
        children = [child for child in at.get("children") or [] if isinstance(child, dict)]
        open_.extend((child, level + 1, layer.is_hidden) for child in reversed(children))


def outline(layers: list[Layer]) -> str:
    """The layers as an indented list."""
    longest = share(sum(bool(layer.text) for layer in layers), most=LONGEST_TEXT)
    return "\n".join(_line(layer, longest) for layer in layers)


def _line(layer: Layer, longest: int) -> str:
    facts = [layer.type, f"id {layer.id}", layer.size, layer.font, layer.color, layer.layout]
    facts += [f"of component {layer.component}" if layer.component else "", "hidden" if layer.is_hidden else ""]
    said = f': "{cut(words(layer.text, LONGEST_TEXT), longest)}"' if layer.text not in ("", layer.title) else ""
    return f"{'  ' * layer.depth}- {layer.title} ({', '.join(fact for fact in facts if fact)}){said}"


def _layer(node: dict[str, Any], key: str, depth: int, is_inside_hidden: bool) -> Layer:
    identity = words(node.get("id"))
    return Layer(
        id=identity,
        title=words(node.get("name"), 120) or "(without a name)",
        type=words(node.get("type"), 40),
        depth=depth,
        size=_size(node.get("absoluteBoundingBox") or node.get("size")),
        text=_written(node.get("characters")),
        font=_font(node.get("style")),
        color=_color(node.get("fills")),
        layout=_layout(node),
        component=words(node.get("componentId"), 60),
        is_hidden=is_inside_hidden or node.get("visible") is False,
        url=link_to(key, identity),
    )


def _written(characters: Any) -> str:
    """The text with its line breaks."""
    return cut(clean_text(characters), LONGEST_TEXT) if isinstance(characters, str) else ""


def _size(box: Any) -> str:
    width, height = (box.get("width"), box.get("height")) if isinstance(box, dict) else (None, None)
    numbers = isinstance(width, int | float) and isinstance(height, int | float)
    return f"{width:g} x {height:g}" if numbers else ""


def _font(style: Any) -> str:
    if not isinstance(style, dict) or not style.get("fontFamily"):
        return ""
    weight, size = style.get("fontWeight"), style.get("fontSize")
    return " ".join(
        str(part) for part in (words(style["fontFamily"], 60), weight, f"{size:g} px" if size else "") if part
    )


def _color(fills: Any) -> str:
    """The topmost solid fill that is seen, as a hex colour; Figma writes channels between 0 and 1."""
    solid = [fill for fill in fills or [] if isinstance(fill, dict) and fill.get("type") == "SOLID"]
    seen = [fill for fill in solid if fill.get("visible") is not False and isinstance(fill.get("color"), dict)]
    if not seen:
        return ""
    color, opacity = seen[-1]["color"], seen[-1].get("opacity", 1)
    channels = "".join(f"{round(255 * min(max(color.get(part, 0), 0), 1)):02x}" for part in "rgb")
    share = color.get("a", 1) * opacity
    return f"#{channels}" if share >= 1 else f"#{channels} at {share:.0%}"


def _layout(node: dict[str, Any]) -> str:
    mode = node.get("layoutMode")
    if mode not in ("HORIZONTAL", "VERTICAL", "GRID"):
        return ""
    gap = node.get("itemSpacing")
    return f"auto layout {mode.lower()}" + (f", gap {gap:g}" if isinstance(gap, int | float) else "")
