"""Who may ask for a connector, who decides, who takes a request back: cell by cell (plans-PL2)."""

import uuid
from datetime import UTC, datetime

import pytest

from connectors.models import ConnectorRequest, RequestStatus, Review
from connectors.policy.requests import may_be_closed, may_decide_request, may_request, may_withdraw_request
from organizations.models import Role
from organizations.plans import Plan
from organizations.refusals import Decision
from tests.connectors.rows import a_connector, a_listing, a_member

PERSONAL = [Plan.FREE, Plan.PRO, Plan.MAX]
SHARED = [Plan.TEAM, Plan.ENTERPRISE]
OWNERS = [Role.PRIMARY_OWNER, Role.OWNER]
OTHERS = [Role.ADMIN, Role.AUDITOR, Role.MEMBER]


def code_of(decision: Decision) -> str:
    assert decision.allowed == (decision.code == "")
    assert decision.allowed or decision.reason
    assert (decision.deciding_row is None) == decision.allowed
    return decision.code


@pytest.mark.parametrize("plan", SHARED)
@pytest.mark.parametrize(
    ("role", "code"), [*((role, "owner_is_you") for role in OWNERS), *((role, "") for role in OTHERS)]
)
def test_who_could_not_enable_it_may_ask(plan: str, role: str, code: str) -> None:
    member = a_member(plan, role)
    off = a_connector(member, disabled_at=datetime(2026, 11, 1, tzinfo=UTC))
    assert code_of(may_request(a_listing(), member, None)) == code
    assert code_of(may_request(a_listing(), member, off)) == code


@pytest.mark.parametrize("plan", PERSONAL)
def test_a_person_on_their_own_asks_nobody(plan: str) -> None:
    decision = may_request(a_listing(), a_member(plan, Role.PRIMARY_OWNER), None)
    assert (code_of(decision), decision.reason) == ("owner_is_you", "You can connect it.")


@pytest.mark.parametrize("role", OWNERS + OTHERS)
@pytest.mark.parametrize("plan", SHARED)
def test_nobody_asks_for_what_is_there(plan: str, role: str) -> None:
    member = a_member(plan, role)
    assert code_of(may_request(a_listing(), member, a_connector(member))) == "connector_enabled_already"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"review_status": Review.DELISTED}, "listing_withdrawn"),
        ({"review_status": Review.IN_REVIEW}, "listing_withdrawn"),
        ({"plans": ["free"]}, "plan_not_eligible"),
        ({"regions": ["US"]}, "region_not_eligible"),
        # plans-PL5: never in an organization with several members.
        ({"sensitivity": "health"}, "plan_not_eligible"),
    ],
)
@pytest.mark.parametrize("role", OWNERS + OTHERS)
@pytest.mark.parametrize("plan", SHARED)
def test_nobody_asks_for_what_no_owner_could_enable(plan: str, role: str, change: dict[str, str], code: str) -> None:
    member = a_member(plan, role)
    for connector in (None, a_connector(member)):
        assert code_of(may_request(a_listing(**change), member, connector)) == code


@pytest.mark.parametrize(
    ("role", "code"), [*((role, "") for role in OWNERS), *((role, "owner_required") for role in OTHERS)]
)
def test_owners_decide(role: str, code: str) -> None:
    assert code_of(may_decide_request(a_member(role=role))) == code


@pytest.mark.parametrize("role", OWNERS + OTHERS)
def test_only_who_asked_takes_it_back(role: str) -> None:
    asked, other = a_member(role=role), a_member(role=role)
    request = ConnectorRequest(member_id=asked.pk, status=RequestStatus.OPEN)
    assert asked.pk != other.pk and isinstance(asked.pk, uuid.UUID)
    assert code_of(may_withdraw_request(request, asked)) == ""
    assert code_of(may_withdraw_request(request, other)) == "requester_required"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (RequestStatus.OPEN, ""),
        (RequestStatus.APPROVED, "request_closed"),
        (RequestStatus.DISMISSED, "request_closed"),
        (RequestStatus.WITHDRAWN, "request_closed"),
    ],
)
def test_a_request_is_closed_once(status: str, code: str) -> None:
    decision = may_be_closed(ConnectorRequest(status=status))
    assert code_of(decision) == code
    assert decision.allowed or decision.reason == f"This request is {status} already."
