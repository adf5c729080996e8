"""Lists, pages and menus say what the person may do there, on the device that asks."""

from typing import Any

import pytest

from connectors.directory.loading import load_directory
from connectors.models import Connector
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser

pytestmark = pytest.mark.django_db
PHONE = {"HTTP_X_CLIENT": "ios"}


@pytest.fixture(autouse=True)
def _listed(db: None) -> None:
    load_directory("http://127.0.0.1:8001")


def codes(actions: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {name: decision["code"] for name, decision in actions.items()}


def add_custom(browser: Browser, **headers: str) -> dict[str, Any]:
    answer = browser.client.get(browser.url("connector-actions"), **headers)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()["add_custom"]
    return found


def test_only_who_may_is_offered_a_custom_connector(cast: Cast, adas: Browser, mias: Browser) -> None:
    assert add_custom(adas) == {"allowed": True, "code": "", "reason": ""}
    assert add_custom(mias)["code"] == "owner_required"
    assert add_custom(Browser.of(cast.finn))["allowed"] is True
    assert add_custom(adas, **PHONE)["code"] == "mobile_cannot_add_connectors"
    assert Browser.of(cast.gus).client.get(adas.url("connector-actions")).status_code == 404


def test_cards_and_pages_say_the_same(cast: Cast, adas: Browser, mias: Browser) -> None:
    for browser in (adas, mias):
        (card,) = browser.get("directory", q="tracker").json()["results"]
        assert card["actions"] == browser.get("directory/acme-tracker").json()["actions"]
    assert codes(card["actions"])["enable"] == "owner_required"


def test_every_action_stands_under_its_name(adas: Browser) -> None:
    card = adas.get("directory/acme-tracker").json()["actions"]
    assert list(card) == ["enable", "connect", "reconnect", "request"]
    page = adas.get(f"connectors/{adas.enable('acme-tracker')}").json()["actions"]
    assert list(page) == ["connect", "reconnect", "refresh"]


def test_a_phone_is_offered_no_new_account_anywhere(cast: Cast, adas: Browser, mias: Browser) -> None:
    connector = adas.enable("acme-tracker")
    conversation = mias.post("conversations").json()["id"]

    def shown(**headers: str) -> list[str]:
        client = mias.client
        card = client.get(mias.url("directory/acme-tracker"), **headers).json()["actions"]["connect"]
        page = client.get(mias.url(f"connectors/{connector}"), **headers).json()["actions"]["connect"]
        toggles = client.get(mias.url(f"conversations/{conversation}/connectors"), **headers).json()["results"]
        return [card["code"], page["code"], toggles[0]["may_connect"]["code"]]

    assert shown() == ["", "", ""]
    assert shown(**PHONE) == ["mobile_cannot_add_connectors"] * 3


def test_a_listing_whose_name_a_custom_connector_took_is_not_offered(adas: Browser) -> None:
    with tenant(adas.member.organization_id):
        Connector.objects.create(
            organization_id=adas.member.organization_id,
            name="Acme Tracker",
            server_url="https://ours.example/mcp",
            enabled_by=adas.member,
        )
    enable = adas.get("directory/acme-tracker").json()["actions"]["enable"]
    refused = adas.post("connectors", listing="acme-tracker")
    assert (refused.status_code, refused.json()["code"]) == (403, enable["code"])
    assert refused.json()["detail"] == enable["reason"]
