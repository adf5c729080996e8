""" "Always allow" is not offered in a turn that has read another connector's content (issue A6)."""

from conversations.models import CallStatus
from tests.conversations.conftest import Desk
from tests.conversations.test_flow import _second
from tests.fakes.messages_api import text, tool


def test_it_is_not_offered_when_the_content_came_in_while_the_card_was_open(desk: Desk) -> None:
    _second(desk, list_notes="allow")
    desk.model.says([tool("wiki__list_notes"), tool("notebook__create_note", text="milk")], [text("Done.")])
    call = desk.calls(desk.run(desk.ask()))[-1]
    assert call.status == CallStatus.AWAITING_APPROVAL
    url = f"/api/v1/organizations/acme/tool-calls/{call.id}"
    mia = desk.cast.client(desk.cast.mia)
    assert mia.get(url).json()["approval"]["may_always_allow"]["allowed"] is False
    refused = mia.post(f"{url}/decision", {"decision": "always_allow"}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (403, "flow_asks")
