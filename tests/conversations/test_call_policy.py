"""rules.md section 3, cell by cell: may this tool run, and which row decided (T1 to T9)."""

import itertools

import pytest
from django.utils import timezone

from connectors.models import Connection, ConnectionStatus, Connector, Level, Review
from conversations.policy.calls import may_call_tool, may_toggle, waits_for_sign_in
from organizations.models import Project, Visibility
from organizations.plans import Plan
from organizations.refusals import ALLOWED
from tests.connectors.rows import a_listing, a_member
from tests.conversations.rows import Break, Call, a_connection, a_place, answer


def _listing(**changes: object) -> Break:
    def change(call: Call) -> object:
        call.connector.listing = a_listing(**changes)
        return call.connector.listing

    return change


def _disabled(call: Call) -> object:
    call.connector.disabled_at = call.connector.enabled_at
    return call.connector


def _no_account(call: Call) -> object:
    call.connection = None
    return None


def _account(status: ConnectionStatus) -> Break:
    def change(call: Call) -> object:
        assert call.connection is not None
        call.connection.status = status
        return call.connection

    return change


def _project(visibility: Visibility, members: int) -> Break:
    def change(call: Call) -> object:
        organization = call.member.organization
        call.project = Project(organization=organization, name="Plans", visibility=visibility)
        call.project_members = members
        return call.project

    return change


def _left_project(call: Call) -> object:
    _project(Visibility.PRIVATE, 1)(call)
    call.author_is_member = False
    return None


def _off(call: Call) -> object:
    call.is_on = False
    return None


def _not_accepted(call: Call) -> object:
    call.tool.accepted_at = None
    return call.tool


def _refused(call: Call) -> object:
    call.tool.accepted_at, call.tool.refused_at = None, timezone.now()
    return call.tool


def _not_offered(call: Call) -> object:
    call.offered = False
    return call.tool


def _block(*, by_owner: bool, tool: str = "") -> Break:
    return lambda call: call.set("block", by_owner=by_owner, tool=tool)


# In the order in which the rows are asked: row, what breaks it (and returns the deciding row), code.
TABLE: list[tuple[str, Break, str]] = [
    *[("T1", _listing(review_status=s), "listing_withdrawn") for s in Review if s != Review.LISTED],
    ("T1", _listing(plans=["enterprise"]), "plan_not_eligible"),
    ("T1", _listing(sensitivity="health"), "plan_not_eligible"),
    ("T1", _listing(regions=["US"]), "region_not_eligible"),
    ("T2", _disabled, "connector_not_enabled"),
    ("T3", _no_account, "connection_required"),
    ("T3", _account(ConnectionStatus.PENDING), "connection_required"),
    ("T3", _account(ConnectionStatus.REVOKED), "connection_required"),
    ("T3", _account(ConnectionStatus.NEEDS_REAUTH), "connection_needs_reauth"),
    ("T4", _project(Visibility.PUBLIC, 1), "connectors_require_private_project"),
    ("T4", _project(Visibility.PRIVATE, 2), "connectors_require_private_project"),
    ("T4", _left_project, "connectors_require_private_project"),
    ("T5", _off, "connector_off_in_conversation"),
    ("T6 offered", _not_offered, "tool_not_available"),
    ("T6", _not_accepted, "tool_quarantined"),
    ("T6", _refused, "tool_quarantined"),
    ("T7", _block(by_owner=True), "tool_blocked_by_organization"),
    ("T7", _block(by_owner=True, tool="@read"), "tool_blocked_by_organization"),
    ("T7", _block(by_owner=True, tool="*"), "tool_blocked_by_organization"),
    ("T9", _block(by_owner=False), "tool_blocked_by_member"),
    ("T9", _block(by_owner=False, tool="@read"), "tool_blocked_by_member"),
    ("T9", _block(by_owner=False, tool="*"), "tool_blocked_by_member"),
]
NAMES = [f"{row}-{code}-{number}" for number, (row, _, code) in enumerate(TABLE)]
PAIRS = [(one, two) for one, two in itertools.combinations(TABLE, 2) if one[0] != two[0]]


def test_what_nothing_forbids_runs() -> None:
    found = may_call_tool(Call().facts())
    assert (found.level, found.why) == (Level.ALLOW, ALLOWED)


@pytest.mark.parametrize(("row", "broken", "code"), TABLE, ids=NAMES)
def test_each_row_refuses_with_its_code_and_the_row_that_decided(row: str, broken: Break, code: str) -> None:
    call = Call()
    decided = broken(call)
    found = may_call_tool(call.facts())
    assert (found.level, answer(found.why)) == (Level.BLOCK, code)
    assert found.why.deciding_row is decided


@pytest.mark.parametrize(("earlier", "later"), PAIRS, ids=lambda each: f"{each[0]}-{each[2]}")
def test_of_two_rows_that_refuse_the_earlier_decides(
    earlier: tuple[str, Break, str], later: tuple[str, Break, str]
) -> None:
    call = Call()
    later[1](call)
    decided = earlier[1](call)
    found = may_call_tool(call.facts())
    assert (answer(found.why), found.why.deciding_row) == (earlier[2], decided)


@pytest.mark.parametrize(
    ("broken", "words"),
    [(_refused, "An owner has refused this version of"), (_not_accepted, "waits for an owner's review")],
)
def test_t6_a_refused_version_is_told_apart_from_one_that_waits(broken: Break, words: str) -> None:
    call = Call()
    broken(call)
    assert words in may_call_tool(call.facts()).why.reason


LEVELS = ("allow", "ask", "block")
DEFAULTS = {"read": "allow", "write": "ask", "destructive": "ask"}


CASES = list(itertools.product(DEFAULTS, [None, *LEVELS], [None, *LEVELS]))


@pytest.mark.parametrize(("effect", "ceiling", "base"), CASES)
def test_the_level_is_the_most_restrictive_and_says_who_asks(
    effect: str, ceiling: str | None, base: str | None
) -> None:
    call = Call()
    call.tool.effect = effect
    owners = call.set(ceiling, by_owner=True) if ceiling else None
    own = call.set(base, by_owner=False) if base else None
    by_owner, by_member = ceiling or "allow", base or DEFAULTS[effect]
    level = max(by_owner, by_member, key=LEVELS.index)
    found = may_call_tool(call.facts())
    assert found.level == level
    # What both say is the owner's: "Always allow" lifts what the member's own rules ask, never what an owner does.
    if level == "allow":
        assert found.why == ALLOWED
    elif by_owner == level:
        code = {"ask": "ceiling_asks", "block": "tool_blocked_by_organization"}[level]
        assert (answer(found.why), found.why.deciding_row) == (code, owners)
    else:
        code = {"ask": "member_asks" if base else "default_asks", "block": "tool_blocked_by_member"}[level]
        assert (answer(found.why), found.why.deciding_row) == (code, own)


def test_t9_a_custom_connectors_read_asks_until_its_member_decides() -> None:
    call = Call()
    call.connector.listing = None
    found = may_call_tool(call.facts())
    assert (found.level, answer(found.why)) == (Level.ASK, "default_asks")
    call.set("allow", by_owner=False)
    assert may_call_tool(call.facts()).level == Level.ALLOW


def test_p3_an_owner_may_let_shared_projects_use_connectors() -> None:
    call = Call()
    _project(Visibility.PRIVATE, 9)(call)
    call.member.organization.connectors_in_shared_projects = True
    assert may_call_tool(call.facts()).level == Level.ALLOW


@pytest.mark.parametrize(
    ("plan", "country", "code"),
    [
        (Plan.FREE, "US", "plan_not_eligible"),
        (Plan.PRO, "US", ""),
        (Plan.MAX, "US", ""),
        (Plan.PRO, "DE", "region_not_eligible"),
        (Plan.MAX, "", "region_not_eligible"),
        (Plan.TEAM, "US", "plan_not_eligible"),
        (Plan.ENTERPRISE, "US", "plan_not_eligible"),
    ],
)
def test_h1_h3_health_tools_run_on_pro_and_max_in_the_united_states_only(plan: str, country: str, code: str) -> None:
    call = Call(a_member(plan, country=country))
    _listing(sensitivity="health")(call)
    assert may_call_tool(call.facts()).why.code == code


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (_not_accepted, ""),  # a tool's own state and levels do not keep a connector off
        *[(broken, code) for row, broken, code in TABLE if row in {"T1", "T2", "T3", "T4"}],
    ],
)
def test_a_connector_is_switched_on_where_its_tools_could_run(broken: Break, code: str) -> None:
    call = Call()
    decided = broken(call)
    accounts = [call.connection] if call.connection else []
    found = may_toggle(call.facts().place, call.connector, accounts)
    assert answer(found) == (code or "yes")
    assert found.deciding_row is (decided if code else None)


def _accounts(connector: Connector, *statuses: str) -> list[Connection]:
    return [a_connection(connector, a_member(), status) for status in statuses]


@pytest.mark.parametrize(
    ("statuses", "code"),
    [
        ((), "connection_required"),
        (("connected",), "yes"),
        (("needs_reauth", "connected"), "yes"),
        (("connected", "needs_scope"), "yes"),
        (("pending", "revoked"), "connection_required"),
        (("needs_reauth", "pending"), "connection_needs_reauth"),
        (("pending", "needs_reauth"), "connection_required"),
    ],
)
def test_t3_one_usable_account_is_enough_to_switch_on(statuses: tuple[str, ...], code: str) -> None:
    call = Call()
    assert answer(may_toggle(call.facts().place, call.connector, _accounts(call.connector, *statuses))) == code


def test_the_place_is_asked_before_the_connector_is_and_that_before_the_account() -> None:
    call = Call()
    _disabled(call)
    assert answer(may_toggle(a_place("public", 1), call.connector, [])) == "connectors_require_private_project"
    assert answer(may_toggle(a_place(), call.connector, [])) == "connector_not_enabled"


OVER = _account(ConnectionStatus.NEEDS_REAUTH)


def test_t3_a_tool_waits_for_a_sign_in_that_is_over() -> None:
    call = Call()
    assert not waits_for_sign_in(call.facts())
    OVER(call)
    assert waits_for_sign_in(call.facts())


@pytest.mark.parametrize(("row", "broken", "code"), TABLE, ids=NAMES)
def test_t3_a_tool_that_something_else_forbids_does_not_wait_for_a_sign_in(row: str, broken: Break, code: str) -> None:
    call = Call()
    OVER(call)
    broken(call)
    assert waits_for_sign_in(call.facts()) == (code == "connection_needs_reauth")
