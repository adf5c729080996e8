"""A custom connector's whole address is for who may change it: path and query can carry what only owners know."""

from typing import Any

import pytest

from connectors import shapes
from connectors.actions import Asking
from connectors.models import Connector, ToolDefinition
from conversations.models import Provenance, Turn
from organizations.models import Membership, Role
from organizations.refusals import ALLOWED
from organizations.tenancy import tenant
from tests.cast import Cast, join, make_person
from tests.connectors.browser import Browser
from tests.connectors.rows import a_connector, a_listing, a_member, offer, store_connection
from tests.factories import make_conversation

SECRET = "hush-4711"
ADDRESSES = {
    f"https://mcp.example/s/{SECRET}/mcp?api_key={SECRET}": "https://mcp.example",
    f"https://mcp.example:8443/{SECRET}": "https://mcp.example:8443",
    f"https://mcp.example:443/{SECRET}": "https://mcp.example",
    f"https://MCP.Example?{SECRET}": "https://mcp.example",
    f"http://127.0.0.1:9000/mcp#{SECRET}": "http://127.0.0.1:9000",
    f"https://bücher.example/{SECRET}": "https://xn--bcher-kva.example",
    f"https://user:{SECRET}@mcp.example/mcp": "https://mcp.example",
}


def shown(role: str, **changes: Any) -> str | None:
    member = a_member(role=role)
    row = a_connector(member, **changes)
    address: str | None = shapes.connector(row, [], Asking(member, False, ALLOWED), 0, [])["url"]
    return address


@pytest.mark.parametrize("role", [Role.PRIMARY_OWNER, Role.OWNER])
@pytest.mark.parametrize("whole", ADDRESSES)
def test_who_may_change_it_reads_all_of_it(role: str, whole: str) -> None:
    assert shown(role, listing=None, server_url=whole) == whole


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR, Role.MEMBER])
@pytest.mark.parametrize(("whole", "part"), ADDRESSES.items())
def test_all_others_read_where_it_is(role: str, whole: str, part: str) -> None:
    assert shown(role, listing=None, server_url=whole) == part


@pytest.mark.parametrize("role", [Role.OWNER, Role.MEMBER])
def test_a_listings_address_is_nobodys_here(role: str) -> None:
    assert shown(role, listing=a_listing(server_url=f"https://mcp.example/{SECRET}")) is None


@pytest.fixture
def somebody(cast: Cast, request: pytest.FixtureRequest) -> Membership:
    if request.param == Role.MEMBER:
        return cast.mia
    return join(make_person("other@acme.example", "Otto"), cast.acme, request.param)


@pytest.mark.django_db
@pytest.mark.parametrize("somebody", [Role.MEMBER, Role.ADMIN, Role.AUDITOR], indirect=True)
def test_no_answer_that_a_member_gets_holds_it(cast: Cast, somebody: Membership) -> None:
    with tenant(cast.acme.id):
        row = Connector.objects.create(
            organization_id=cast.acme.id,
            name="Ours",
            server_url=next(iter(ADDRESSES)),
            enabled_by=cast.ada,
        )
        account = store_connection(row, somebody)
        offer(account, "look", "read")
        ToolDefinition.objects.create(organization_id=cast.acme.id, connector=row, name="new", digest="1" * 64)
        chat = make_conversation(somebody)
        held = {"organization_id": cast.acme.id, "conversation": chat}
        turn = Turn.objects.create(member=somebody, status="completed", **held)
        Provenance.objects.create(turn=turn, connector=row, **held)
    browser, owner = Browser.of(somebody), Browser.of(cast.ada)
    paths = [
        *("connectors", f"connectors/{row.pk}", f"connectors/{row.pk}/tools", f"connectors/{row.pk}/tool-reviews"),
        *("connector-actions", "directory", "standing-approvals", "tool-calls", "audit-events"),
        *("conversations", f"conversations/{chat.pk}", f"conversations/{chat.pk}/connectors"),
        *(f"conversations/{chat.pk}/messages", f"conversations/{chat.pk}/sharing"),
    ]
    answers = {path: browser.get(path) for path in paths}
    answers["refresh"] = browser.post(f"connectors/{row.pk}/tool-refreshes")
    answers["connect"] = browser.post(f"connectors/{row.pk}/connections", label="Work")
    assert answers[f"connectors/{row.pk}"].json()["url"] == "https://mcp.example"
    assert [path for path, answer in answers.items() if SECRET in answer.content.decode()] == []
    assert SECRET in owner.get(f"connectors/{row.pk}").content.decode()
    assert browser.client.get("/owner/").status_code == 404
