"""The inside of a block, token by token: what rules about words and links change."""

from collections.abc import Callable, Iterable, Iterator

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

Placed = Iterable[tuple[Token, bool]]


def in_each_block(change: Callable[[Placed], Iterator[Token]]) -> Callable[[StateCore], None]:
    """A rule that puts `change`'s tokens in the place of a block's own, each given with whether a link holds it."""

    def rule(state: StateCore) -> None:
        for block in state.tokens:
            if block.type == "inline" and block.children:
                block.children = list(change(_placed(block.children)))

    return rule


def _placed(tokens: list[Token]) -> Iterator[tuple[Token, bool]]:
    inside = 0
    for token in tokens:
        inside += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        yield token, inside > 0
