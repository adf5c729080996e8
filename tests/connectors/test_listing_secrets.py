"""An operator enters a listing's client secret: sealed, used at the sign-in, on no page and in no log."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from connectors.models import Listing, ListingIssuer
from organizations.models import AuditEvent
from organizations.sealing import open_secret
from organizations.tenancy import as_operator, tenant
from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.connectors.fake_sign_in import allow, sign_in
from tests.connectors.rows import change_listings, store_listing
from tests.connectors.test_admin import change, operators, pass_the_test
from tests.fakes.authorization_server import FakeAuthorizationServer, authorization_server

__all__ = ["operators"]
pytestmark = pytest.mark.django_db(transaction=True)
LONG, SHORT = "a-long-client-secret-w7Qz", "fifteen-letters"
ID = {"oauth_client_id": "typed-in"}


@pytest.fixture
def service(settings: Any) -> Iterator[FakeAuthorizationServer]:
    """A service that gives out client ids with secrets, and whose listing wants one."""
    with authorization_server() as server:
        server.clients["typed-in"] = {
            **{"client_id": "typed-in", "client_secret": LONG, "token_endpoint_auth_method": "client_secret_basic"},
        }
        server.behaviour.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_basic"]
        allow(settings, server)
        store_listing(slug="desk", name="Desk", server_url=server.server_url, registration="preregistered")
        yield server


def page_of(client: Client, slug: str) -> str:
    row = Listing.objects.get(slug=slug)
    return client.get(reverse("operators:connectors_listing_change", args=[row.pk])).content.decode()


def refused(client: Client, slug: str, **fields: Any) -> str:
    row = Listing.objects.get(slug=slug)
    form = {"review_status": row.review_status, "verification": row.verification, **fields}
    response = client.post(reverse("operators:connectors_listing_change", args=[row.pk]), form)
    assert response.status_code == 200 and response.context["errors"]
    return str(response.content.decode())


def test_it_is_stored_sealed_and_opens_for_the_sign_in_alone(operators: Client) -> None:
    row = change(operators, "slack", **ID, secret_entered=LONG)
    assert row.oauth_client_secret.startswith("v1.") and LONG not in row.oauth_client_secret
    assert open_secret(row, "oauth_client_secret") == LONG
    assert row.oauth_secret_set_at is not None


@pytest.mark.parametrize(("secret", "ending"), [(LONG, "ends with w7Qz"), (SHORT, "")])
def test_the_page_says_since_when_and_how_a_long_one_ends(operators: Client, secret: str, ending: str) -> None:
    row = change(operators, "slack", **ID, secret_entered=secret)
    page = page_of(operators, "slack")
    assert f"Set on {row.oauth_secret_set_at:%-d %B %Y}" in page
    assert ("ends with" in page, ending in page) == (bool(ending), True)
    assert secret not in page and row.oauth_client_secret not in page


def test_a_refused_form_does_not_bring_it_back(operators: Client) -> None:
    page = refused(operators, "slack", secret_entered=LONG, plans="gold", **ID)
    assert LONG not in page and "w7Qz" not in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"secret_entered": LONG}, "Enter the client id that this secret belongs to."),
        ({**ID, "secret_entered": LONG, "secret_removed": "on"}, "Either enter a new client secret or remove"),
        ({**ID, "secret_entered": "x" * 1001}, "at most 1000 characters"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(operators: Client, fields: dict[str, str], words: str) -> None:
    assert words in refused(operators, "slack", **fields)
    assert Listing.objects.get(slug="slack").oauth_client_secret == ""


def test_it_is_kept_when_something_else_changes_and_replaced_when_a_new_one_is_entered(operators: Client) -> None:
    first = change(operators, "slack", **ID, secret_entered=LONG)
    assert change(operators, "slack", plans="team").oauth_client_secret == first.oauth_client_secret
    assert open_secret(change(operators, "slack", secret_entered=SHORT), "oauth_client_secret") == SHORT


@pytest.mark.parametrize("fields", [{"secret_removed": "on"}, {"oauth_client_id": "another"}, {"oauth_client_id": ""}])
def test_it_goes_when_it_is_removed_and_with_its_client_id(operators: Client, fields: dict[str, str]) -> None:
    change(operators, "slack", **ID, secret_entered=LONG)
    row = change(operators, "slack", **fields)
    assert (row.oauth_client_secret, row.oauth_secret_set_at) == ("", None)
    assert "Set on" not in page_of(operators, "slack")


def test_a_client_id_and_its_secret_are_replaced_together(operators: Client) -> None:
    change(operators, "slack", **ID, secret_entered=LONG)
    row = change(operators, "slack", oauth_client_id="another", secret_entered=SHORT)
    assert open_secret(row, "oauth_client_secret") == SHORT


def test_one_that_does_not_open_is_told_in_words(operators: Client, settings: Any) -> None:
    row = change(operators, "slack", **ID, secret_entered=LONG)
    with as_operator("a test"):
        Listing.objects.filter(slug="notion").update(oauth_client_secret=row.oauth_client_secret, **ID)
    assert "cannot be read" in page_of(operators, "notion")


def test_no_log_no_history_no_audit_and_no_dump_holds_it(
    cast: Cast, operators: Client, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        change(operators, "slack", **ID, secret_entered=LONG)
        change(operators, "slack", secret_removed="on")
    assert "entered the client secret of listing slack" in caplog.text
    assert "removed the client secret of listing slack" in caplog.text
    change(operators, "slack", secret_entered=LONG)
    with as_operator("a test"):
        history = [(entry.change_message, entry.object_repr) for entry in LogEntry.objects.all()]
    with tenant(cast.acme.id):
        audit = [event.data for event in AuditEvent.objects.all()]
    call_command("dumpdata", "connectors.listing")
    for text in (caplog.text, str(history), str(audit), capsys.readouterr().out):
        assert LONG not in text and "w7Qz" not in text


def test_members_sign_in_with_it_and_a_new_one_holds_at_once(
    cast: Cast, operators: Client, adas: Browser, mias: Browser, service: FakeAuthorizationServer
) -> None:
    change(operators, "desk", **ID, secret_entered=LONG)
    assert "takes client id and secret" in pass_the_test(operators, "desk")[-1]
    connector = adas.enable("desk")
    assert sign_in(mias, connector)["connected"] == connector
    service.clients["typed-in"]["client_secret"] = SHORT
    change(operators, "desk", secret_entered=SHORT)
    pass_the_test(operators, "desk")
    assert sign_in(adas, connector)["connected"] == connector
    # The same client id: where it is used stays confirmed.
    assert ListingIssuer.objects.filter(listing__slug="desk").exists()


@pytest.mark.usefixtures("service", "operators")
def test_a_listing_without_its_client_id_says_who_has_to_set_it_up(adas: Browser, mias: Browser) -> None:
    connector = adas.enable("desk")
    for browser in (adas, mias):
        page = browser.get("directory/desk").json()
        assert page["availability"]["code"] == "setup_required"
        assert page["actions"]["connect"]["code"] == "setup_required"
        who = "Set up Desk first" if browser is adas else "An owner has to set up Desk first."
        assert who in page["availability"]["reason"]
        refusal = browser.post(f"connectors/{connector}/connections")
        assert (refusal.status_code, refusal.json()["code"]) == (403, "setup_required")


def test_a_listing_without_its_secret_says_so_before_the_person_is_sent_there(
    adas: Browser, mias: Browser, service: FakeAuthorizationServer
) -> None:
    change_listings("desk", **ID, setup_tested_at=timezone.now())
    connector = adas.enable("desk")
    for browser in (adas, mias):
        answer = browser.post(f"connectors/{connector}/connections")
        assert (answer.status_code, answer.json()["code"]) == (502, "client_secret_missing")
        assert "An operator has to set this up" in answer.json()["detail"]


@pytest.mark.parametrize("announced", [[], ["none"], ["client_secret_post", "none"]])
def test_a_client_id_without_a_secret_is_fine_where_the_service_takes_one(
    adas: Browser, service: FakeAuthorizationServer, announced: list[str]
) -> None:
    service.behaviour.metadata["token_endpoint_auth_methods_supported"] = announced or None
    service.clients["typed-in"]["token_endpoint_auth_method"] = "none"
    change_listings("desk", **ID, setup_tested_at=timezone.now())
    connector = adas.enable("desk")
    assert sign_in(adas, connector)["connected"] == connector
