"""Answers of Linear's that are half good: what was done is never said not to be."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.services import calling
from tests.services.linear_people import members
from tests.services.linear_stand_in import LinearStandIn, linear_stand_in

pytestmark = pytest.mark.anyio
FAULT = {"message": "Cannot read cycle", "path": ["issueCreate", "issue", "cycle"], "extensions": {"code": "UNKNOWN"}}
CREATE = {"team": "ENG", "title": "New"}


@pytest.fixture
def linear() -> Iterator[LinearStandIn]:
    with linear_stand_in(members()) as state:
        yield state


def shown(linear: LinearStandIn) -> Any:
    return {**linear.members["mia"].kinds["issues"][0], "title": "New"}


async def test_an_issue_that_was_made_is_told_although_an_error_is_about_a_part_of_it(linear: LinearStandIn) -> None:
    linear.plans("Create", 200, {"errors": [FAULT], "data": {"issueCreate": {"success": True, "issue": shown(linear)}}})
    data, _ = await calling.result("linear", linear.url, "mia", "create_issue", **CREATE)
    assert data["title"] == "New"


@pytest.mark.parametrize(
    ("tool", "name", "field", "arguments"),
    [
        ("create_issue", "Create", "issueCreate", CREATE),
        ("update_issue", "Update", "issueUpdate", {"issue": "ENG-1", "title": "x"}),
    ],
)
async def test_what_was_done_and_is_not_shown_is_not_said_to_be_missing(
    linear: LinearStandIn, tool: str, name: str, field: str, arguments: dict[str, str]
) -> None:
    linear.plans(name, 200, {"errors": [FAULT], "data": {field: {"success": True, "issue": None}}})
    said = await calling.refusal("linear", linear.url, "mia", tool, **arguments)
    assert said == "Linear did this, but does not show what it stored. Look there before it is done once more."


async def test_an_error_without_a_change_stays_a_refusal(linear: LinearStandIn) -> None:
    for data in (None, {"issueCreate": None}, {"issueCreate": {"success": False, "issue": None}}):
        linear.plans("Create", 200, {"errors": [FAULT], "data": data})
        said = await calling.refusal("linear", linear.url, "mia", "create_issue", **CREATE)
        assert said == "Linear refused this: Cannot read cycle"


async def test_more_sub_issues_than_are_listed_are_said_to_be_there(linear: LinearStandIn) -> None:
    _, text = await calling.result("linear", linear.url, "mia", "get_issue", issue="ENG-1", with_sub_issues=True)
    assert "more sub-issues" not in text
    whole = shown(linear) | {"comments": {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}}
    children = {"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": "x"}}
    linear.plans("IssueWithFamily", 200, {"data": {"issue": {**whole, "children": children}}})
    data, text = await calling.result("linear", linear.url, "mia", "get_issue", issue="ENG-1", with_sub_issues=True)
    assert data["are_sub_issues_cut"] and "(more sub-issues than these: open the link)" in text
