"""Pictures in a request: their type is what their bytes say, and the newest ones are seen, up to the API's limits.

The limits are the API's own (platform.claude.com, "Vision" and "Errors"): PNG, JPEG, GIF and WebP; 5 MB for one
picture, counted on its base64 text ("image exceeds 5 MB maximum: 5316852 bytes > 5242880 bytes"); 8000 pixels a side,
but 2000 in a request with more than 20 pictures; 32 MB for a whole request, 20 MB at some partners.
"""

import base64
import binascii
from typing import Any

LARGEST_BASE64 = 5 * 1024 * 1024
# One more, and pictures of more than 2000 pixels a side make the request fail.
MOST_PICTURES = 20
# Of one request, so that its words and tools have room beside them.
MOST_BASE64 = 16 * 1024 * 1024
NOT_SHOWN = "[a picture that is not shown any more]"
UNREADABLE = "[a picture that cannot be read]"

Block = dict[str, Any]


def media_type_of(start: bytes) -> str | None:
    """The type of a picture that the model can see, by its first twelve bytes; None for everything else."""
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if start.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if start.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return "image/webp"
    return None


def picture_block(data: bytes, media_type: str) -> Block:
    """A picture as the API takes it."""
    source = {"type": "base64", "media_type": media_type, "data": base64.b64encode(data).decode()}
    return {"type": "image", "source": source}


def words(text: str) -> Block:
    """Words in a picture's place."""
    return {"type": "text", "text": text}


def seen(block: Block, *, in_error: bool) -> Block:
    """A stored picture as it may go out: with the type that it has, or as words where the API would refuse it."""
    source = block.get("source")
    data = source.get("data") if isinstance(source, dict) else None
    media_type = media_type_of(_start(data)) if isinstance(data, str) else None
    if media_type is None or len(data or "") > LARGEST_BASE64:
        return words(UNREADABLE)
    if in_error:
        # "all content must be type text if is_error is true"
        return words("[a picture that came with the error]")
    return {"type": "image", "source": {"type": "base64", "media_type": media_type, "data": data}}


def _start(data: str) -> bytes:
    try:
        return base64.b64decode(data[:16], validate=True)
    except (binascii.Error, ValueError):
        return b""


def newest_only(messages: list[dict[str, Any]], most: int = MOST_PICTURES) -> list[dict[str, Any]]:
    """The messages with at most so many pictures, the newest; words stand for the others."""
    count, size = 0, 0

    def keep(block: Block) -> bool:
        nonlocal count, size
        count, size = count + 1, size + len(block["source"]["data"])
        return count <= most and size <= MOST_BASE64

    return [_with_pictures(message, keep) for message in reversed(messages)][::-1]


def _with_pictures(message: dict[str, Any], keep: Any) -> dict[str, Any]:
    if message["role"] != "user" or isinstance(message["content"], str):
        return message
    return {**message, "content": [_of_result(block, keep) for block in reversed(message["content"])][::-1]}


def _of_result(block: Block, keep: Any) -> Block:
    content = block.get("content")
    if not isinstance(content, list) or not any(inner["type"] == "image" for inner in content):
        return block
    kept = [inner if inner["type"] != "image" or keep(inner) else words(NOT_SHOWN) for inner in reversed(content)]
    return {**block, "content": kept[::-1]}
