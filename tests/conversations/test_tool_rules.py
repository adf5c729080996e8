"""Every row of rules.md section 3 where tools run: not shown to the model, blocked with its code, never called.

The member has allowed everything for good, so that nothing but the row itself can stop the call.
"""

import uuid
from collections.abc import Callable

import pytest
from django.db.models import F
from django.utils import timezone

from connectors.models import Connection, ConnectionStatus, Connector, OfferedTool, Review, ToolDefinition, ToolPolicy
from conversations.models import CallStatus, ConnectorToggle, Conversation, TurnStatus
from organizations.models import Project, ProjectMember, Visibility
from tests.connectors.rows import store_listing
from tests.conversations.conftest import OWN_TOOLS, Desk
from tests.fakes.messages_api import text, tool

Change = Callable[[Desk], object]
NAME = "notebook__create_note"


def _listed(desk: Desk, **changes: object) -> None:
    """The notebook comes from the directory."""
    reviewed = {"read_tools": ["list_notes"], "write_tools": ["create_note"], "destructive_tools": []}
    listing = store_listing(slug="notebook", name="Notebook", server_url=desk.notebook.url, **reviewed | changes)
    Connector.objects.update(listing=listing)


def _delisted(desk: Desk) -> None:
    _listed(desk, review_status=Review.DELISTED)


def _not_for_this_plan(desk: Desk) -> None:
    _listed(desk, plans=["enterprise"])


def _not_for_this_country(desk: Desk) -> None:
    _listed(desk, regions=["US"])


def _health_for_a_team(desk: Desk) -> None:
    _listed(desk, sensitivity="health")


def _disabled(desk: Desk) -> None:
    Connector.objects.update(disabled_at=timezone.now())


def _connection_of_another(desk: Desk) -> None:
    Connection.objects.update(member=desk.cast.max, version=F("version") + 1)


def _account(status: ConnectionStatus) -> Change:
    return lambda desk: Connection.objects.update(status=status)


def _project(visibility: Visibility, *members: str) -> Change:
    def change(desk: Desk) -> None:
        acme = desk.cast.acme
        project = Project.objects.create(
            organization=acme, name="Plans", visibility=visibility, created_by=desk.cast.mia
        )
        for name in members:
            ProjectMember.objects.create(organization=acme, project=project, member=getattr(desk.cast, name))
        Conversation.objects.update(project=project)

    return change


def _quarantined(desk: Desk) -> None:
    ToolDefinition.objects.filter(name="create_note").update(accepted_at=None)


def _refused(desk: Desk) -> None:
    row = ToolDefinition.objects.get(name="create_note")
    row.refuse(desk.cast.ada)


def _level(level: str, *, by_owner: bool, name: str = "create_note") -> Change:
    def change(desk: Desk) -> None:
        member = None if by_owner else desk.cast.mia
        ToolPolicy.objects.update_or_create(
            organization=desk.cast.acme, connector=desk.connector, member=member, tool=name, defaults={"level": level}
        )

    return change


def _refused_though_allowed(desk: Desk) -> None:
    _level("allow", by_owner=True)(desk)
    _refused(desk)


def _refused_though_standing(desk: Desk) -> None:
    row = ToolDefinition.objects.get(name="create_note")
    approval = {"level": "allow", "granted_in": uuid.uuid4(), "tool_digest": row.digest}
    ToolPolicy.objects.create(
        organization=desk.cast.acme,
        connector=desk.connector,
        member=desk.cast.mia,
        tool=row.name,
        connection=desk.connection,
        **approval,
    )
    _refused(desk)


REFUSED: dict[str, tuple[Change, str]] = {
    "T1 a delisted listing": (_delisted, "listing_withdrawn"),
    "T1 PL4 a plan that the listing is not for": (_not_for_this_plan, "plan_not_eligible"),
    "T1 PL5 a country that the listing is not for": (_not_for_this_country, "region_not_eligible"),
    "T1 H3 health in an organization with several members": (_health_for_a_team, "plan_not_eligible"),
    "T2 a disabled connector": (_disabled, "connector_not_enabled"),
    "T3 somebody else's account": (_connection_of_another, "connection_required"),
    "T3 an account that was disconnected": (_account(ConnectionStatus.REVOKED), "connection_required"),
    "T3 an account that never was connected": (_account(ConnectionStatus.PENDING), "connection_required"),
    "T3 an account that has to sign in again": (_account(ConnectionStatus.NEEDS_REAUTH), "connection_needs_reauth"),
    "T4 P1 a public project": (_project(Visibility.PUBLIC, "mia"), "connectors_require_private_project"),
    "T4 P3 a private project with others": (
        _project(Visibility.PRIVATE, "mia", "max"),
        "connectors_require_private_project",
    ),
    "T6 a changed tool": (_quarantined, "tool_quarantined"),
    "T6 a tool that an owner refused": (_refused, "tool_quarantined"),
    "T6 a tool that an owner refused, whatever an owner allows": (_refused_though_allowed, "tool_quarantined"),
    "T6 a tool that an owner refused, with a standing approval": (_refused_though_standing, "tool_quarantined"),
    "T7 an owner's block of the tool": (_level("block", by_owner=True), "tool_blocked_by_organization"),
    "T7 an owner's block of all writes": (
        _level("block", by_owner=True, name="@write"),
        "tool_blocked_by_organization",
    ),
    "T7 an owner's block of everything": (_level("block", by_owner=True, name="*"), "tool_blocked_by_organization"),
    "T9 the member's own block": (_level("block", by_owner=False), "tool_blocked_by_member"),
}
rows = pytest.mark.parametrize("row", REFUSED)
SIGN_IN_IS_OVER = "T3 an account that has to sign in again"
# The one refusal that the member can mend from the chat, so the model may ask for the tool.
hidden_rows = pytest.mark.parametrize("row", [row for row in REFUSED if row != SIGN_IN_IS_OVER])
# What keeps a tool whether its account is signed in or not.
KEPT_ANYHOW = [row for row in REFUSED if not row.startswith("T3")]


def _refused_as(code: str) -> tuple[CallStatus, str]:
    """A call that only wants an account keeps its place and waits for it; every other one is blocked."""
    waits = code in ("connection_required", "connection_needs_reauth")
    return (CallStatus.AWAITING_CONNECTION if waits else CallStatus.BLOCKED), code


@pytest.fixture
def allowed_desk(desk: Desk) -> Desk:
    """Mia's standing allow for the tool."""
    desk.inside(lambda: _level("allow", by_owner=False)(desk))
    return desk


def test_a_standing_allow_lets_the_write_run(allowed_desk: Desk) -> None:
    allowed_desk.model.says([tool(NAME, text="milk")], [text("Done.")])
    assert allowed_desk.run(allowed_desk.ask()).status == TurnStatus.COMPLETED
    assert allowed_desk.notebook.runs == ["create_note"]


def test_an_account_that_wants_more_access_for_something_works_for_the_rest(allowed_desk: Desk) -> None:
    allowed_desk.inside(lambda: _account(ConnectionStatus.NEEDS_SCOPE)(allowed_desk))
    allowed_desk.model.says([tool(NAME, text="milk")], [text("Done.")])
    assert allowed_desk.run(allowed_desk.ask()).status == TurnStatus.COMPLETED
    assert allowed_desk.notebook.runs == ["create_note"]


@hidden_rows
def test_what_the_rules_refuse_is_not_shown_to_the_model_and_not_called(row: str, allowed_desk: Desk) -> None:
    desk, (change, code) = allowed_desk, REFUSED[row]
    desk.inside(lambda: change(desk))
    desk.model.says([tool(NAME, text="milk")], [text("I can't.")])
    turn = desk.run(desk.ask())
    assert NAME not in [offered["name"] for offered in desk.model.requests[0].get("tools", [])]
    (call,) = desk.calls(turn)
    assert (call.status, call.error_code) == _refused_as(code)
    assert desk.notebook.runs == []


def test_t3_a_tool_whose_sign_in_is_over_is_shown_to_the_model_and_its_call_waits(allowed_desk: Desk) -> None:
    desk = allowed_desk
    desk.inside(lambda: _account(ConnectionStatus.NEEDS_REAUTH)(desk))
    desk.model.says([tool(NAME, text="milk")], [text("Done.")])
    turn = desk.run(desk.ask())
    assert NAME in [offered["name"] for offered in desk.model.requests[0]["tools"]]
    assert turn.status == TurnStatus.WAITING_CONNECTION
    assert desk.notebook.runs == []


@pytest.mark.parametrize("row", KEPT_ANYHOW)
def test_t3_a_tool_that_a_sign_in_would_not_open_is_not_shown_while_the_sign_in_is_over(
    row: str, allowed_desk: Desk
) -> None:
    desk, (change, _) = allowed_desk, REFUSED[row]
    desk.inside(lambda: _account(ConnectionStatus.NEEDS_REAUTH)(desk))
    desk.inside(lambda: change(desk))
    desk.model.says([text("I can't.")])
    desk.run(desk.ask())
    assert NAME not in [offered["name"] for offered in desk.model.requests[0]["tools"]]


@rows
def test_what_the_rules_refuse_after_the_model_has_seen_it_is_not_called(row: str, desk: Desk) -> None:
    change, code = REFUSED[row]
    desk.model.says([tool(NAME, text="milk")], [text("I can't.")])
    turn = desk.run(desk.ask())
    (call,) = desk.calls(turn)
    assert call.status == CallStatus.AWAITING_APPROVAL
    desk.inside(lambda: change(desk))
    answer = desk.cast.client(desk.cast.mia).post(
        f"/api/v1/organizations/acme/tool-calls/{call.id}/decision", {"decision": "allow_once"}, format="json"
    )
    assert answer.status_code == 200
    desk.run(turn)
    (call,) = desk.calls(turn)
    assert (call.status, call.error_code) == _refused_as(code)
    assert desk.notebook.runs == []


@pytest.mark.parametrize("before_the_model_saw_it", [True, False])
def test_t5_a_connector_that_is_off_is_not_called(before_the_model_saw_it: bool, desk: Desk) -> None:
    desk.model.says([tool(NAME, text="milk")], [text("I can't.")])
    if before_the_model_saw_it:
        desk.inside(ConnectorToggle.objects.all().delete)
        turn = desk.run(desk.ask())
        assert [offered["name"] for offered in desk.model.requests[0]["tools"]] == OWN_TOOLS
        expected = (CallStatus.FAILED, "no_such_tool")
    else:
        turn = desk.run(desk.ask())
        (call,) = desk.calls(turn)
        desk.inside(ConnectorToggle.objects.all().delete)
        url = f"/api/v1/organizations/acme/tool-calls/{call.id}/decision"
        assert desk.cast.client(desk.cast.mia).post(url, {"decision": "allow_once"}, format="json").status_code == 200
        desk.run(turn)
        expected = (CallStatus.BLOCKED, "connector_off_in_conversation")
    (call,) = desk.calls(turn)
    assert (call.status, call.error_code) == expected
    assert desk.notebook.runs == []


def test_a_tool_that_the_account_is_not_offered_any_more_is_not_called(desk: Desk) -> None:
    desk.model.says([tool(NAME, text="milk")], [text("I can't.")])
    turn = desk.run(desk.ask())
    (call,) = desk.calls(turn)
    desk.inside(OfferedTool.objects.filter(tool__name="create_note").delete)
    url = f"/api/v1/organizations/acme/tool-calls/{call.id}/decision"
    assert desk.cast.client(desk.cast.mia).post(url, {"decision": "allow_once"}, format="json").status_code == 200
    desk.run(turn)
    (call,) = desk.calls(turn)
    assert (call.status, call.error_code) == (CallStatus.BLOCKED, "tool_not_available")
    assert "Create note" in call.error_message
    assert desk.notebook.runs == []


@pytest.mark.parametrize(
    ("ui", "is_shown"),
    [
        (None, True),
        ({}, True),
        ({"resourceUri": "ui://board"}, True),
        ({"visibility": ["model", "app"]}, True),
        ({"visibility": ["app"]}, False),
        ({"visibility": []}, False),
        ({"visibility": "app"}, False),
        ({"visibility": "model"}, True),
        ({"visibility": "not-the-model"}, False),
        ({"visibility": {"model": False}}, False),
    ],
)
def test_a_tool_for_a_view_alone_does_not_exist_for_the_model(ui: object, is_shown: bool, allowed_desk: Desk) -> None:
    desk = allowed_desk
    desk.inside(lambda: ToolDefinition.objects.filter(name="create_note").update(ui=ui))
    desk.model.says([tool(NAME, text="milk")], [text("Done.")])
    turn = desk.run(desk.ask())
    assert (NAME in [offered["name"] for offered in desk.model.requests[0]["tools"]]) == is_shown
    (call,) = desk.calls(turn)
    assert call.error_code == ("" if is_shown else "no_such_tool")
    assert desk.notebook.runs == (["create_note"] if is_shown else [])
