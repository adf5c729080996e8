"""What a tool does is what its listing's review says today, not what it said when the tool was first seen."""

import pytest

from connectors.models import Connector
from conversations.models import TurnStatus
from tests.connectors.rows import change_listings, store_listing
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import text, tool

READS = {"read_tools": ["create_note", "list_notes"], "write_tools": [], "destructive_tools": []}


@pytest.mark.parametrize(
    ("review", "status", "effect"),
    [
        ({}, TurnStatus.COMPLETED, "read"),
        ({"read_tools": ["list_notes"], "write_tools": ["create_note"]}, TurnStatus.WAITING_APPROVAL, "write"),
        ({"read_tools": [], "destructive_tools": ["create_note"]}, TurnStatus.WAITING_APPROVAL, "destructive"),
        ({"read_tools": ["list_notes"]}, TurnStatus.WAITING_APPROVAL, "write"),
    ],
)
def test_a_stricter_review_makes_a_known_tool_ask(
    review: dict[str, object], status: TurnStatus, effect: str, desk: Desk
) -> None:
    listing = store_listing(slug="notebook", name="Notebook", server_url=desk.notebook.url, **READS)
    desk.inside(lambda: Connector.objects.update(listing=listing))
    desk.inside(lambda: desk.connector.tools.update(effect="read"))
    desk.model.says([tool("notebook__create_note", text="one")], [text("Done.")])
    assert desk.run(desk.ask()).status == TurnStatus.COMPLETED
    if review:
        change_listings("notebook", **review)
    desk.model.says([tool("notebook__create_note", text="two")], [text("Done.")])
    turn = desk.run(desk.ask())
    assert turn.status == status
    assert [call.effect for call in desk.calls(turn)] == [effect]
    url = f"/api/v1/organizations/acme/connectors/{desk.connector.id}/tools"
    shown = {row["name"]: row for row in desk.cast.client(desk.cast.mia).get(url).json()["results"]}
    assert shown["create_note"]["effect"] == effect
