"""What is offered is what would be allowed: every action by person, plan, device and address."""

import itertools
from dataclasses import replace
from typing import Any

import pytest

from connectors.api.actions import Asking, connector_actions, custom_action, listing_actions
from connectors.models import Connection, ConnectionStatus, Review
from organizations.models import Role
from organizations.plans import Plan
from organizations.refusals import ALLOWED, Decision, refuse
from tests.connectors.rows import a_connector, a_listing, a_member

UNCONFIRMED = refuse("email_not_verified", "Confirm your e-mail address first.")
MOBILE = "mobile_cannot_add_connectors"
OWNER = "owner_required"
PERSONAL = [Plan.FREE, Plan.PRO, Plan.MAX]
SHARED = [Plan.TEAM, Plan.ENTERPRISE]
OWNERS = [Role.PRIMARY_OWNER, Role.OWNER]
OTHERS = [Role.ADMIN, Role.AUDITOR, Role.MEMBER]


def asking(
    plan: str = Plan.TEAM, role: str = Role.MEMBER, *, mobile: bool = False, keeps: Decision = ALLOWED
) -> Asking:
    return Asking(a_member(plan, role), mobile, keeps)


def code_of(decision: Decision) -> str:
    assert decision.allowed == (decision.code == "")
    assert decision.allowed or decision.reason
    return decision.code


CUSTOM: list[tuple[str, str, bool, Decision, int, str]] = [
    *[(plan, role, False, ALLOWED, count, "") for plan in SHARED for role in OWNERS for count in (0, 1, 9)],
    *[
        (plan, role, mobile, keeps, count, OWNER)
        for plan, role, mobile, keeps, count in itertools.product(
            SHARED, OTHERS, (False, True), (ALLOWED, UNCONFIRMED), (0, 1)
        )
    ],
    *[(plan, Role.PRIMARY_OWNER, False, ALLOWED, 0, "") for plan in PERSONAL],
    (Plan.FREE, Role.PRIMARY_OWNER, False, ALLOWED, 1, "custom_connector_limit"),
    (Plan.FREE, Role.PRIMARY_OWNER, True, ALLOWED, 1, "custom_connector_limit"),
    (Plan.PRO, Role.PRIMARY_OWNER, False, ALLOWED, 9, ""),
    (Plan.FREE, Role.PRIMARY_OWNER, True, ALLOWED, 0, MOBILE),
    (Plan.TEAM, Role.OWNER, True, ALLOWED, 0, MOBILE),
    (Plan.TEAM, Role.OWNER, False, UNCONFIRMED, 0, "email_not_verified"),
    (Plan.FREE, Role.PRIMARY_OWNER, False, UNCONFIRMED, 0, "email_not_verified"),
]


@pytest.mark.parametrize(("plan", "role", "mobile", "keeps", "count", "code"), CUSTOM)
def test_who_may_add_a_custom_connector(
    plan: str, role: str, mobile: bool, keeps: Decision, count: int, code: str
) -> None:
    assert code_of(custom_action(asking(plan, role, mobile=mobile, keeps=keeps), custom_count=count)) == code


def test_who_may_not_add_one_is_told_whom_to_ask() -> None:
    assert "Ask one of them" in custom_action(asking(), custom_count=0).reason


NOT_ENABLED: list[tuple[Asking, dict[str, Any], str, str]] = [
    # asking, listing, enable, connect
    (asking(Plan.TEAM, Role.OWNER), {}, "", "connector_not_enabled"),
    (asking(Plan.TEAM, Role.OWNER, mobile=True), {}, MOBILE, "connector_not_enabled"),
    (asking(Plan.TEAM, Role.OWNER, keeps=UNCONFIRMED), {}, "email_not_verified", "connector_not_enabled"),
    (asking(), {}, OWNER, "connector_not_enabled"),
    (asking(mobile=True), {}, OWNER, "connector_not_enabled"),
    (asking(Plan.FREE, Role.PRIMARY_OWNER), {}, "", ""),
    (asking(Plan.FREE, Role.PRIMARY_OWNER, mobile=True), {}, MOBILE, MOBILE),
    (asking(Plan.FREE, Role.PRIMARY_OWNER, keeps=UNCONFIRMED), {}, "email_not_verified", "email_not_verified"),
    (asking(Plan.FREE, Role.PRIMARY_OWNER), {"registration": "preregistered"}, "", "setup_required"),
    (asking(Plan.FREE, Role.PRIMARY_OWNER, mobile=True), {"registration": "preregistered"}, MOBILE, MOBILE),
    (asking(Plan.TEAM, Role.OWNER), {"registration": "preregistered"}, "", "setup_required"),
    (asking(Plan.FREE, Role.PRIMARY_OWNER), {"plans": ["team"]}, "plan_not_eligible", "plan_not_eligible"),
    (asking(Plan.TEAM, Role.OWNER), {"regions": ["US"]}, "region_not_eligible", "region_not_eligible"),
    (asking(Plan.TEAM, Role.OWNER), {"sensitivity": "health"}, "plan_not_eligible", "plan_not_eligible"),
    (asking(Plan.TEAM, Role.OWNER), {"review_status": Review.DELISTED}, "listing_withdrawn", "listing_withdrawn"),
]


@pytest.mark.parametrize(("who", "listing", "enable", "connect"), NOT_ENABLED)
def test_what_may_be_done_with_a_listing_that_is_not_enabled(
    who: Asking, listing: dict[str, Any], enable: str, connect: str
) -> None:
    found = {name: code_of(one) for name, one in listing_actions(a_listing(**listing), who, None).items()}
    assert (found["enable"], found["connect"], found["reconnect"]) == (enable, connect, connect)


NO_CONNECTOR = {"connect": "connector_not_enabled", "reconnect": "connector_not_enabled"}
EVERY: list[tuple[Asking, dict[str, str]]] = [
    # What a member asks an owner for is what they may not enable themselves.
    (asking(), {"enable": OWNER, **NO_CONNECTOR, "request": ""}),
    (asking(keeps=UNCONFIRMED), {"enable": OWNER, **NO_CONNECTOR, "request": ""}),
    (asking(role=Role.OWNER), {"enable": "", **NO_CONNECTOR, "request": "owner_is_you"}),
    (
        asking(Plan.FREE, Role.PRIMARY_OWNER),
        {"enable": "", "connect": "", "reconnect": "", "request": "owner_is_you"},
    ),
    (
        asking(Plan.FREE, Role.PRIMARY_OWNER, mobile=True, keeps=UNCONFIRMED),
        {"enable": MOBILE, "connect": MOBILE, "reconnect": MOBILE, "request": "owner_is_you"},
    ),
]


@pytest.mark.parametrize(("who", "codes"), EVERY)
def test_every_action_with_a_listing_is_answered(who: Asking, codes: dict[str, str]) -> None:
    assert {name: code_of(one) for name, one in listing_actions(a_listing(), who, None).items()} == codes


def test_one_that_is_enabled_is_not_enabled_nor_asked_for_again() -> None:
    who = asking(role=Role.OWNER)
    found = listing_actions(a_listing(), who, a_connector(who.member))
    assert {name: code_of(one) for name, one in found.items()} == {
        "enable": "already_enabled",
        "connect": "",
        "reconnect": "",
        "request": "connector_enabled_already",
    }


@pytest.mark.parametrize(
    ("names", "plan", "code"),
    [
        (["Acme Tracker"], Plan.TEAM, "name_taken"),
        (["Others", "acme  tracker"], Plan.TEAM, "name_taken"),
        (["Acme Tracker"], Plan.FREE, "name_taken"),
        (["Others"], Plan.TEAM, ""),
    ],
)
def test_a_listing_is_not_enabled_beside_a_custom_connector_of_its_name(names: list[str], plan: str, code: str) -> None:
    who = replace(asking(plan, Role.PRIMARY_OWNER), custom_names=names)
    found = listing_actions(a_listing(), who, None)
    assert code_of(found["enable"]) == code
    assert plan == Plan.TEAM or code_of(found["connect"]) == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"is_beyond_plan": True}, "custom_connector_limit"),
        ({"listing": a_listing(review_status=Review.DELISTED)}, "listing_withdrawn"),
    ],
)
def test_what_bars_everybody_is_said_before_what_bars_this_person(change: dict[str, Any], code: str) -> None:
    who = asking(keeps=UNCONFIRMED, mobile=True)
    found = connector_actions(a_connector(who.member, **change), who, [])
    assert (code_of(found["connect"]), code_of(found["reconnect"])) == (code, code)


@pytest.mark.parametrize("role", OWNERS + OTHERS)
@pytest.mark.parametrize(
    ("mobile", "keeps", "connect", "reconnect"),
    [
        (False, ALLOWED, "", ""),
        (True, ALLOWED, MOBILE, ""),
        (False, UNCONFIRMED, "email_not_verified", "email_not_verified"),
        (True, UNCONFIRMED, MOBILE, "email_not_verified"),
    ],
)
def test_what_may_be_done_with_one_that_is_enabled(
    role: str, mobile: bool, keeps: Decision, connect: str, reconnect: str
) -> None:
    who = asking(role=role, mobile=mobile, keeps=keeps)
    connector = a_connector(who.member)
    assert connector.listing is not None
    for found in (connector_actions(connector, who, []), listing_actions(connector.listing, who, connector)):
        assert (code_of(found["connect"]), code_of(found["reconnect"])) == (connect, reconnect)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"is_beyond_plan": True}, "custom_connector_limit"),
        ({"listing": a_listing(review_status=Review.DELISTED)}, "listing_withdrawn"),
        ({"listing": a_listing(plans=["free"])}, "plan_not_eligible"),
    ],
)
def test_what_does_not_run_is_not_connected_nor_asked(change: dict[str, Any], code: str) -> None:
    who = asking(role=Role.OWNER)
    mine = [Connection(status=ConnectionStatus.CONNECTED)]
    found = connector_actions(a_connector(who.member, **change), who, mine)
    assert {name: code_of(one) for name, one in found.items()} == dict.fromkeys(
        ("connect", "reconnect", "refresh"), code
    )


@pytest.mark.parametrize(
    ("statuses", "code"),
    [
        ([], "connection_required"),
        (["pending"], "connection_required"),
        (["revoked"], "connection_required"),
        (["needs_reauth"], "connection_needs_reauth"),
        # It works for what it may do.
        (["needs_scope"], ""),
        (["pending", "needs_reauth"], "connection_needs_reauth"),
        (["connected"], ""),
        (["needs_reauth", "connected"], ""),
    ],
)
@pytest.mark.parametrize("role", OWNERS + OTHERS)
def test_a_look_for_new_tools_is_with_an_account_of_ones_own(statuses: list[str], code: str, role: str) -> None:
    who = asking(role=role)
    mine = [Connection(status=status) for status in statuses]
    assert code_of(connector_actions(a_connector(who.member), who, mine)["refresh"]) == code
