"""The data of a result: kept only where its card draws them, which is a chart that a server of ours sent."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from connectors.mcp import ToolOutcome
from conversations.engine.calls.structured import kept_data
from conversations.models import ShownAs, ToolCall, Turn
from conversations.sharing import snapshot_of
from tests import factories
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import text, tool
from tests.fakes.scripted_mcp import AGREED, ScriptedMcp, response, result, scripted_mcp

POINT = {
    "id": "Observation/a",
    "url": "https://fhir.example/Observation/a",
    "at": "2026-05-08T12:00:00Z",
    "precision": "day",
    "date": "2026-05-08",
    "value": "5.70",
    "comparator": "",
    "shown": "5.70 %",
    "low": "4.0",
    "high": "5.60",
    "range": "4.0 to 5.60 %",
    "outside": "high",
    "interpretation": "High",
    "status": "final",
    "notes": [],
}
SERIES = {"name": "Hemoglobin A1c", "unit": "%", "points": [POINT]}
CHART = {"kind": "chart", "title": "Hemoglobin A1c", "code": "LOINC 4548-4", "series": [SERIES], "notes": []}


def with_point(**more: Any) -> dict[str, Any]:
    return {**CHART, "series": [{**SERIES, "points": [{**POINT, **more}]}]}


def kept(data: Any, *, builtin: bool = True, status: Any = "succeeded") -> tuple[Any, str]:
    found = kept_data(ToolOutcome(status, (), structured=data), builtin=builtin)
    return found["structured"], found["shown_as"]


def test_a_chart_of_our_own_server_is_kept_and_drawn() -> None:
    assert kept(CHART) == (CHART, ShownAs.CHART)


def test_the_same_of_a_foreign_server_is_neither() -> None:
    assert kept(CHART, builtin=False) == (None, "")


def test_a_failed_call_draws_nothing() -> None:
    assert kept(CHART, status="failed") == (None, "")


@pytest.mark.parametrize(
    "data",
    [
        {**CHART, "more": 1},
        {key: value for key, value in CHART.items() if key != "kind"},
        {key: value for key, value in CHART.items() if key != "notes"},
        {**CHART, "kind": "table"},
        {**CHART, "series": []},
        {**CHART, "series": [{**SERIES, "points": []}]},
        {**CHART, "series": [{**SERIES, "color": "red"}]},
        {**CHART, "series": [SERIES] * 13},
        {**CHART, "notes": "none"},
        {**CHART, "title": "x" * 1001},
        with_point(value=5.7),
        with_point(value="about 5"),
        with_point(value="5.70\n"),
        with_point(value=""),
        with_point(low="x"),
        with_point(at="2026-05-08"),
        with_point(at="in May"),
        with_point(precision="hour"),
        with_point(comparator="~"),
        with_point(outside="left"),
        with_point(more=1),
        [CHART],
        "chart",
        7,
        None,
    ],
)
def test_what_is_not_exactly_a_chart_is_neither_kept_nor_drawn(data: Any) -> None:
    assert kept(data) == (None, "")


def session(message: Any) -> Any:
    answer = result(AGREED)(message)
    answer.headers["mcp-session-id"] = "one"
    return answer


LOOK = {"name": "look", "inputSchema": {"type": "object"}}
Looks = Callable[[Any], Turn]


@pytest.fixture
def foreign(desk: Desk, engine: Any, settings: Any) -> Iterator[Looks]:
    """A foreign server in Mia's conversation, whose one tool answers with this data."""
    answers = {"initialize": session, "tools/list": result({"tools": [LOOK]}), "server/discover": response(400)}
    with scripted_mcp({**answers, "tools/call": result({"content": []})}) as server:
        settings.EGRESS_ALLOW = [desk.notebook.allowed, server.allowed]
        desk.engine = engine()
        connector = factories.make_connector(desk.cast.ada, name="Hotel", url=server.url)
        account = factories.make_connection(connector, desk.cast.mia)
        factories.offer_tools(connector, account, server.url)
        factories.switch_on(desk.conversation, connector, account)
        factories.set_policy(connector, "look", "allow", desk.cast.mia)
        yield lambda data: _looked(desk, server, data)


def _looked(desk: Desk, server: ScriptedMcp, data: Any) -> Turn:
    content = [{"type": "text", "text": "Seen."}]
    server.answers["tools/call"] = result({"content": content, "structuredContent": data})
    desk.model.says([tool("hotel__look")], [text("There it is.")])
    return desk.run(desk.ask())


def test_a_foreign_servers_chart_is_not_kept_and_no_card_draws_it(desk: Desk, foreign: Looks) -> None:
    turn = foreign(CHART)
    (call,) = desk.calls(turn)
    assert (call.structured, call.shown_as, call.content_to_show) == (None, "", None)
    mia = desk.cast.client(desk.cast.mia)
    (shown,) = mia.get(f"/api/v1/organizations/acme/turns/{turn.id}").json()["tool_calls"]
    assert (shown["chart"], shown["result"]["text"]) == (None, "Seen.")
    (told,) = desk.told(turn, "tool_call.finished")
    assert told["tool_call"]["chart"] is None


def drawn(desk: Desk, turn: Turn) -> ToolCall:
    """The turn's call, as after a tool of a server of ours."""
    desk.inside(lambda: ToolCall.objects.filter(turn=turn).update(structured=CHART, shown_as=ShownAs.CHART))
    (call,) = desk.calls(turn)
    return call


def test_what_is_drawn_is_no_part_of_what_the_model_reads_later(desk: Desk, foreign: Looks) -> None:
    assert drawn(desk, foreign(CHART)).content_to_show == CHART
    desk.model.says([text("Again.")])
    desk.run(desk.ask())
    assert "5.70" not in str(desk.model.requests[-1])


def test_a_share_holds_no_data_of_a_result(desk: Desk, foreign: Looks) -> None:
    drawn(desk, foreign(CHART))
    desk.inside(desk.conversation.refresh_from_db)
    assert "5.70" not in str(desk.inside(lambda: snapshot_of(desk.conversation)))


def test_dropping_a_calls_content_drops_its_data(desk: Desk, foreign: Looks) -> None:
    call = drawn(desk, foreign(CHART))
    call.drop_content()
    assert (call.result, call.structured, call.shown_as, call.content_to_show) == (None, None, "", None)
