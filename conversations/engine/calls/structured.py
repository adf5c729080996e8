"""What is kept of a result's data beside its text, and how its card shows it."""

from typing import Any

from connectors.mcp import ToolOutcome
from connectors.mcp.records import canonical_json
from connectors.servers.chart import is_chart
from conversations.models import ShownAs

MOST_BYTES = 524_288


def kept_data(outcome: ToolOutcome, *, builtin: bool) -> dict[str, Any]:
    """The columns of a call with this result. It was cleaned like its text; what is larger is not kept.

    A card draws only what a server of ours sent, however a foreign one's data look: a chart is Switchboard's own
    picture, and a foreign server could make it say anything.
    """
    data = outcome.structured
    if data is None or len(canonical_json(data)) > MOST_BYTES:
        return {"structured": None, "shown_as": ""}
    is_drawn = builtin and outcome.status == "succeeded" and is_chart(data)
    return {"structured": data, "shown_as": ShownAs.CHART if is_drawn else ""}
