"""Property names that the Messages API takes, and the way back to the server's own."""

import hashlib
import re
from collections.abc import Iterable

# The API's own words: "Property keys should match pattern '^[a-zA-Z0-9_.-]{1,64}$'".
FITTING = re.compile(r"[a-zA-Z0-9_.-]{1,64}")
_LONGEST_STEM = 50


class Names:
    """One tool's names; the same schema always gets the same ones."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._given: dict[str, str] = {}
        self.own: dict[str, str] = {}

    def of(self, own: str) -> str:
        """The name for the model: the server's own wherever it fits."""
        if FITTING.fullmatch(own):
            return own
        if own not in self._given:
            name = self._free(own)
            self._given[own], self.own[name] = name, own
        return self._given[own]

    def _free(self, own: str) -> str:
        stem = re.sub(r"[^a-zA-Z0-9_.-]+", "_", own).strip("_")[:_LONGEST_STEM] or "field"
        digest = hashlib.sha256(own.encode("utf-8", "surrogatepass")).hexdigest()
        names = (f"{stem}_{digest[start : start + 6]}" for start in range(len(digest) - 5))
        return next(name for name in names if name not in self._taken and name not in self.own)
