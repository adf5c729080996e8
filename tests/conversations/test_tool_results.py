"""What of a tool's result the model gets to read."""

from connectors.mcp import ToolOutcome
from conversations.engine.results import for_model


def test_data_without_text_reaches_the_model_as_json() -> None:
    blocks, truncated = for_model(ToolOutcome("succeeded", (), structured={"city": "Köln", "degrees": 3}))
    assert blocks == [{"type": "text", "text": '{"city": "Köln", "degrees": 3}'}]
    assert not truncated


def test_data_beside_text_is_not_repeated() -> None:
    said = {"type": "text", "text": "3 degrees"}
    assert for_model(ToolOutcome("succeeded", (said,), structured={"degrees": 3})) == ([said], False)


def test_a_result_without_anything_stays_empty() -> None:
    assert for_model(ToolOutcome("succeeded", ())) == ([], False)
