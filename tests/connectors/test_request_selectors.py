"""Which requests a member reaches: by the filters alone, past the wall."""

from typing import Any

import pytest

from connectors import selectors
from connectors.models import ConnectorRequest, Listing, RequestStatus
from organizations.models import Membership
from tests.cast import Cast
from tests.connectors.rows import store_listing
from tests.owner import without_the_wall


@pytest.fixture
def past_the_wall(cast: Cast) -> Cast:
    """Rows of every organization exist, so that only the filter keeps them apart."""
    without_the_wall()
    return cast


def _request(listing: Listing, member: Membership, **values: Any) -> ConnectorRequest:
    return ConnectorRequest.objects.create(
        organization=member.organization, listing=listing, member=member, reason="Why.", **values
    )


def test_owners_reach_all_of_theirs_and_others_their_own(past_the_wall: Cast) -> None:
    cast, listing = past_the_wall, store_listing()
    mias, maxs, guss = (_request(listing, one) for one in (cast.mia, cast.max, cast.gus))
    assert set(selectors.requests_visible_to(cast.ada)) == set(selectors.requests_visible_to(cast.omar)) == {mias, maxs}
    assert list(selectors.requests_visible_to(cast.mia)) == [mias]
    assert list(selectors.requests_visible_to(cast.gus)) == [guss]


def test_owners_see_what_was_decided_of_a_removed_member_and_nothing_open(past_the_wall: Cast) -> None:
    cast, listing = past_the_wall, store_listing()
    decided, _open = _request(listing, cast.mia), _request(store_listing(slug="two", name="Two"), cast.mia)
    assert decided.decide(RequestStatus.DISMISSED, by=cast.ada)
    assert cast.mia.remove()
    assert list(selectors.requests_visible_to(cast.ada)) == [decided]


def test_a_card_has_the_newest_of_ones_own_that_was_not_taken_back(past_the_wall: Cast) -> None:
    cast, one, two = past_the_wall, store_listing(), store_listing(slug="two", name="Two")
    older, newer = _request(one, cast.mia), None
    assert older.decide(RequestStatus.DISMISSED, by=cast.ada)
    newer = _request(one, cast.mia)
    _request(one, cast.max), _request(two, cast.max)
    assert selectors.own_requests(cast.mia, [one, two]) == {one.pk: newer}
    assert newer.withdraw()
    assert selectors.own_requests(cast.mia, [one, two]) == {one.pk: older}
    assert selectors.own_requests(cast.mia, [two]) == {}


def test_a_request_is_closed_and_mailed_once(past_the_wall: Cast) -> None:
    request = _request(store_listing(), past_the_wall.mia)
    assert not request.begin_mail()
    assert request.decide(RequestStatus.APPROVED, by=past_the_wall.ada)
    assert not request.decide(RequestStatus.DISMISSED, by=past_the_wall.ada)
    assert not request.withdraw()
    assert request.begin_mail()
    assert not request.begin_mail()
    request.note_mailed()
    ConnectorRequest.objects.update(mail_tried_at=None)
    assert not request.begin_mail()
