"""rules.md section 1, the rules of this app cell by cell: PL1, PL7's and PL8's settings, projects P1 and P3."""

import pytest

from organizations import policy
from organizations.models import Membership, Organization, Project, Role, User, Visibility
from organizations.plans import Plan
from organizations.refusals import Decision
from organizations.signals import publish_refusals


@pytest.fixture(autouse=True)
def _this_app_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The apps above may refuse more, for what a project holds; not here."""
    monkeypatch.setattr(publish_refusals, "_functions", [])


PLANS = ("free", "pro", "max", "team", "enterprise")


def organization(plan: str, **fields: bool) -> Organization:
    return Organization(slug="o", name="O", plan=plan, **fields)


def owner(of: Organization) -> Membership:
    return Membership(organization=of, user=User(email="o@x.example"), role=Role.PRIMARY_OWNER)


def answer(decision: Decision) -> str:
    assert decision.allowed == (decision.code == "") == (decision.reason == "") == (decision.deciding_row is None)
    return "yes" if decision.allowed else decision.code


@pytest.mark.parametrize("plan", PLANS)
def test_pl1_personal_plans_have_one_member(plan: str) -> None:
    one = organization(plan)
    expected = "yes" if plan in {"team", "enterprise"} else "plan_single_member"
    assert answer(policy.may_invite(owner(one), one, Role.MEMBER, members=1)) == expected
    assert answer(policy.may_accept_invitation(one, members=1)) == expected
    assert answer(policy.may_accept_invitation(one, members=0)) == "yes"


@pytest.mark.parametrize(
    ("plan", "allowed", "expected"),
    [
        *[(plan, True, "public_projects_forbidden") for plan in ("free", "pro", "max")],
        ("team", True, "yes"),
        ("enterprise", True, "yes"),
        ("enterprise", False, "public_projects_forbidden"),
    ],
)
def test_pl8_public_projects(plan: str, allowed: bool, expected: str) -> None:
    one = organization(plan, public_projects=allowed)
    member = owner(one)
    project = Project(organization=one, created_by=member)
    assert answer(policy.may_create_project(one, Visibility.PUBLIC)) == expected
    assert answer(policy.may_publish_project(member, project, one)) == expected
    assert answer(policy.may_create_project(one, Visibility.PRIVATE)) == "yes"


@pytest.mark.parametrize(
    ("plan", "setting", "value", "expected"),
    [
        *[(plan, "external_sharing", True, "plan_not_eligible") for plan in ("free", "pro", "max")],
        ("team", "external_sharing", True, "yes"),
        ("enterprise", "external_sharing", True, "yes"),
        ("team", "organization_shares", False, "yes"),
        ("team", "connectors_in_shared_projects", True, "yes"),
        ("team", "public_projects", False, "plan_not_eligible"),
        ("team", "public_projects", True, "yes"),
        ("enterprise", "public_projects", False, "yes"),
    ],
)
def test_settings_exist_where_the_plan_has_them(plan: str, setting: str, value: bool, expected: str) -> None:
    one = organization(plan)
    assert answer(policy.may_change_setting(owner(one), one, setting, value)) == expected


@pytest.mark.parametrize("role", Role.values)
def test_only_owners_change_settings(role: str) -> None:
    one = organization("enterprise")
    member = Membership(organization=one, user=User(email="o@x.example"), role=role)
    expected = "yes" if role in {"primary_owner", "owner"} else "owner_required"
    for setting in ("external_sharing", "organization_shares", "public_projects", "connectors_in_shared_projects"):
        assert answer(policy.may_change_setting(member, one, setting, False)) == expected


NEEDS_PRIVATE = "connectors_require_private_project"


@pytest.mark.parametrize(
    ("visibility", "members", "shared_allowed", "expected"),
    [
        (None, 0, False, "yes"),  # P2
        ("private", 1, False, "yes"),
        ("private", 2, False, NEEDS_PRIVATE),  # P3
        ("private", 2, True, "yes"),
        ("public", 1, False, NEEDS_PRIVATE),  # P1
        ("public", 1, True, NEEDS_PRIVATE),
        ("public", 9, True, NEEDS_PRIVATE),
    ],
)
def test_connectors_need_a_private_project(
    visibility: str | None, members: int, shared_allowed: bool, expected: str
) -> None:
    one = organization(Plan.TEAM, connectors_in_shared_projects=shared_allowed)
    project = Project(organization=one, visibility=visibility) if visibility else None
    assert answer(policy.may_use_connectors_in(project, members, one)) == expected


def test_a_second_personal_space_is_refused() -> None:
    assert answer(policy.may_create_organization([organization("team")])) == "yes"
    own = [organization("team"), organization("free")]
    assert answer(policy.may_create_organization(own)) == "personal_organization_exists"


def test_every_plan_is_in_the_tables() -> None:
    assert set(PLANS) == set(Plan.values)
