"""Pictures in a request: typed by their bytes, and only the newest ones, within the API's limits.

The limits are the API's own (platform.claude.com, "Vision" and "Errors"): PNG, JPEG, GIF and WebP; 5 MB for one
picture, counted on its base64 text ("image exceeds 5 MB maximum: 5316852 bytes > 5242880 bytes"); 8000 pixels a side,
but 2000 in a request with more than 20 pictures; 32 MB for a whole request, 20 MB at some partners.
"""

import base64
import binascii
import io
import struct
import zlib
from collections.abc import Iterable
from typing import Any

from PIL import Image, ImageOps

LARGEST_BASE64 = 5 * 1024 * 1024
# With more, pictures of over 2000 pixels a side make the request fail.
MOST_PICTURES = 20
# For all pictures of one request, which leaves room for text and tools.
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
    """Words instead of a picture."""
    return {"type": "text", "text": text}


def seen(block: Block, *, in_error: bool) -> Block:
    """A stored picture as it may go out: with its real type, or as words if the API would refuse it."""
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
    """The messages with at most so many pictures, the newest; the others become words."""
    count, size = 0, 0

    def keep(block: Block) -> bool:
        nonlocal count, size
        count, size = count + 1, size + len(block["source"]["data"])
        return count <= most and size <= MOST_BASE64

    return [_with_pictures(message, keep) for message in reversed(messages)][::-1]


def has_pictures(messages: Iterable[dict[str, Any]]) -> bool:
    """Whether a result in these `sendable` messages has one."""
    contents = (message["content"] for message in messages if message["role"] == "user")
    blocks = (block for content in contents if not isinstance(content, str) for block in content)
    return any(inner["type"] == "image" for block in blocks for inner in block.get("content") or ())


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


# Prepares a tool's picture for the model: decodes it once to check it, and scales it if it is too large.
#
# Pillow decodes only four formats and a limited number of pixels.

LARGEST_BYTES = LARGEST_BASE64 // 4 * 3
# The API's longest side, and the one for scaled pictures, which fits every request.
LONGEST_SIDE = 8000
SCALED_SIDE = 2000
# What is decoded at once: 256 MB as RGBA. A "decompression bomb" is a small file with more.
MOST_PIXELS = LONGEST_SIDE * LONGEST_SIDE
QUALITIES = (85, 60)
KINDS = ("PNG", "JPEG", "GIF", "WEBP")
# What Pillow raises for bytes that are no whole picture.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, struct.error, zlib.error)


PNG_HEAD = b"\x89PNG\r\n\x1a\n"
PNG_CHUNKS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")


class Unseen(Exception):
    """The model cannot be shown this picture; the message says why, in a few words."""


class Broken(Unseen):
    """The picture cannot be decoded."""


def fit(data: bytes) -> tuple[bytes, str]:
    """(bytes, media type) for the API: unchanged if it accepts them, else scaled. Raises Unseen."""
    media_type = media_type_of(data[:12])
    if media_type is None:
        raise Unseen("not a PNG, JPEG, GIF or WebP picture")
    try:
        return _read(data, media_type)
    except Broken:
        plain = _plain_png(data) if media_type == "image/png" else data
        if plain == data:
            raise
        return _read(plain, media_type)


def _read(data: bytes, media_type: str) -> tuple[bytes, str]:
    try:
        with Image.open(io.BytesIO(data), formats=KINDS) as picture:
            return _fit(picture, data, media_type)
    except Image.DecompressionBombError:
        raise Unseen("too many pixels") from None
    except BROKEN:
        raise Broken("its data is broken or cut off") from None


def _plain_png(data: bytes) -> bytes:
    """The PNG without optional chunks: Pillow refuses the picture for a wrong checksum in any of them.

    The official everything server's picture has one, in its colour profile (findings/png_checksum.sh).
    """
    kept, at = [data[: len(PNG_HEAD)]], len(PNG_HEAD)
    while at + 8 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] in PNG_CHUNKS:
            kept.append(data[at:end])
        at = end
    return b"".join(kept)


def _fit(picture: Image.Image, data: bytes, media_type: str) -> tuple[bytes, str]:
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise Unseen(f"{width} by {height} pixels are too many")
    picture.load()
    if len(data) <= LARGEST_BYTES and max(width, height) <= LONGEST_SIDE:
        return data, media_type
    return _scaled(picture)


def _in_bytes(picture: Image.Image) -> Image.Image:
    """One byte a channel: Pillow cannot scale 16-bit greys, and clips them when it converts them to 8 bits."""
    if not picture.mode.startswith("I"):
        return picture
    return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _scaled(picture: Image.Image) -> tuple[bytes, str]:
    """The first frame on white, the right way up, no side longer than `SCALED_SIDE`."""
    plain = ImageOps.exif_transpose(_in_bytes(picture))
    plain.thumbnail((SCALED_SIDE, SCALED_SIDE))
    plain = plain.convert("RGBA")
    ground = Image.new("RGB", plain.size, "white")
    ground.paste(plain, mask=plain.getchannel("A"))
    for quality in QUALITIES:
        written = io.BytesIO()
        ground.save(written, "JPEG", quality=quality)
        if written.tell() <= LARGEST_BYTES:
            return written.getvalue(), "image/jpeg"
    raise Unseen("it stays too large when it is scaled")
