"""rules.md section 2, cell by cell: what each role may do."""

from typing import Any

import pytest

from organizations import policy
from organizations.models import Membership, Organization, Project, Role, User
from organizations.plans import Plan
from organizations.policy.members import PERMISSIONS as PERMISSIONS_OF, Permission
from organizations.refusals import Decision

ACME = Organization(slug="acme", name="Acme", plan=Plan.TEAM)


def person(role: str) -> Membership:
    return Membership(organization=ACME, user=User(email=f"{role}@acme.example"), role=role)


def answer(decision: Decision) -> str:
    assert decision.allowed == (decision.code == "") == (decision.reason == "") == (decision.deciding_row is None)
    return "yes" if decision.allowed else decision.code


EVERYBODY = ("primary_owner", "owner", "admin", "auditor", "member")
PERMISSIONS = {
    #                       primary_owner  owner   admin             auditor           member
    "may_enable_connectors": ("yes", "yes", "owner_required", "owner_required", "owner_required"),
    "may_manage_organization": ("yes", "yes", "owner_required", "owner_required", "owner_required"),
    "may_manage_members": ("yes", "yes", "yes", "admin_required", "admin_required"),
    "may_manage_projects": ("yes", "yes", "yes", "admin_required", "admin_required"),
    "may_read_audit": ("yes", "yes", "auditor_required", "yes", "auditor_required"),
}


@pytest.mark.parametrize(
    ("rule", "role", "expected"),
    [(rule, role, cells[i]) for rule, cells in PERMISSIONS.items() for i, role in enumerate(EVERYBODY)],
)
def test_each_role_may_exactly_what_the_table_says(rule: str, role: str, expected: str) -> None:
    assert answer(getattr(policy, rule)(person(role))) == expected


ASKED_FOR = {
    "may_enable_connectors": Permission.ENABLE_CONNECTORS,
    "may_manage_organization": Permission.MANAGE_ORGANIZATION,
    "may_manage_members": Permission.MANAGE_MEMBERS,
    "may_manage_projects": Permission.MANAGE_PROJECTS,
    "may_read_audit": Permission.READ_AUDIT,
}


@pytest.mark.parametrize("permission", Permission)
def test_each_rule_asks_for_its_own_permission(permission: Permission, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PERMISSIONS_OF, Role.MEMBER, frozenset({permission}))
    allowed = {rule for rule in ASKED_FOR if getattr(policy, rule)(person("member")).allowed}
    assert allowed == {rule for rule, asked in ASKED_FOR.items() if asked == permission}
    assert set(ASKED_FOR.values()) == set(Permission)


NO_ADMIN = "admin_required"
PRIMARY = "primary_owner_required"
OWNER = "owner_required"
GRANTS: dict[str, dict[str, str]] = {
    "primary_owner": {"primary_owner": PRIMARY, "owner": "yes", "admin": "yes", "auditor": "yes", "member": "yes"},
    "owner": {"primary_owner": PRIMARY, "owner": "yes", "admin": "yes", "auditor": "yes", "member": "yes"},
    "admin": {"primary_owner": PRIMARY, "owner": OWNER, "admin": "yes", "auditor": OWNER, "member": "yes"},
    "auditor": dict.fromkeys(EVERYBODY, NO_ADMIN),
    "member": dict.fromkeys(EVERYBODY, NO_ADMIN),
}
PAIRS = [(actor, other) for actor in EVERYBODY for other in EVERYBODY]


@pytest.mark.parametrize(("actor", "role"), PAIRS)
def test_a_role_is_given_only_by_those_who_reach_as_far(actor: str, role: str) -> None:
    expected = GRANTS[actor][role]
    assert answer(policy.may_change_role(person(actor), person("member"), role)) == expected
    assert answer(policy.may_invite(person(actor), ACME, role, members=3)) == expected


@pytest.mark.parametrize(("actor", "target"), PAIRS)
def test_a_member_is_removed_or_changed_only_by_those_who_reach_as_far(actor: str, target: str) -> None:
    expected = GRANTS[actor][target]
    assert answer(policy.may_remove_member(person(actor), person(target))) == expected
    assert answer(policy.may_change_role(person(actor), person(target), "member")) == expected


@pytest.mark.parametrize("role", EVERYBODY)
def test_owners_cannot_leave_and_everybody_else_can(role: str) -> None:
    member = person(role)
    expected = "owner_cannot_leave" if role in {"primary_owner", "owner"} else "yes"
    assert answer(policy.may_remove_member(member, member)) == expected


@pytest.mark.parametrize("role", ["primary_owner", "owner", "admin"])
def test_nobody_changes_their_own_role(role: str) -> None:
    member = person(role)
    assert answer(policy.may_change_role(member, member, "member")) == "own_role"


HANDING_OVER = [
    ("primary_owner", "Member@acme.example", "yes"),
    ("primary_owner", "other@acme.example", "email_mismatch"),
    ("primary_owner", "", "email_mismatch"),
    ("owner", "member@acme.example", PRIMARY),
    ("admin", "member@acme.example", PRIMARY),
    ("member", "member@acme.example", PRIMARY),
]


def test_the_primary_owner_hands_over_to_somebody_else() -> None:
    owner = person("primary_owner")
    found = policy.may_transfer_ownership(owner, owner, owner.user.email)
    assert (answer(found), found.deciding_row) == ("own_role", owner)


@pytest.mark.parametrize(("actor", "typed", "expected"), HANDING_OVER)
def test_only_the_primary_owner_hands_over_and_types_the_address(actor: str, typed: str, expected: str) -> None:
    assert answer(policy.may_transfer_ownership(person(actor), person("member"), typed)) == expected


@pytest.mark.parametrize(
    ("role", "mine", "expected"),
    [
        ("member", True, "yes"),
        ("auditor", True, "yes"),
        ("member", False, "project_owner_required"),
        ("auditor", False, "project_owner_required"),
        ("admin", False, "yes"),
        ("owner", False, "yes"),
        ("primary_owner", False, "yes"),
    ],
)
def test_a_project_is_managed_by_its_maker_owners_and_admins(role: str, mine: bool, expected: str) -> None:
    actor = person(role)
    project = Project(organization=ACME, created_by=actor if mine else person("member"))
    rules: tuple[Any, ...] = (policy.may_manage_project,)
    assert [answer(rule(actor, project)) for rule in rules] == [expected]


def test_every_role_is_in_the_table() -> None:
    assert set(EVERYBODY) == set(Role.values)
