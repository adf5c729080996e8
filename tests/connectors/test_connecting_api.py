"""Enable, connect, consent, come back: the main way, through the API and the demo servers."""

import pytest

from connectors.models import Connection, ToolDefinition
from organizations.models import AuditEvent
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser

pytestmark = pytest.mark.usefixtures("directory")


def test_an_owner_enables_and_then_a_member_connects(cast: Cast, adas: Browser, mias: Browser) -> None:
    card = mias.get("directory/acme-tracker").json()
    assert (card["state"], card["availability"]["code"]) == ("not_enabled", "connector_not_enabled")
    connector = adas.enable("acme-tracker")
    assert mias.get("directory/acme-tracker").json()["state"] == "enabled"

    came_back = mias.connect(connector, return_to="/chat/7?draft=1")

    assert came_back["connected"] == connector and came_back["draft"] == "1"
    shown = mias.get(f"connectors/{connector}").json()
    assert [(c["id"], c["status"]) for c in shown["connections"]] == [(came_back["connection"], "connected")]
    assert mias.get("directory/acme-tracker").json()["state"] == "connected"
    assert adas.get("directory/acme-tracker").json()["state"] == "enabled"
    tools = {tool["name"]: tool for tool in mias.get(f"connectors/{connector}/tools").json()["results"]}
    assert tools["list_issues"]["effect"] == "read" and tools["list_issues"]["policy"]["effective"] == "allow"
    assert tools["create_issue"]["effect"] == "write" and tools["create_issue"]["policy"]["effective"] == "ask"
    assert all(tool["accepted"] for tool in tools.values()) and len(tools) == 6
    with tenant(cast.acme.id):
        assert ToolDefinition.objects.count() == 6
        row = Connection.objects.get()
        assert row.member_id == cast.mia.id and row.connector.negotiated
        actions = list(AuditEvent.objects.order_by("at").values_list("action", "actor_name"))
    assert actions == [("connector.enabled", "Ada Byron"), ("connection.connected", "Mia Kern")]
