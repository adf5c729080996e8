"""A name that was free when a custom connector took it is not shared with a listing's connector later (issue B4)."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.connectors.browser import Browser
from tests.connectors.fake_sign_in import READ
from tests.connectors.rows import change_listings, store_listing
from tests.connectors.test_effect_marks_api import says
from tests.fakes.scripted_mcp import ScriptedMcp, scripted_mcp

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Any) -> Iterator[ScriptedMcp]:
    with scripted_mcp({"tools/list": says(READ)}) as script:
        settings.EGRESS_ALLOW = [script.allowed]
        yield script


def _names(browser: Browser) -> list[str]:
    return [row["name"] for row in browser.get("connectors").json()["results"]]


def test_a_listing_that_was_a_draft_is_not_enabled_beside_its_double(adas: Browser, server: ScriptedMcp) -> None:
    store_listing(slug="tidepool", name="Tidepool", review_status="draft")
    adas.post("connectors", name="Tidepool", url=server.url)
    change_listings("tidepool", review_status="listed")
    adas.post("connectors", listing="tidepool")
    assert _names(adas).count("Tidepool") == 1


def test_a_connector_that_is_enabled_again_does_not_come_back_with_a_name_that_is_taken(
    adas: Browser, server: ScriptedMcp
) -> None:
    store_listing(slug="tidepool", name="Tidepool")
    connector = adas.enable("tidepool")
    assert adas.patch(f"connectors/{connector}", name="Our sea").status_code == 200
    adas.delete(f"connectors/{connector}")
    assert adas.post("connectors", name="Our sea", url=server.url).status_code == 201
    adas.post("connectors", listing="tidepool")
    assert _names(adas).count("Our sea") == 1
