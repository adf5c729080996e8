"""Files of the conversation that a tool of ours sends to its service: named in the arguments, read in the worker.

Their bytes never pass through the model, and no address is made for them. Whoever runs the call says how a file is read
(`offering`); the tool asks for it by the name that the person approved.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from connectors.servers.api import Refused


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file, with the title that people know it by."""

    title: str
    mime_type: str
    content: bytes = field(repr=False)


# Takes a design's id and version; None where this call may not have it.
ReadDesign = Callable[[str, int], Awaitable[Attachment | None]]

_reading: ContextVar[ReadDesign | None] = ContextVar("design_reading", default=None)


@contextmanager
def offering(designs: ReadDesign | None) -> Iterator[None]:
    """The call of this block may read these designs."""
    token = _reading.set(designs)
    try:
        yield
    finally:
        _reading.reset(token)


async def design_file(design: str, version: int) -> Attachment:
    """A design of the call's conversation as a file. Raises Refused where there is none."""
    read = _reading.get()
    found = await read(design, version) if read else None
    if found is None:
        raise Refused(f"This conversation has no design {design!r} with a version {version}.")
    return found
