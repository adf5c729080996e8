"""What of a tool's result the model gets to read."""

import pytest

from connectors.mcp import ToolOutcome
from conversations.call_shapes import PICTURE, in_words
from conversations.engine.calls.result_blocks import for_model

pytestmark = pytest.mark.anyio


async def test_data_without_text_reaches_the_model_as_json() -> None:
    blocks, truncated = await for_model(ToolOutcome("succeeded", (), structured={"city": "Köln", "degrees": 3}))
    assert blocks == [{"type": "text", "text": '{"city": "Köln", "degrees": 3}'}]
    assert not truncated


async def test_data_beside_text_is_not_repeated() -> None:
    said = {"type": "text", "text": "3 degrees"}
    assert await for_model(ToolOutcome("succeeded", (said,), structured={"degrees": 3})) == ([said], False)


async def test_a_result_without_anything_stays_empty() -> None:
    assert await for_model(ToolOutcome("succeeded", ())) == ([], False)


async def test_blank_text_is_left_out_where_there_is_anything_else() -> None:
    blank, said = {"type": "text", "text": " \n"}, {"type": "text", "text": "3 degrees"}
    assert await for_model(ToolOutcome("succeeded", (blank, said))) == ([said], False)
    assert await for_model(ToolOutcome("succeeded", (blank,))) == ([], False)


WORDS = {"type": "text", "text": "3 degrees"}
SEEN = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aGk="}}


@pytest.mark.parametrize(
    ("result", "shown"),
    [
        ([], ""),
        ([WORDS], "3 degrees"),
        ([SEEN], PICTURE),
        ([WORDS, SEEN, SEEN], f"3 degrees\n\n{PICTURE}\n\n{PICTURE}"),
    ],
)
def test_a_result_of_pictures_does_not_look_empty_to_people(result: list[dict[str, object]], shown: str) -> None:
    assert in_words(result) == shown
