"""What a tool returned, as blocks for the model: capped, with the pictures that it can see."""

import asyncio
import base64
import json
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from connectors.mcp import ToolOutcome
from conversations.engine.context.pictures import MOST_PICTURES, Unseen, fit, media_type_of, picture_block, words
from conversations.engine.limits import RESULT_CHARACTERS
from conversations.models import CallStatus

# Writes a tool's address as one link in Markdown, whatever characters it has.

# Schemes that may be opened from an answer.
OPENED = frozenset({"http", "https", "mailto"})
# Everything that RFC 3986 allows in an address and that ends no link in Markdown; "%" because it is encoded already.
_KEPT = "%/:?#@!$&*+,;=-._~"
_MARKS = re.compile(r"([\\`*_{}\[\]()<>#|~!&])")


def markdown_link(title: str, address: str) -> str:
    """`[title](address)`, with the characters escaped that would end either.

    An address with another scheme, such as `javascript:` or the service's own `notes://7`, is text, not a link.
    """
    name = " ".join(title.split())
    if _scheme(address) in OPENED:
        return f"[{_plain(name or address.strip())}]({quote(address.strip(), safe=_KEPT)})"
    told = " ".join(address.replace("`", "%60").split())
    return " ".join(part for part in (_plain(name), f"`{told}`" if told else "") if part)


def _scheme(address: str) -> str:
    try:
        return urlsplit(address.strip()).scheme.lower()
    except ValueError:
        return ""


def _plain(text: str) -> str:
    """The text with Markdown's marks escaped."""
    return _MARKS.sub(r"\\\1", text)


# Seconds for all pictures of one result; words stand for those that are not ready.
PICTURE_SECONDS = 20.0
# One at a time: a decoded picture takes up to 256 MB.
_decoding = ThreadPoolExecutor(1, thread_name_prefix="pictures")

Block = dict[str, Any]


async def for_model(outcome: ToolOutcome) -> tuple[list[Block], bool]:
    """(blocks, truncated). Text is cut to head and tail over the cap, with a note that says so."""
    blocks = [made for block in outcome.blocks for made in await _blocks(block, outcome)]
    return _capped(_few_pictures(blocks) or _structured(outcome))


async def _blocks(block: Block, outcome: ToolOutcome) -> list[Block]:
    described = _in_words(block)
    data = block.get("data")
    if not isinstance(data, str):
        return [words(described)] if described.strip() else []
    if outcome.status == "failed":
        # The API takes only text with an error.
        return [words(described)]
    picture = await _picture(data, is_picture=block["type"] == "image")
    if isinstance(picture, str):
        return [words(f"{described[:-1]}: {picture}]" if picture else described)]
    # An embedded file is known by its address.
    return [words(block["uri"]), picture] if block.get("uri") else [picture]


async def _picture(data: str, *, is_picture: bool) -> Block | str:
    """The picture, whatever type it claims; else why it cannot be shown, or an empty text if it was never one."""
    raw = base64.b64decode(data)
    if not raw:
        return "no data"
    if not is_picture and media_type_of(raw[:12]) is None:
        return ""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(PICTURE_SECONDS):
            return picture_block(*await loop.run_in_executor(_decoding, fit, raw))
    except Unseen as unseen:
        return str(unseen)
    except TimeoutError:
        return "it took too long to decode"


def _few_pictures(blocks: Sequence[Block]) -> list[Block]:
    """The first ones of a result that has more than a whole request may have."""
    pictures = [block for block in blocks if block["type"] == "image"]
    extra = {id(block) for block in pictures[MOST_PICTURES:]}
    more = words(f"[one of {len(pictures)} pictures; only the first {MOST_PICTURES} are shown]")
    return [more if id(block) in extra else block for block in blocks]


def _capped(blocks: list[Block]) -> tuple[list[Block], bool]:
    texts = [block for block in blocks if block["type"] == "text"]
    total = sum(len(block["text"]) for block in texts)
    if total <= RESULT_CHARACTERS:
        return blocks, False
    joined = "\n".join(block["text"] for block in texts)
    half = RESULT_CHARACTERS // 2
    left_out = len(joined) - 2 * half
    cut = f"{joined[:half]}\n\n[… {left_out} characters left out …]\n\n{joined[-half:]}"
    images = [block for block in blocks if block["type"] != "text"]
    return [words(cut), *images], True


def _structured(outcome: ToolOutcome) -> list[Block]:
    """Structured content as text, for servers that do not repeat it as text."""
    if outcome.structured is None:
        return []
    return [words(json.dumps(outcome.structured, ensure_ascii=False))]


def _in_words(block: Block) -> str:
    kind = block["type"]
    if kind == "text":
        return str(block["text"])
    if kind == "resource" and "text" in block:
        return f"{block['uri']}\n{block['text']}"
    if kind == "resource_link":
        return markdown_link(block.get("title") or block.get("name") or "", block["uri"] or "")
    about = [kind, block.get("uri"), block.get("mime_type") or "unknown type", f"{block.get('bytes', 0)} bytes"]
    return f"[{', '.join(each for each in about if each)}]"


# How a call ended.


@dataclass(frozen=True, slots=True)
class Ending:
    """Status and columns to write, and whether the connector's content came in."""

    status: CallStatus
    values: dict[str, Any]
    has_content: bool = False
    needs_sign_in: bool = False
