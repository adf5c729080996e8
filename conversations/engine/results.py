"""What a tool returned, as blocks for the model: capped, with images where the model can see them."""

import json
from typing import Any

from connectors.mcp import ToolOutcome
from conversations.engine.budget import RESULT_CHARACTERS
from conversations.engine.links import markdown_link

SEEN_IMAGES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
LARGEST_IMAGE_BYTES = 1024 * 1024


def for_model(outcome: ToolOutcome) -> tuple[list[dict[str, Any]], bool]:
    """(blocks, truncated). Text is cut to head and tail over the cap, with a note that says so."""
    blocks = [_block(block) for block in outcome.blocks] or _structured(outcome)
    texts = [block for block in blocks if block["type"] == "text"]
    total = sum(len(block["text"]) for block in texts)
    if total <= RESULT_CHARACTERS:
        return blocks, False
    joined = "\n".join(block["text"] for block in texts)
    half = RESULT_CHARACTERS // 2
    left_out = len(joined) - 2 * half
    cut = f"{joined[:half]}\n\n[… {left_out} characters left out …]\n\n{joined[-half:]}"
    images = [block for block in blocks if block["type"] != "text"]
    return [{"type": "text", "text": cut}, *images], True


def _structured(outcome: ToolOutcome) -> list[dict[str, Any]]:
    """What a server gave as data alone; servers should repeat it as text, not all do."""
    if outcome.structured is None:
        return []
    return [{"type": "text", "text": json.dumps(outcome.structured, ensure_ascii=False)}]


def _block(block: dict[str, Any]) -> dict[str, Any]:
    kind = block["type"]
    if kind == "text":
        return {"type": "text", "text": block["text"]}
    if kind == "image" and block["mime_type"] in SEEN_IMAGES and block["bytes"] <= LARGEST_IMAGE_BYTES:
        source = {"type": "base64", "media_type": block["mime_type"], "data": block["data"]}
        return {"type": "image", "source": source}
    if kind == "resource" and "text" in block:
        return {"type": "text", "text": f"{block['uri']}\n{block['text']}"}
    if kind == "resource_link":
        return {
            "type": "text",
            "text": markdown_link(block.get("title") or block.get("name") or "", block["uri"] or ""),
        }
    return {
        "type": "text",
        "text": f"[{kind}, {block.get('mime_type', 'unknown type')}, {block.get('bytes', 0)} bytes]",
    }
