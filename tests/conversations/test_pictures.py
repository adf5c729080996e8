"""Pictures that tools return: seen for what they are, scaled up to the API's limits, words where they can't be seen."""

import base64
import io
import random
import zlib
from typing import Any

import mcp_types
import pytest
from PIL import ExifTags, Image

from connectors.mcp.results import outcome_of
from conversations.engine.calls import result_blocks
from conversations.engine.calls.result_blocks import for_model
from conversations.engine.context.pictures import LARGEST_BASE64, MOST_PICTURES, SCALED_SIDE, fit, media_type_of
from tests.fakes.api_rules import refusals

pytestmark = pytest.mark.anyio
MEDIA = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}


def _drawn(kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: Any) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, 7).save(written, kind, **options)
    return written.getvalue()


def _noise(side: int) -> bytes:
    written = io.BytesIO()
    Image.frombytes("RGB", (side, side), random.Random(side).randbytes(3 * side * side)).save(written, "PNG")
    return written.getvalue()


def _moving() -> bytes:
    written = io.BytesIO()
    frames = [Image.new("P", (40, 30), shade) for shade in range(4)]
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    return written.getvalue()


def _bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


def _image(data: bytes | str, mime_type: str = "image/png") -> mcp_types.ImageContent:
    return mcp_types.ImageContent(
        data=data if isinstance(data, str) else base64.b64encode(data).decode(), mime_type=mime_type
    )


def _blob(data: bytes, mime_type: str | None) -> mcp_types.EmbeddedResource:
    blob = base64.b64encode(data).decode()
    contents = mcp_types.BlobResourceContents(uri="file:///plot", blob=blob, mime_type=mime_type)
    return mcp_types.EmbeddedResource(resource=contents)


async def _shown(*content: Any, is_error: bool = False) -> list[dict[str, Any]]:
    answer = mcp_types.CallToolResult(content=list(content), is_error=is_error)
    blocks, _ = await for_model(outcome_of(answer.model_dump(mode="json", by_alias=True)))
    result = {"type": "tool_result", "tool_use_id": "a", "content": blocks, **({"is_error": True} if is_error else {})}
    use = {"type": "tool_use", "id": "a", "name": "draw", "input": {}}
    messages = [{"role": "user", "content": "draw"}, {"role": "assistant", "content": [use]}]
    assert refusals({"messages": [*messages, {"role": "user", "content": [result]}]}) == []
    return blocks


def _bytes(block: dict[str, Any]) -> bytes:
    return base64.b64decode(block["source"]["data"])


@pytest.mark.parametrize("kind", MEDIA)
@pytest.mark.parametrize("declared", ["image/png", "image/jpeg", "image/jpg", "IMAGE/PNG; q=1", "text/plain", ""])
async def test_a_pictures_type_is_read_from_its_bytes(kind: str, declared: str) -> None:
    drawn = _drawn(kind)
    (block,) = await _shown(_image(drawn, declared))
    assert (block["source"]["media_type"], _bytes(block)) == (MEDIA[kind], drawn)


@pytest.mark.parametrize("declared", ["image/png", "application/octet-stream", None])
async def test_an_embedded_file_that_is_a_picture_is_seen(declared: str | None) -> None:
    named, block = await _shown(_blob(_drawn("WEBP"), declared))
    assert (named["text"], block["source"]["media_type"]) == ("file:///plot", "image/webp")


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "I;16"])
async def test_pictures_of_every_colour_are_seen(mode: str) -> None:
    (block,) = await _shown(_image(_drawn("PNG", mode=mode)))
    assert block["type"] == "image"


async def test_a_moving_picture_is_seen_as_it_came() -> None:
    (block,) = await _shown(_image(_moving(), "image/gif"))
    assert _bytes(block) == _moving()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(lambda plain: "\r\n".join(plain[n : n + 76] for n in range(0, len(plain), 76)), id="line ends"),
        pytest.param(lambda plain: plain.rstrip("="), id="no padding"),
        pytest.param(lambda plain: plain.replace("+", "-").replace("/", "_"), id="url-safe"),
        pytest.param(lambda plain: f"data:image/png;base64,{plain}", id="data address"),
    ],
)
async def test_base64_in_other_forms_is_read(data: Any) -> None:
    drawn = _noise(9)
    (block,) = await _shown(_image(data(base64.b64encode(drawn).decode())))
    assert _bytes(block) == drawn


SVG = b"<svg xmlns='http://www.w3.org/2000/svg'/>"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (_image(b""), "no data"),
        (_image("%%%"), "cannot be read"),
        (_image(SVG, "image/svg+xml"), "image/svg+xml, 41 bytes: not a PNG"),
        (_image(SVG), "not a PNG"),
        (_image(_drawn("BMP"), "image/bmp"), "image/bmp"),
        (_image(_drawn("TIFF"), "image/png"), "not a PNG"),
        (_image(b"%PDF-1.7", "application/pdf"), "application/pdf"),
        (_image(_drawn()[:60]), "broken or cut off"),
        (_image(_drawn("JPEG", (400, 300))[:-200]), "broken or cut off"),
        (_image(_drawn("GIF", (400, 300))[:-100]), "broken or cut off"),
        (_image(_drawn("WEBP", (400, 300))[:-10]), "broken or cut off"),
        (_image(b"\x89PNG\r\n\x1a\n"), "broken or cut off"),
        (_image(b"\xff\xd8\xff"), "broken or cut off"),
        (_image(_bomb(60_000, 60_000)), "too many pixels"),
        (_image(_bomb(9_000, 8_000)), "9000 by 8000 pixels"),
        (mcp_types.AudioContent(data="AAAA", mime_type="audio/wav"), "[audio, audio/wav, 3 bytes]"),
        (_blob(b"%PDF-1.7", "application/pdf"), "[resource, file:///plot, application/pdf, 8 bytes]"),
        (_blob(b"", None), "no data"),
        (_blob(_drawn()[:60], None), "broken or cut off"),
    ],
)
async def test_what_the_model_cannot_see_is_words(content: Any, words: str) -> None:
    (block,) = await _shown(content)
    assert block["type"] == "text"
    assert words in block["text"]


@pytest.mark.parametrize("kind", [b"iCCP", b"tEXt", b"eXIf", b"gAMA"])
async def test_a_wrong_checksum_where_no_pixel_stands_does_not_hide_a_picture(kind: bytes) -> None:
    drawn = _drawn()
    # Behind the head and IHDR: length, kind, nine bytes, and four that are no checksum of them.
    odd = drawn[:33] + (9).to_bytes(4, "big") + kind + b"something" + b"none" + drawn[33:]
    (block,) = await _shown(_image(odd))
    assert block["type"] == "image"
    assert base64.b64decode(block["source"]["data"]) == drawn


@pytest.mark.parametrize("content", [_image(_drawn()), _blob(_drawn(), "image/png")])
async def test_a_picture_of_an_error_is_words(content: Any) -> None:
    blocks = await _shown(content, is_error=True)
    assert [block["type"] for block in blocks] == ["text"]


async def test_a_large_picture_within_the_limit_comes_as_it_is() -> None:
    drawn = _noise(1_100)
    assert 3_000_000 < len(drawn) <= LARGEST_BASE64 // 4 * 3
    (block,) = await _shown(_image(drawn))
    assert _bytes(block) == drawn


@pytest.mark.parametrize(
    "drawn", [_noise(1_250), _drawn(size=(9_000, 100)), _drawn("GIF", (100, 8_001), "P"), _drawn("WEBP", (8_100, 90))]
)
async def test_a_picture_over_the_limit_is_scaled(drawn: bytes) -> None:
    (block,) = await _shown(_image(drawn))
    assert len(block["source"]["data"]) <= LARGEST_BASE64
    with Image.open(io.BytesIO(_bytes(block))) as scaled:
        assert max(scaled.size) <= SCALED_SIDE


async def test_more_pictures_than_a_request_may_have_are_counted_in_words() -> None:
    blocks = await _shown(*[_image(_drawn())] * (MOST_PICTURES + 3))
    assert [block["type"] for block in blocks] == ["image"] * MOST_PICTURES + ["text"] * 3


async def test_a_picture_that_takes_too_long_is_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(result_blocks, "PICTURE_SECONDS", 0)
    (block,) = await _shown(_image(_drawn()))
    assert "too long" in block["text"]


def test_riff_files_that_are_no_pictures_are_told_apart() -> None:
    assert media_type_of(b"RIFF\0\0\0\0WAVE") is None
    assert media_type_of(b"RIFF\0\0\0\0WEBP") == "image/webp"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_that_is_scaled_stays_the_right_way_up(kind: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    scaled, _ = fit(_drawn(kind, (8200, 4100), exif=exif))
    assert Image.open(io.BytesIO(scaled)).size == (SCALED_SIDE // 2, SCALED_SIDE)


@pytest.mark.parametrize(("mode", "grey", "kept"), [("I;16", 30_000, 117), ("L", 117, 117), ("1", 1, 255)])
def test_a_scaled_picture_keeps_its_greys(mode: str, grey: int, kept: int) -> None:
    written = io.BytesIO()
    Image.new(mode, (8200, 40), grey).save(written, "PNG")
    scaled, _ = fit(written.getvalue())
    assert Image.open(io.BytesIO(scaled)).convert("L").getpixel((5, 5)) == kept
