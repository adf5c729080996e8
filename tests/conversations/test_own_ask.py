"""A member's own "ask" is their rule: a standing approval lifts it, and when that ends the rule is back (T9)."""

import pytest

from connectors.models import Connector, ToolDefinition, ToolPolicy
from conversations.models import Turn, TurnStatus
from conversations.turns import decide_tool_call
from tests.connectors.rows import store_listing
from tests.conversations.conftest import Desk
from tests.conversations.test_bound_approvals import WRITE, _new_version
from tests.fakes.messages_api import text

ACME = "/api/v1/organizations/acme"


@pytest.fixture
def careful(desk: Desk) -> Desk:
    """A listing's read, which runs by itself by default; Mia wants to be asked, and then pressed "Always allow"."""
    reads = {"read_tools": ["create_note"], "write_tools": [], "destructive_tools": []}
    listing = store_listing(slug="notebook", name="Notebook", server_url=desk.notebook.url, **reads)
    desk.inside(lambda: Connector.objects.update(listing=listing))
    desk.inside(lambda: ToolDefinition.objects.filter(name="create_note").update(effect="read"))
    url = f"{ACME}/connectors/{desk.connector.id}/tools/create_note"
    mia = desk.cast.client(desk.cast.mia)
    assert mia.patch(url, {"scope": "member", "policy": "ask"}, format="json").status_code == 200
    turn = _asked(desk)
    (call,) = desk.calls(turn)
    assert call.approval.asks_code == "member_asks"
    desk.inside(lambda: decide_tool_call(actor=desk.cast.actor(desk.cast.mia), call=call, decision="always_allow"))
    desk.run(turn)
    return desk


def _asked(desk: Desk) -> Turn:
    desk.model.says([WRITE], [text("Done.")])
    return desk.run(desk.ask())


def test_revoking_a_standing_approval_brings_the_members_own_ask_back(careful: Desk) -> None:
    mia = careful.cast.client(careful.cast.mia)
    rows = mia.get(f"{ACME}/standing-approvals").json()["results"]
    (row,) = [row for row in rows if row["tool"] == "create_note"]
    assert mia.delete(f"{ACME}/standing-approvals/{row['id']}").status_code == 204
    assert _asked(careful).status == TurnStatus.WAITING_APPROVAL
    assert careful.notebook.runs == ["create_note"]


def test_a_new_version_brings_the_members_own_ask_back(careful: Desk) -> None:
    careful.inside(lambda: _new_version(careful))
    assert _asked(careful).status == TurnStatus.WAITING_APPROVAL
    assert careful.notebook.runs == ["create_note"]


def test_a_choice_in_the_settings_ends_the_standing_approval(careful: Desk) -> None:
    url = f"{ACME}/connectors/{careful.connector.id}/tools/create_note"
    mia = careful.cast.client(careful.cast.mia)
    own = ToolPolicy.objects.filter(tool="create_note", member=careful.cast.mia)
    for level in ("ask", None):
        assert mia.patch(url, {"scope": "member", "policy": level}, format="json").status_code == 200
        rows = careful.inside(lambda: list(own.values_list("level", "granted_in")))
        assert rows == ([("ask", None)] if level else [])
