"""A design goes over to Canva: asked for like any other write, the very version that was approved, and only once."""

from collections.abc import Iterator
from typing import Any

import anyio
import pytest

from connectors.mcp import Credential, ServerAddress, open_client
from connectors.models import Connector, Listing
from connectors.network import EgressPolicy
from connectors.servers.canva import api
from conversations.designs.exports import File
from conversations.designs.writing import Edit, save_edits
from conversations.engine.calls import attached
from conversations.models import CallStatus, Design, Provenance, ToolCall, Turn, TurnStatus
from conversations.turns import decide_tool_call
from organizations.models import AuditEvent
from organizations.tenancy import as_operator, tenant
from tests import factories
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import text, tool
from tests.services.canva_stand_in import Canva, canva_stand_in
from tests.services.stand_in import MIA

PAGES = [{"layout": "title", "title": "Launch", "text": "2027"}]


@pytest.fixture
def canva(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Canva]:
    """Canva's stand-in, and a drawing pen that writes what it was given."""
    monkeypatch.setattr(api, "PAUSES", (0.0,))
    monkeypatch.setattr(
        attached, "exported", lambda content, kind: File(content.model_dump_json().encode(), kind, kind)
    )
    with canva_stand_in() as running:
        yield running


@pytest.fixture
def sending(canva: Canva, desk: Desk) -> Design:
    """Mia's Canva account is on in her chat, which has a design with two versions."""
    address = f"{canva.origin}/rest"
    with as_operator("a test"):
        listing = Listing.objects.create(
            slug="canva", name="Canva", publisher="Canva", category="design", builtin="canva", api_url=address,
            review_status="listed", read_tools=["get_import"], write_tools=["import_design"],
            sign_in={"authorization_endpoint": "https://c.example/a", "token_endpoint": "https://c.example/t"},
        )  # fmt: skip
    with tenant(desk.cast.acme.id):
        connector = Connector.objects.create(
            organization=desk.cast.acme, listing=listing, name="Canva", enabled_by=desk.cast.ada
        )
    connection = factories.make_connection(connector, desk.cast.mia, account="Mia Kim")
    server = connection.authorization_server
    with tenant(desk.cast.acme.id):
        connection.store_tokens(
            access_token=MIA, refresh_token="", expires_at=None, authorization_server=server, scopes=[]
        )
    factories.accept_tools(connector, connection, anyio.run(_offer, address, canva.host))
    factories.switch_on(desk.conversation, connector, connection)
    return _design(desk)


async def _offer(address: str, host: str) -> factories.Offer:
    server, policy = ServerAddress(address, builtin="canva"), EgressPolicy.parse(host)
    async with open_client(server, credential=Credential.bearer(MIA), policy=policy) as client:
        return (await client.list_tools()).tools, client.negotiated


def _design(desk: Desk) -> Design:
    design = factories.make_design(desk.conversation, *PAGES)
    desk.inside(lambda: save_edits(design=design, base=1, edits=[Edit(0, "title", "Start")]))
    return design


def allow(desk: Desk, turn: Turn) -> tuple[Turn, ToolCall]:
    (call,) = desk.calls(turn)
    mia = desk.cast.actor(desk.cast.mia)
    desk.inside(lambda: decide_tool_call(actor=mia, call=call, decision="allow_once"))
    turn = desk.run(turn)
    (call,) = desk.calls(turn)
    return turn, call


def asked(desk: Desk, design: Design, **changed: Any) -> Turn:
    arguments = {"design": str(design.pk), "version": 2, "title": "Plan", **changed}
    desk.model.says([tool("canva__import_design", **arguments)], [text("It is there.")])
    return desk.run(desk.ask("Send it to Canva"))


@pytest.fixture
def ready(desk: Desk, canva: Canva, sending: Design) -> Design:
    """The engine may reach the stand-in."""
    allowed = [desk.notebook.allowed, canva.host]
    desk.engine._resources.pool._policy = EgressPolicy.parse(",".join(allowed))
    return sending


def test_a_design_is_sent_after_approval_and_its_editor_is_linked(desk: Desk, canva: Canva, ready: Design) -> None:
    turn = asked(desk, ready)
    assert (turn.status, canva.files) == (TurnStatus.WAITING_APPROVAL, [])
    turn, call = allow(desk, turn)
    assert (turn.status, call.status) == (TurnStatus.COMPLETED, CallStatus.SUCCEEDED)
    ((about, content),) = canva.files
    assert about["title"] == "Plan"
    assert b'"Start"' in content
    assert call.result is not None and "https://www.canva.com/api/design/token99/edit" in call.result[0]["text"]
    told = desk.model.requests[-1]["messages"][-1]["content"][0]["content"][0]["text"]
    assert "can be edited there" in told
    events = desk.inside(lambda: list(AuditEvent.objects.filter(subject_id=call.pk).values_list("action", flat=True)))
    assert {"approval.requested", "tool_call.executed"} <= set(events)
    assert desk.inside(lambda: Provenance.objects.get().connector.name) == "Canva"


def test_exactly_the_version_that_was_approved_is_sent_although_it_was_changed_meanwhile(
    desk: Desk, canva: Canva, ready: Design
) -> None:
    turn = asked(desk, ready)
    desk.inside(lambda: save_edits(design=Design.objects.get(), base=2, edits=[Edit(0, "title", "Later")]))
    allow(desk, turn)
    assert b'"Start"' in canva.files[0][1] and b"Later" not in canva.files[0][1]


def test_a_denied_design_stays_here(desk: Desk, canva: Canva, ready: Design) -> None:
    turn = asked(desk, ready)
    (call,) = desk.calls(turn)
    mia = desk.cast.actor(desk.cast.mia)
    desk.inside(lambda: decide_tool_call(actor=mia, call=call, decision="deny"))
    assert desk.run(turn).status == TurnStatus.COMPLETED
    assert canva.asked == []


def test_a_design_of_another_chat_is_not_sent(desk: Desk, canva: Canva, ready: Design) -> None:
    elsewhere = factories.make_conversation(desk.cast.mia)
    other = factories.make_design(elsewhere, *PAGES)
    _, call = allow(desk, asked(desk, other, version=1))
    assert call.status == CallStatus.FAILED and "has no design" in call.error_message
    assert canva.asked == []


def test_content_of_another_connector_makes_sending_ask_every_time(desk: Desk, canva: Canva, ready: Design) -> None:
    desk.model.says([tool("notebook__list_notes")], [text("One.")])
    desk.run(desk.ask())
    (call,) = desk.calls(asked(desk, ready))
    assert call.approval.asks_code == "flow_asks"
    assert "Notebook" in call.approval.asks_reason


def test_an_import_that_breaks_off_has_an_unknown_outcome_and_is_not_repeated(
    desk: Desk, canva: Canva, ready: Design
) -> None:
    canva.plan("/imports", 503, {})
    turn, call = allow(desk, asked(desk, ready))
    assert (turn.status, call.status) == (TurnStatus.WAITING_OUTCOME, CallStatus.UNKNOWN)
    assert len(canva.writes) == 1
