"""A picture that came from a tool, made fit for the model: decoded once to see that it is whole, scaled if too large.

Pillow does both. What it may decode is bounded before it begins: four kinds, and so many pixels.
"""

import io
import struct
import zlib

from PIL import Image, ImageOps

from conversations.engine.pictures import LARGEST_BASE64, media_type_of

LARGEST_BYTES = LARGEST_BASE64 // 4 * 3
# The API's longest side; one that has to be scaled anyway becomes small enough for every request.
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
    """It cannot be decoded."""


def fit(data: bytes) -> tuple[bytes, str]:
    """(bytes, media type) that the API takes: as they came if they may, else scaled. Raises Unseen."""
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
    """Without the chunks that no pixel needs: Pillow refuses the whole picture for a wrong checksum in any of them.

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
    """One byte a channel: Pillow neither scales 16-bit greys nor brings them to 8 bits without cutting them off."""
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
