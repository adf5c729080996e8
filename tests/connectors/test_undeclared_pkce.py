"""A sign-in server that does not announce PKCE: refused, until an owner or the operator decides to go on."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.models import Listing
from organizations.models import AuditEvent
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.connectors.fake_sign_in import READ, add, allow, sign_in
from tests.connectors.rows import store_connector
from tests.connectors.test_admin import change, operators
from tests.fakes.authorization_server import FakeAuthorizationServer, authorization_server

__all__ = ["operators"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fake(settings: Any) -> Iterator[FakeAuthorizationServer]:
    with authorization_server(tools=[READ], metadata={"code_challenge_methods_supported": None}) as server:
        allow(settings, server)
        yield server


def problem_of(browser: Browser, connector: str) -> dict[str, Any]:
    answer = browser.post(f"connectors/{connector}/connections")
    assert answer.status_code == 502, answer.content
    problem: dict[str, Any] = answer.json()
    return problem


def test_an_owner_decides_and_s256_is_sent_nevertheless(
    cast: Cast, adas: Browser, mias: Browser, fake: FakeAuthorizationServer
) -> None:
    connector = add(adas, fake)["id"]
    for browser, words in ((mias, "An owner can allow that"), (adas, "go on anyway")):
        problem = problem_of(browser, connector)
        assert problem["code"] == "pkce_undeclared" and words in problem["detail"]
    assert mias.patch(f"connectors/{connector}", pkce_undeclared=True).json()["code"] == "owner_required"
    assert adas.patch(f"connectors/{connector}", pkce_undeclared=True).json()["pkce_undeclared"] is True
    assert mias.get(f"connectors/{connector}").json()["pkce_undeclared"] is True
    assert sign_in(mias, connector)["connected"] == connector
    (asked,) = fake.asked("/authorize")
    assert asked["code_challenge_method"] == "S256" and asked["code_challenge"]
    with tenant(cast.acme.id):
        told = AuditEvent.objects.filter(action="connector.updated", actor_name="Ada Byron").get()
    assert told.data["fields"] == ["pkce_undeclared"]
    adas.patch(f"connectors/{connector}", pkce_undeclared=False)
    assert problem_of(mias, connector)["code"] == "pkce_undeclared"


def test_it_can_be_decided_when_the_connector_is_added(
    adas: Browser, mias: Browser, fake: FakeAuthorizationServer
) -> None:
    added = adas.post("connectors", name="Ours", url=fake.server_url, pkce_undeclared=True).json()
    assert mias.start(added["id"])["status"] == "pending"


@pytest.mark.parametrize("declared", [["plain"], ["plain", "S512"]])
def test_another_way_of_pkce_is_refused_whatever_was_decided(
    adas: Browser, mias: Browser, fake: FakeAuthorizationServer, declared: list[str]
) -> None:
    connector = add(adas, fake)["id"]
    adas.patch(f"connectors/{connector}", pkce_undeclared=True)
    fake.behaviour.metadata["code_challenge_methods_supported"] = declared
    assert problem_of(mias, connector)["code"] == "pkce_unsupported"


def test_of_a_listing_the_operator_decides(
    cast: Cast, adas: Browser, mias: Browser, fake: FakeAuthorizationServer, operators: Any
) -> None:
    with tenant(cast.acme.id):
        connector = store_connector(cast.ada, server_url=fake.server_url)
    problem = problem_of(mias, str(connector.pk))
    assert problem["code"] == "pkce_undeclared" and "The operator" in problem["detail"]
    refused = adas.patch(f"connectors/{connector.pk}", pkce_undeclared=True)
    assert (refused.status_code, refused.json()["code"]) == (403, "operator_required")
    assert connector.listing is not None
    change(operators, connector.listing.slug, pkce_undeclared="on")
    assert mias.get(f"directory/{connector.listing.slug}").json()["pkce_undeclared"] is True
    assert mias.start(str(connector.pk))["status"] == "pending"


def test_the_directory_says_it_of_microsofts_sign_in(operators: Any) -> None:
    assert list(Listing.objects.filter(pkce_undeclared=True).values_list("slug", flat=True)) == ["microsoft-365"]
