"""The body of an answer, and what it is by its beginning: gateways label it as they like."""

from collections.abc import AsyncIterator

# A byte order mark too.
BLANK = b"\xef\xbb\xbf \t\r\n"
PAGES = (b"<!doctype html", b"<html")
LONGEST_START = max(map(len, PAGES))


class Body:
    """The bytes of a response, of which the first ones may be looked at before the rest comes."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._rest = chunks
        self._beginning = b""

    async def begin(self) -> None:
        """Wait for the first bytes that are not blank, or the end."""
        async for chunk in self._rest:
            self._beginning = chunk.lstrip(BLANK)
            if self._beginning:
                return

    @property
    def is_json(self) -> bool:
        """Whether it is one object; no event of a stream begins so."""
        return self._beginning.startswith(b"{")

    @property
    def is_page(self) -> bool:
        """Whether it is made for browsers."""
        return self._beginning[:LONGEST_START].lower().startswith(PAGES)

    async def aiter_bytes(self) -> AsyncIterator[bytes]:
        """All of it, from its beginning on; called as the SDK calls a response's."""
        yield self._beginning
        async for chunk in self._rest:
            yield chunk
