"""rules.md sections 2 and 4, cell by cell: who sees, changes, opens and fills a project, in the order of asking."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from organizations import policy
from organizations.models import Membership, Organization, Project, Role, User, Visibility
from organizations.plans import Plan
from organizations.refusals import ALLOWED, Decision, refuse
from organizations.signals import project_member_refusals, publish_refusals

HAS_CONTENT = refuse("holds_content", "It holds something.", "what it holds")
MANAGERS = {"primary_owner", "owner", "admin"}


def answer(decision: Decision) -> str:
    assert decision.allowed == (decision.code == "") == (decision.deciding_row is None)
    return decision.code or "yes"


def _person(role: str = Role.MEMBER, plan: str = Plan.TEAM) -> Membership:
    return Membership(organization=Organization(plan=plan), user=User(email="p@x.example"), role=role)


def _project(maker: Membership, visibility: str = Visibility.PRIVATE) -> Project:
    return Project(organization=maker.organization, name="Plans", created_by=maker, visibility=visibility)


@pytest.fixture
def above(monkeypatch: pytest.MonkeyPatch) -> Callable[[Decision], list[dict[str, object]]]:
    """What the apps above answer to both questions; returns what they were asked."""

    def say(decision: Decision) -> list[dict[str, object]]:
        asked: list[dict[str, object]] = []

        def answered(**subject: object) -> Decision:
            asked.append(subject)
            return decision

        for refusals in (publish_refusals, project_member_refusals):
            monkeypatch.setattr(refusals, "_functions", [answered])
        return asked

    return say


@pytest.mark.parametrize("visibility", Visibility.values)
@pytest.mark.parametrize("is_member", [True, False])
@pytest.mark.parametrize("deleted", [True, False])
def test_a6_a_project_is_seen_by_its_members_and_a_public_one_by_everybody(
    visibility: str, is_member: bool, deleted: bool
) -> None:
    project = _project(_person(), visibility)
    project.deleted_at = timezone.now() if deleted else None
    seen = not deleted and (is_member or visibility == "public")
    found = policy.may_see_project(project, is_member=is_member)
    assert answer(found) == ("yes" if seen else "project_not_visible")
    assert found.deciding_row in (None, project)


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("allowed", [True, False])
def test_who_manages_a_project_opens_and_fills_it_if_the_apps_above_agree(
    role: str, allowed: bool, above: Callable[[Decision], list[dict[str, object]]]
) -> None:
    asked = above(ALLOWED if allowed else HAS_CONTENT)
    actor, other = _person(role), _person()
    project = _project(other)
    expected = ("yes" if allowed else "holds_content") if role in MANAGERS else "project_owner_required"
    assert answer(policy.may_publish_project(actor, project, actor.organization)) == expected
    assert answer(policy.may_add_project_member(actor, project, other)) == expected
    assert asked == ([{"project": project}, {"project": project, "member": other}] if role in MANAGERS else [])


def test_its_maker_manages_a_project_without_a_role(above: Callable[[Decision], list[dict[str, object]]]) -> None:
    above(ALLOWED)
    maker = _person()
    project = _project(maker)
    assert answer(policy.may_manage_project(maker, project)) == "yes"
    assert answer(policy.may_publish_project(maker, project, maker.organization)) == "yes"
    assert answer(policy.may_add_project_member(maker, project, _person())) == "yes"


@pytest.mark.parametrize("plan", Plan.values)
@pytest.mark.parametrize("allowed", [True, False])
def test_pl8_the_plan_and_its_owner_come_before_what_it_holds(
    plan: str, allowed: bool, above: Callable[[Decision], list[dict[str, object]]]
) -> None:
    above(HAS_CONTENT)
    maker = _person(plan=plan)
    maker.organization.public_projects = allowed
    shared = plan in {"team", "enterprise"}
    has_them = shared and allowed
    found = policy.may_publish_project(maker, _project(maker), maker.organization)
    assert answer(found) == ("holds_content" if has_them else "public_projects_forbidden")
    if not has_them:
        assert ("owner" in found.reason) == shared
        assert found.deciding_row is maker.organization


@pytest.mark.parametrize("role", Role.values)
def test_whoever_manages_it_removes_others_everybody_leaves_and_its_maker_stays(role: str) -> None:
    actor, other, maker = _person(role), _person(), _person()
    project = _project(maker)
    removing = "yes" if role in MANAGERS else "project_owner_required"
    assert answer(policy.may_remove_project_member(actor, project, other)) == removing
    assert answer(policy.may_remove_project_member(actor, project, actor)) == "yes"
    assert answer(policy.may_remove_project_member(actor, project, maker)) == "project_maker_stays"
    assert answer(policy.may_remove_project_member(maker, project, maker)) == "project_maker_stays"
