"""What became of a mutant."""

from typing import NamedTuple


class Verdict(NamedTuple):
    """`killed` or `timeout`, with the test that saw it, or `survived`, with why."""

    name: str
    by: str
