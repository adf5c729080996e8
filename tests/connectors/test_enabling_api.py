"""Owners enable and disable; nobody else does, and strangers see nothing."""

from typing import Any

import pytest

from connectors.directory.loading import load_directory
from connectors.models import Connection, ConnectionStatus, Connector, Review
from organizations.models import AuditEvent
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.connectors.rows import change_listings, store_connection

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _listed(db: None) -> None:
    load_directory("http://127.0.0.1:8001")


def test_a_member_cannot_enable(mias: Browser) -> None:
    refused = mias.post("connectors", listing="acme-tracker")
    assert (refused.status_code, refused.json()["code"]) == (403, "owner_required")


def test_an_owner_enables_once(cast: Cast, adas: Browser) -> None:
    first = adas.post("connectors", listing="acme-tracker")
    again = adas.post("connectors", listing="acme-tracker")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert first.json()["listing"] == "acme-tracker" and first.json()["custom"] is False
    with tenant(cast.acme.id):
        assert AuditEvent.objects.filter(action="connector.enabled").count() == 1


def test_a_person_on_their_own_enables_by_themselves(cast: Cast) -> None:
    finns = Browser.of(cast.finn)
    card = finns.get("directory/acme-tracker").json()
    assert (card["state"], card["actions"]["connect"]["allowed"]) == ("available", True)
    finns.enable("acme-tracker")
    assert finns.get("directory/acme-tracker").json()["state"] == "enabled"


@pytest.mark.parametrize("slug", ["no-such-thing", "healthex"])
def test_what_is_not_listed_cannot_be_enabled(adas: Browser, slug: str) -> None:
    assert adas.post("connectors", listing=slug).json()["code"] == "not_found"


def test_a_phone_does_not_enable(cast: Cast) -> None:
    phone = Browser.of(cast.ada)
    refused = phone.client.post(
        phone.url("connectors"), {"listing": "acme-tracker"}, format="json", headers={"X-Client": "ios"}
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "mobile_cannot_add_connectors")


def test_disabling_ends_every_connection(cast: Cast, adas: Browser, mias: Browser) -> None:
    connector = adas.enable("acme-tracker")
    with tenant(cast.acme.id):
        for member in (cast.mia, cast.max):
            store_connection(Connector.objects.get(), member)
    assert mias.delete(f"connectors/{connector}").json()["code"] == "owner_required"
    assert adas.delete(f"connectors/{connector}").status_code == 204
    with tenant(cast.acme.id):
        assert {row.status for row in Connection.objects.all()} == {ConnectionStatus.REVOKED}
        actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert actions == {"connector.enabled", "connector.disabled", "connection.disconnected"}
    assert mias.get(f"connectors/{connector}").status_code == 404
    assert mias.post(f"connectors/{connector}/connections").status_code == 404
    assert mias.get("directory/acme-tracker").json()["availability"]["code"] == "connector_not_enabled"


def test_an_owner_enables_again_what_was_disabled(adas: Browser) -> None:
    connector = adas.enable("acme-tracker")
    adas.delete(f"connectors/{connector}")
    assert adas.enable("acme-tracker") == connector
    assert adas.get(f"connectors/{connector}").json()["enabled"] is True


def test_a_delisted_connector_stops_at_once_and_says_why(adas: Browser, mias: Browser) -> None:
    connector = adas.enable("acme-tracker")
    change_listings("acme-tracker", review_status=Review.DELISTED)
    assert mias.get(f"connectors/{connector}").json()["availability"]["code"] == "listing_withdrawn"
    refused = mias.post(f"connectors/{connector}/connections")
    assert (refused.status_code, refused.json()["code"]) == (403, "listing_withdrawn")
    assert mias.get("directory/acme-tracker").status_code == 404


def test_an_owner_renames_and_a_member_does_not(adas: Browser, mias: Browser) -> None:
    connector = adas.enable("acme-tracker")
    assert adas.patch(f"connectors/{connector}", name="Issues\0").json()["name"] == "Issues"
    assert mias.patch(f"connectors/{connector}", name="Mine").json()["code"] == "owner_required"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "directory"),
        ("get", "directory/acme-tracker"),
        ("get", "connectors"),
        ("post", "connectors"),
        ("get", "connectors/{id}"),
        ("patch", "connectors/{id}"),
        ("delete", "connectors/{id}"),
        ("get", "connectors/{id}/tools"),
        ("patch", "connectors/{id}/tools/create_issue"),
        ("post", "connectors/{id}/tools/create_issue/review"),
        ("get", "connectors/{id}/connections"),
        ("post", "connectors/{id}/connections"),
        ("get", "connectors/{id}/connections/{connection}"),
        ("patch", "connectors/{id}/connections/{connection}"),
        ("delete", "connectors/{id}/connections/{connection}"),
    ],
)
def test_a_stranger_gets_the_same_404_everywhere(cast: Cast, adas: Browser, method: str, path: str) -> None:
    connector = adas.enable("acme-tracker")
    with tenant(cast.acme.id):
        connection = store_connection(Connector.objects.get(), cast.mia)
    path = path.format(id=connector, connection=connection.pk)
    stranger = Browser.of(cast.gus)
    inside_acme = ask(stranger, method, adas.url(path))
    assert (inside_acme.status_code, inside_acme.json()["code"]) == (404, "not_found")
    if connector in path:
        # Nor by naming Acme's ids in the stranger's own organization.
        own = ask(stranger, method, stranger.url(path))
        assert (own.status_code, own.json()) == (inside_acme.status_code, inside_acme.json())


def ask(browser: Browser, method: str, url: str) -> Any:
    if method in {"get", "delete"}:
        return getattr(browser.client, method)(url)
    body = {"label": "x", "scope": "member", "policy": None}
    return getattr(browser.client, method)(url, body, format="json")


def test_a_colleague_does_not_see_my_account(cast: Cast, adas: Browser, mias: Browser) -> None:
    connector = adas.enable("acme-tracker")
    with tenant(cast.acme.id):
        connection = store_connection(Connector.objects.get(), cast.mia)
    path = f"connectors/{connector}/connections/{connection.pk}"
    assert mias.get(path).status_code == 200
    assert [adas.get(path).status_code, adas.delete(path).status_code] == [404, 404]
    assert adas.get(f"connectors/{connector}").json()["connections"] == []
    assert adas.get(f"connectors/{connector}/connections").json()["results"] == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"listing": "acme-tracker", "url": "https://a.example/mcp"},
        {"name": "Only a name"},
        {"url": "https://only.example/mcp"},
        {"listing": "not a slug!"},
        {"name": "", "url": "https://a.example/mcp"},
    ],
)
def test_a_malformed_request_is_refused_politely(adas: Browser, body: dict[str, str]) -> None:
    refused = adas.post("connectors", **body)
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid")
    assert refused.json()["errors"]


def test_an_owner_says_how_long_a_connectors_tools_may_run(cast: Cast, adas: Browser, mias: Browser) -> None:
    connector = adas.enable("acme-tracker")
    assert adas.get(f"connectors/{connector}").json()["tool_seconds"] is None
    for seconds, status in ((9, 400), (601, 400), ("soon", 400), (1.5, 400), (10, 200), (600, 200), (None, 200)):
        answer = adas.patch(f"connectors/{connector}", tool_seconds=seconds)
        assert answer.status_code == status, (seconds, answer.content)
        if status == 200:
            assert answer.json()["tool_seconds"] == seconds
    adas.patch(f"connectors/{connector}", tool_seconds=90)
    assert mias.patch(f"connectors/{connector}", tool_seconds=30).status_code == 403
    assert adas.patch(f"connectors/{connector}", name="Tracker").json()["tool_seconds"] == 90
