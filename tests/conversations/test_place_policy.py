"""rules.md section 4, cell by cell for chats: P1 to P3, P6, P7 and P10."""

import pytest
from django.utils import timezone

from conversations.policy.place import Place, may_move, may_publish_with, may_start_turn, may_use_connectors_in
from organizations.models import Project
from tests.conversations.rows import a_place, an_organization, answer

NEEDS_PRIVATE = "connectors_require_private_project"
# visibility, people in the project, an owner allows shared ones; whether connectors may be used
PLACES = [
    (None, 0, False, "yes"),  # P2
    (None, 0, True, "yes"),
    ("private", 0, False, "yes"),
    ("private", 1, False, "yes"),
    ("private", 2, False, NEEDS_PRIVATE),  # P3
    ("private", 2, True, "yes"),
    ("private", 9, True, "yes"),
    ("public", 1, False, NEEDS_PRIVATE),  # P1
    ("public", 1, True, NEEDS_PRIVATE),
    ("public", 9, True, NEEDS_PRIVATE),
]
places = pytest.mark.parametrize(("visibility", "members", "shared", "expected"), PLACES)


@places
def test_p1_p2_p3_where_connectors_may_be_used(
    visibility: str | None, members: int, shared: bool, expected: str
) -> None:
    place = a_place(visibility, members, connectors_in_shared_projects=shared)
    found = may_use_connectors_in(place)
    assert answer(found) == expected
    assert found.deciding_row is (None if found.allowed else place.project)


@pytest.mark.parametrize(
    ("visibility", "deleted", "is_member", "seen"),
    [
        ("private", False, True, True),
        ("private", False, False, False),
        ("private", True, True, False),
        ("public", False, False, True),
        ("public", True, False, False),
        ("public", True, True, False),
    ],
)
def test_a6_no_connectors_in_a_project_that_its_author_does_not_see(
    visibility: str, deleted: bool, is_member: bool, seen: bool
) -> None:
    place = a_place(visibility, 1, author_is_member=is_member)
    assert place.project is not None
    place.project.deleted_at = timezone.now() if deleted else None
    assert place.project_seen is (place.project if seen else None)
    found = may_use_connectors_in(place)
    assert answer(found) == ("yes" if seen and visibility == "private" else NEEDS_PRIVATE)
    assert ("Plans" in found.reason) == (seen and visibility == "public")


def test_a_place_without_more_is_ones_own() -> None:
    place = Place(an_organization())
    assert (place.project, place.project_members, place.author_is_member, place.project_seen) == (None, 0, True, None)


@places
def test_p10_a_history_with_content_goes_on_only_where_connectors_may_be_used(
    visibility: str | None, members: int, shared: bool, expected: str
) -> None:
    place = a_place(visibility, members, connectors_in_shared_projects=shared)
    assert answer(may_start_turn(place, has_provenance=True)) == expected
    assert answer(may_start_turn(place, has_provenance=False)) == "yes"


@pytest.mark.parametrize(
    ("visibility", "has_provenance", "expected"),
    [
        (None, False, "yes"),
        (None, True, "yes"),
        ("private", False, "yes"),
        ("private", True, "yes"),
        ("public", False, "yes"),
        ("public", True, "project_has_connector_content"),
    ],
)
@pytest.mark.parametrize("members", [1, 9])
def test_p7_content_does_not_move_into_a_public_project(
    visibility: str | None, has_provenance: bool, expected: str, members: int
) -> None:
    place = a_place(visibility, members)
    found = may_move(place, has_provenance)
    assert answer(found) == expected
    assert found.deciding_row is (None if found.allowed else place.project)


@pytest.mark.parametrize(
    ("with_content", "words"),
    [(0, ""), (1, "One chat in “Plans” "), (2, "2 chats in “Plans” "), (40, "40 chats in “Plans” ")],
)
def test_p6_a_project_that_holds_content_does_not_open(with_content: int, words: str) -> None:
    project = Project(name="Plans")
    found = may_publish_with(project, with_content)
    assert answer(found) == ("project_has_connector_content" if with_content else "yes")
    assert found.reason.startswith(words)
    assert found.deciding_row is (project if with_content else None)
