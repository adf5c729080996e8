"""The ends of the calendar, and links that are none: refused in words, or asked as near as can be."""

import pytest

from connectors.servers.api import Refused
from connectors.servers.asana.changes import due_fields
from connectors.servers.asana.tasks import _day_after, _moment
from connectors.servers.figma.api import key_of, node_of
from connectors.servers.google_drive.queries import moment
from connectors.servers.notion.ids import id_in

FAR = ("9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59")


@pytest.mark.parametrize("far", FAR)
def test_a_moment_that_utc_has_not_is_refused(far: str) -> None:
    for read in (due_fields, _moment, moment):
        with pytest.raises(Refused, match="too far away"):
            read(far)


def test_the_last_day_of_all_has_no_day_after_it() -> None:
    assert (_day_after("2026-12-31"), _day_after("9999-12-31")) == ("2027-01-01", "9999-12-31")


def test_an_early_year_has_four_digits() -> None:
    assert moment("0999-01-01") == "0999-01-01T00:00:00Z"


@pytest.mark.parametrize("link", ["https://[x?node-id=1", "http://[::1/?node-id=1"])
def test_what_is_no_link_is_refused(link: str) -> None:
    for read in (key_of, node_of, id_in):
        with pytest.raises(Refused, match="is not a link"):
            read(link)
