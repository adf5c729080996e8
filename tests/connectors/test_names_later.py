"""A name that was free when a custom connector took it is not shared with a listing's connector later (issue B4)."""

import pytest

from tests.connectors.browser import Browser
from tests.connectors.rows import change_listings, store_listing
from tests.fakes.scripted_mcp import ScriptedMcp

pytestmark = pytest.mark.django_db


def _names(browser: Browser) -> list[str]:
    return [row["name"] for row in browser.get("connectors").json()["results"]]


def test_a_listing_that_was_a_draft_is_not_enabled_beside_its_double(adas: Browser, reads_only: ScriptedMcp) -> None:
    store_listing(slug="tidepool", name="Tidepool", review_status="draft")
    adas.post("connectors", name="Tidepool", url=reads_only.url)
    change_listings("tidepool", review_status="listed")
    adas.post("connectors", listing="tidepool")
    assert _names(adas).count("Tidepool") == 1


def test_a_connector_that_is_enabled_again_does_not_come_back_with_a_name_that_is_taken(
    adas: Browser, reads_only: ScriptedMcp
) -> None:
    store_listing(slug="tidepool", name="Tidepool")
    connector = adas.enable("tidepool")
    assert adas.patch(f"connectors/{connector}", name="Our sea").status_code == 200
    adas.delete(f"connectors/{connector}")
    assert adas.post("connectors", name="Our sea", url=reads_only.url).status_code == 201
    adas.post("connectors", listing="tidepool")
    assert _names(adas).count("Our sea") == 1
