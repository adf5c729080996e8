"""rules.md section 1, PL2 to PL5 and PL11, and T1 and T2, cell by cell."""

import pytest
from django.utils import timezone

from connectors.models import Connection, ConnectionStatus, Connector, Review
from connectors.policy.rules import (
    availability,
    may_add_custom,
    may_be_enabled_as,
    may_change,
    may_connect,
    may_enable,
    may_mark_effect,
    may_refresh,
    may_see_listing,
    may_set_organization_policy,
    may_use,
    may_use_listing,
)
from organizations.models import Organization, Role
from organizations.plans import Plan
from organizations.refusals import Decision
from tests.connectors.rows import a_connector, a_listing, a_member

PERSONAL = [Plan.FREE, Plan.PRO, Plan.MAX]
SHARED = [Plan.TEAM, Plan.ENTERPRISE]
ALL = PERSONAL + SHARED
OWNERS = [Role.PRIMARY_OWNER, Role.OWNER]
OTHERS = [Role.ADMIN, Role.AUDITOR, Role.MEMBER]


def code_of(decision: Decision) -> str:
    assert decision.allowed == (decision.code == "")
    assert decision.allowed or decision.reason
    # A phone is no row.
    assert (decision.deciding_row is None) == (decision.code in {"", "mobile_cannot_add_connectors"})
    return decision.code


@pytest.mark.parametrize("plan", PERSONAL)
def test_pl2_on_personal_plans_a_listing_is_available_at_once(plan: str) -> None:
    person = a_member(plan, Role.PRIMARY_OWNER)
    assert code_of(availability(a_listing(), person, None)) == ""
    assert code_of(may_enable(a_listing(), person)) == ""


@pytest.mark.parametrize("plan", SHARED)
@pytest.mark.parametrize("role", OWNERS + OTHERS)
def test_pl2_on_shared_plans_nobody_connects_before_an_owner_enables(plan: str, role: str) -> None:
    member = a_member(plan, role)
    off = a_connector(member)
    off.disabled_at = off.enabled_at
    assert code_of(availability(a_listing(), member, None)) == "connector_not_enabled"
    assert code_of(may_connect(off, member)) == "connector_not_enabled"
    assert code_of(availability(a_listing(), member, a_connector(member))) == ""
    assert code_of(may_connect(a_connector(member), member)) == ""


@pytest.mark.parametrize("role", OWNERS + OTHERS)
def test_a_card_says_who_has_to_enable(role: str) -> None:
    member = a_member(Plan.TEAM, role)
    off = a_connector(member)
    off.disabled_at = off.enabled_at
    words = "Enable Acme Tracker first" if role in OWNERS else "An owner has to enable Acme Tracker"
    for connector in (None, off):
        found = availability(a_listing(), member, connector)
        assert (code_of(found), found.reason.startswith(words)) == ("connector_not_enabled", True)


@pytest.mark.parametrize("plan", ALL)
def test_a_card_says_first_what_nobody_can_change_here(plan: str) -> None:
    member = a_member(plan, Role.OWNER)
    off = a_connector(member)
    off.disabled_at = off.enabled_at
    for connector in (None, off, a_connector(member)):
        assert code_of(availability(a_listing(regions=["XX"]), member, connector)) == "region_not_eligible"


@pytest.mark.parametrize("role", OWNERS + OTHERS)
@pytest.mark.parametrize("plan", ALL)
@pytest.mark.parametrize(
    ("registration", "client_id", "tested", "code"),
    [
        ("preregistered", "", False, "setup_required"),
        ("preregistered", "", True, "setup_required"),
        ("preregistered", "ours", False, "setup_required"),
        ("preregistered", "ours", True, ""),
        *((registration, "", False, "") for registration in ("auto", "none", "header")),
    ],
)
def test_nobody_connects_before_a_client_id_was_entered_and_tested(
    plan: str, role: str, registration: str, client_id: str, tested: bool, code: str
) -> None:
    member = a_member(plan, role)
    tested_at = timezone.now() if tested else None
    listing = a_listing(registration=registration, oauth_client_id=client_id, setup_tested_at=tested_at)
    connector = a_connector(member, listing=listing)
    assert code_of(may_connect(connector, member)) == code_of(availability(listing, member, connector)) == code
    # What nobody can change here is said first.
    withdrawn = a_listing(registration=registration, oauth_client_id=client_id, review_status=Review.DELISTED)
    assert code_of(availability(withdrawn, member, None)) == "listing_withdrawn"
    assert code_of(may_connect(a_connector(member, listing=withdrawn), member)) == "listing_withdrawn"


@pytest.mark.parametrize("plan", SHARED)
@pytest.mark.parametrize(("roles", "code"), [(OWNERS, ""), (OTHERS, "owner_required")])
def test_pl2_only_owners_enable_and_change(plan: str, roles: list[str], code: str) -> None:
    for role in roles:
        member = a_member(plan, role)
        assert code_of(may_enable(a_listing(), member)) == code
        assert code_of(may_change(a_connector(member), member)) == code


@pytest.mark.parametrize(
    ("plan", "count", "code"),
    [
        (Plan.FREE, 0, ""),
        (Plan.FREE, 1, "custom_connector_limit"),
        (Plan.PRO, 1, ""),
        (Plan.PRO, 40, ""),
        (Plan.MAX, 40, ""),
        (Plan.TEAM, 40, ""),
        (Plan.ENTERPRISE, 40, ""),
    ],
)
def test_pl3_how_many_custom_connectors(plan: str, count: int, code: str) -> None:
    assert code_of(may_add_custom(a_member(plan, Role.PRIMARY_OWNER), custom_count=count)) == code


@pytest.mark.parametrize("plan", SHARED)
@pytest.mark.parametrize("role", OTHERS)
def test_pl3_only_owners_add_custom_connectors_on_shared_plans(plan: str, role: str) -> None:
    assert code_of(may_add_custom(a_member(plan, role), custom_count=0)) == "owner_required"


@pytest.mark.parametrize(
    ("role", "hinted", "effect", "code"),
    [
        (Role.PRIMARY_OWNER, "write", "read", ""),
        (Role.OWNER, "write", "read", ""),
        (Role.OWNER, "write", "write", ""),
        (Role.OWNER, "write", "destructive", ""),
        (Role.OWNER, "write", None, ""),
        (Role.OWNER, "destructive", "read", "effect_contradicts_server"),
        (Role.OWNER, "destructive", "write", "effect_contradicts_server"),
        (Role.OWNER, "destructive", "destructive", ""),
        (Role.OWNER, "destructive", None, ""),
        (Role.ADMIN, "write", "read", "owner_required"),
        (Role.AUDITOR, "write", "destructive", "owner_required"),
        (Role.MEMBER, "write", None, "owner_required"),
        (Role.MEMBER, "destructive", "read", "owner_required"),
    ],
)
def test_an_owner_says_what_a_custom_tool_does_and_never_less_than_its_server(
    role: str, hinted: str, effect: str | None, code: str
) -> None:
    member = a_member(role=role)
    custom = a_connector(member, listing=None)
    assert code_of(may_mark_effect(custom, member, effect=effect, hinted=hinted)) == code
    for listed in (a_connector(member), a_connector(member, listing=a_listing(verification="community"))):
        assert code_of(may_mark_effect(listed, member, effect=effect, hinted=hinted)) == "effect_is_curated"


@pytest.mark.parametrize("plan", ALL)
def test_pl4_a_listing_names_its_plans(plan: str) -> None:
    listing = a_listing(plans=[Plan.TEAM, Plan.ENTERPRISE])
    expected = "" if plan in SHARED else "plan_not_eligible"
    organization = a_member(plan).organization
    assert code_of(may_use_listing(listing, organization)) == expected
    assert code_of(may_enable(listing, a_member(plan, Role.OWNER))) == expected


@pytest.mark.parametrize(
    ("plan", "country", "code"),
    [
        (Plan.FREE, "US", "plan_not_eligible"),
        (Plan.PRO, "US", ""),
        (Plan.MAX, "US", ""),
        (Plan.PRO, "DE", "region_not_eligible"),
        (Plan.PRO, "", "region_not_eligible"),
        (Plan.MAX, "CA", "region_not_eligible"),
        (Plan.TEAM, "US", "plan_not_eligible"),
        (Plan.ENTERPRISE, "US", "plan_not_eligible"),
    ],
)
def test_pl5_health_listings(plan: str, country: str, code: str) -> None:
    member = a_member(plan, Role.PRIMARY_OWNER, country)
    # The rule holds whatever the listing's own lists say.
    listing = a_listing(sensitivity="health", plans=[], regions=[])
    assert code_of(may_use_listing(listing, member.organization)) == code
    assert code_of(may_connect(a_connector(member, listing=listing), member)) == code


def test_a_listing_names_its_regions() -> None:
    german = Organization(plan=Plan.TEAM, country="DE")
    assert code_of(may_use_listing(a_listing(regions=["US", "DE"]), german)) == ""
    assert code_of(may_use_listing(a_listing(regions=["US"]), german)) == "region_not_eligible"
    assert code_of(may_use_listing(a_listing(regions=["US"]), Organization(plan=Plan.TEAM))) == "region_not_eligible"


@pytest.mark.parametrize("plan", ALL)
def test_pl11_a_phone_adds_nothing(plan: str) -> None:
    person = a_member(plan, Role.PRIMARY_OWNER)
    connector = a_connector(person)
    for decision in (
        may_enable(a_listing(), person, mobile=True),
        may_add_custom(person, custom_count=0, mobile=True),
        may_connect(connector, person, mobile=True),
    ):
        assert code_of(decision) == "mobile_cannot_add_connectors"
    assert code_of(may_use(connector, person.organization)) == ""


@pytest.mark.parametrize("status", [status for status in Review if status != Review.LISTED])
def test_t1_only_listed_entries_are_seen_and_used(status: str) -> None:
    owner = a_member(role=Role.OWNER)
    listing = a_listing(review_status=status)
    assert code_of(may_see_listing(listing)) == "not_listed"
    assert code_of(may_use(a_connector(owner, listing=listing), owner.organization)) == "listing_withdrawn"
    assert code_of(may_enable(listing, owner)) == "listing_withdrawn"
    assert code_of(may_see_listing(a_listing())) == ""


def test_t1_what_was_taken_out_is_told_from_what_never_was_in() -> None:
    organization = a_member().organization
    for status in (status for status in Review if status != Review.LISTED):
        reason = may_use_listing(a_listing(review_status=status), organization).reason
        assert ("was taken out of" in reason) == (status == Review.DELISTED)


def test_t2_a_custom_connector_stops_when_it_is_disabled() -> None:
    member = a_member()
    custom = Connector(organization=member.organization, name="Ours", server_url="https://ours.example/mcp")
    assert code_of(may_use(custom, member.organization)) == ""
    custom.disabled_at = custom.enabled_at
    assert code_of(may_use(custom, member.organization)) == "connector_not_enabled"


def test_pl3_a_custom_connector_from_before_a_downgrade_is_off_and_says_why() -> None:
    member = a_member()
    custom = Connector(organization=member.organization, name="Ours", server_url="https://ours.example/mcp")
    custom.is_beyond_plan = True
    found = may_use(custom, member.organization)
    assert (code_of(found), found.deciding_row) == ("custom_connector_limit", custom)
    assert "Ours is one more" in found.reason


def test_a_listing_is_not_enabled_beside_a_custom_connector_of_its_name() -> None:
    found = may_be_enabled_as("Tidepool", custom=["Notes", "tidepооl"])  # noqa: RUF001  (two letters are Cyrillic)
    assert found.code == "name_taken" and "tidepооl" in found.reason  # noqa: RUF001
    assert may_be_enabled_as("Tidepool", custom=["Notes"]).allowed


@pytest.mark.parametrize("plan", PERSONAL)
def test_pl9_personal_plans_have_no_ceiling(plan: str) -> None:
    assert code_of(may_set_organization_policy(a_member(plan, Role.PRIMARY_OWNER))) == "plan_not_eligible"


@pytest.mark.parametrize("plan", SHARED)
def test_pl9_owners_set_the_ceiling(plan: str) -> None:
    assert [code_of(may_set_organization_policy(a_member(plan, role))) for role in OWNERS] == ["", ""]
    assert {code_of(may_set_organization_policy(a_member(plan, role))) for role in OTHERS} == {"owner_required"}


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([], "connection_required"),
        ([ConnectionStatus.REVOKED], "connection_required"),
        ([ConnectionStatus.NEEDS_REAUTH], "connection_needs_reauth"),
        ([ConnectionStatus.CONNECTED], ""),
        ([ConnectionStatus.NEEDS_REAUTH, ConnectionStatus.CONNECTED], ""),
    ],
)
def test_c1_a_server_is_asked_for_its_tools_with_ones_own_good_account_only(statuses: list[str], expected: str) -> None:
    member = a_member()
    connector = a_connector(member)
    mine = [Connection(connector=connector, member=member, status=status) for status in statuses]
    assert code_of(may_refresh(connector, member.organization, mine)) == expected


def test_c1_nobody_asks_a_server_that_may_not_be_used() -> None:
    member = a_member()
    connector = a_connector(member, listing=a_listing(review_status=Review.DELISTED))
    mine = [Connection(connector=connector, member=member, status=ConnectionStatus.CONNECTED)]
    assert code_of(may_refresh(connector, member.organization, mine)) == "listing_withdrawn"
