"""The consent to health records at the API: what is asked, given, changed and withdrawn."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.accounts import start
from connectors.models import Connection, Consent, OAuthAttempt
from connectors.policy.consent import TEXT, VERSION
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.connectors.fake_sign_in import allow, browse, sign_in
from tests.connectors.rows import store_listing
from tests.fakes.authorization_server import FakeAuthorizationServer, authorization_server
from tests.owner import as_owner
from tests.services.health_people import consents, eligible

pytestmark = pytest.mark.django_db(transaction=True)
LABS, ALLERGIES = "patient/Observation.read", "patient/AllergyIntolerance.read"


@pytest.fixture
def service(settings: Any) -> Iterator[FakeAuthorizationServer]:
    with authorization_server() as server:
        allow(settings, server)
        store_listing(
            slug="clinic",
            name="Clinic",
            server_url=server.server_url,
            sensitivity="health",
            scopes=["profile", LABS, ALLERGIES],
        )
        yield server


@pytest.fixture
def finns(cast: Cast, service: FakeAuthorizationServer) -> Browser:
    return eligible(cast.finn)


@pytest.fixture
def clinic(finns: Browser) -> str:
    return finns.enable("clinic")


def asked(browser: Browser, connector: str) -> dict[str, Any]:
    shown: dict[str, Any] = browser.get(f"connectors/{connector}/consent").json()
    return shown


def stored(browser: Browser) -> list[Consent]:
    with tenant(browser.member.organization_id):
        return list(Consent.objects.order_by("given_at"))


def accounts(browser: Browser) -> list[str]:
    with tenant(browser.member.organization_id):
        return list(Connection.objects.values_list("status", flat=True))


def test_h2_one_reads_the_text_and_chooses_of_what_the_service_gives(finns: Browser, clinic: str) -> None:
    shown = asked(finns, clinic)
    assert (shown["version"], shown["text"], shown["given"]) == (VERSION, list(TEXT), None)
    assert [each["name"] for each in shown["categories"]] == ["measurements", "allergies"]
    assert finns.get(f"connectors/{clinic}").json()["wants_consent"] is True
    assert finns.post(f"connectors/{clinic}/connections").json()["code"] == "consent_required"
    given = consents(finns, clinic, "measurements").json()["given"]
    assert given["categories"] == ["measurements"]
    assert set(stored(finns)[0].scopes) == {"profile", LABS}
    sign_in(finns, clinic)
    assert accounts(finns) == ["connected"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"version": "2020-01-01", "categories": ["measurements"]}, "consent_changed"),
        ({"version": VERSION, "categories": ["conditions"]}, "consent_category_unknown"),
        ({"version": VERSION, "categories": []}, "consent_empty"),
    ],
)
def test_h2_nothing_else_counts_as_a_consent(finns: Browser, clinic: str, body: dict[str, Any], code: str) -> None:
    answer = finns.client.put(finns.url(f"connectors/{clinic}/consent"), body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, code)
    assert stored(finns) == []


def test_h2_a_consent_to_an_earlier_text_has_to_be_given_again(finns: Browser, clinic: str) -> None:
    consents(finns, clinic, "measurements")
    as_owner("UPDATE connectors_consent SET version = '2020-01-01', text_hash = 'another'")
    assert asked(finns, clinic)["given"] is None
    assert finns.post(f"connectors/{clinic}/connections").json()["code"] == "consent_required"
    assert consents(finns, clinic, "measurements").json()["given"] is not None
    assert [one.revoked_at is None for one in stored(finns)] == [False, True]


def test_h2_where_none_is_needed_there_is_none(finns: Browser, service: FakeAuthorizationServer) -> None:
    store_listing(slug="plain", name="Plain", server_url=service.server_url)
    plain = finns.enable("plain")
    assert finns.get(f"connectors/{plain}").json()["wants_consent"] is False
    for answer in (
        finns.get(f"connectors/{plain}/consent"),
        finns.delete(f"connectors/{plain}/consent"),
        finns.client.put(
            finns.url(f"connectors/{plain}/consent"), {"version": VERSION, "categories": []}, format="json"
        ),
    ):
        assert answer.status_code == 404
    assert stored(finns) == []


def test_h2_choosing_more_keeps_the_account_and_ends_a_sign_in_that_is_under_way(finns: Browser, clinic: str) -> None:
    consents(finns, clinic, "measurements")
    sign_in(finns, clinic)
    waiting = finns.start(clinic)["authorization_url"]
    consents(finns, clinic, "measurements", "allergies")
    with tenant(finns.member.organization_id):
        assert not OAuthAttempt.objects.exists()
    late = finns.come_back(browse(waiting))
    assert late.status_code == 400 or "connect_error" in late["Location"]
    assert accounts(finns) == ["connected"]
    consents(finns, clinic, "allergies")
    assert accounts(finns) == ["revoked"]


def test_h2_a_consent_that_changes_while_the_service_is_asked_is_not_taken_for_the_new_one(
    finns: Browser, clinic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    consents(finns, clinic, "measurements", "allergies")
    asks, times = start._asked, []

    def meanwhile(*given: Any) -> Any:
        found = asks(*given)
        if not times:
            times.append(1)
            consents(finns, clinic, "measurements")
        return found

    monkeypatch.setattr(start, "_asked", meanwhile)
    address = finns.start(clinic)["authorization_url"]
    assert "Observation" in address and "Allergy" not in address


@pytest.mark.parametrize(("plan", "country"), [("free", "US"), ("pro", "DE")])
def test_h1_elsewhere_no_consent_is_taken(finns: Browser, clinic: str, plan: str, country: str) -> None:
    elsewhere = eligible(finns.member, plan, country)
    answer = consents(elsewhere, clinic, "measurements")
    assert answer.status_code == 403 and answer.json()["code"] in ("plan_not_eligible", "region_not_eligible")
    assert stored(elsewhere) == []
