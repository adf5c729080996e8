"""What is kept of a result's data beside its text: what its card draws, and nothing else."""

from typing import Any

from connectors.mcp import ToolOutcome
from connectors.servers.chart import is_chart
from conversations.models import ShownAs


def kept_data(outcome: ToolOutcome, *, builtin: bool) -> dict[str, Any]:
    """The columns of a call with this result. It was cleaned like its text, and a chart has its own limits.

    A card draws only what a server of ours sent, however a foreign one's data look: a chart is Switchboard's own
    picture, and a foreign server could make it say anything.
    """
    if builtin and outcome.status == "succeeded" and is_chart(outcome.structured):
        return {"structured": outcome.structured, "shown_as": ShownAs.CHART}
    return {"structured": None, "shown_as": ""}
