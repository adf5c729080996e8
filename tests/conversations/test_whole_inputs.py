"""Gateways that give a call's whole input in `content_block_start` are read as carefully as those that stream it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conversations.conftest import Desk
from tests.fakes import messages_api
from tests.fakes.messages_api import Block, text


@pytest.mark.parametrize("words", ["a\0b", "\ud800"], ids=["NUL", "half a pair"])
def test_what_cannot_be_kept_is_cleaned_there_too(words: str, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    streamed = messages_api._block_start_and_deltas

    def whole(index: int, block: Block) -> Iterator[Any]:
        if block["type"] == "tool_use":
            yield messages_api._event("content_block_start", index=index, content_block=block)
        else:
            yield from streamed(index, block)

    monkeypatch.setattr(messages_api, "_block_start_and_deltas", whole)
    use = {"type": "tool_use", "id": "toolu_1", "name": "notebook__create_note", "input": {"text": words}}
    desk.model.says([use], [text("Done.")])
    assert desk.run(desk.ask()).error_code == ""
