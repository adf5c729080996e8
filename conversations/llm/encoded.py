"""JSON for the model, encoded once: a request joins what was encoded before."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, overload

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def encoded(value: Any) -> bytes:
    """The JSON of a value. Raises ValueError for a number that JSON does not have."""
    return value.json if isinstance(value, EncodedList) else _ENCODER.encode(value).encode()


class EncodedList(Sequence[dict[str, Any]]):
    """A list of JSON objects, each kept encoded and decoded on access."""

    def __init__(self, items: Iterable[bytes] = ()) -> None:
        self.items = tuple(items)

    @property
    def json(self) -> bytes:
        """The JSON of the whole list."""
        return b"[%b]" % b",".join(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> "EncodedList": ...
    def __getitem__(self, index: int | slice) -> "dict[str, Any] | EncodedList":
        if isinstance(index, slice):
            return EncodedList(self.items[index])
        item: dict[str, Any] = json.loads(self.items[index])
        return item

    def __eq__(self, other: object) -> bool:
        if isinstance(other, EncodedList) and self.items == other.items:
            return True
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]
