"""An entered client id and its secret are for one sign-in server; changing that is the owner's or operator's act."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from connectors.accounts.refresh import CredentialUnavailable, current_access_token
from connectors.accounts.tasks import purge_connection
from connectors.models import Connection, ConnectionStatus, Connector, Listing, ListingIssuer
from organizations.models import AuditEvent
from organizations.sealing import open_secret, seal
from organizations.tenancy import as_operator, tenant
from tests.cast import Cast
from tests.connectors.browser import Browser, query_of
from tests.connectors.fake_sign_in import add, allow, browse, sign_in
from tests.connectors.rows import store_connector
from tests.connectors.signed_in import DatabaseThreads
from tests.connectors.test_admin import change, operators
from tests.fakes.authorization_server import FakeAuthorizationServer, authorization_server

__all__ = ["operators"]
pytestmark = pytest.mark.django_db(transaction=True)
ENTERED = {"oauth_client_id": "typed-in", "oauth_client_secret": "s3cret-of-ours"}
KNOWN = {
    "client_id": "typed-in",
    "client_secret": "s3cret-of-ours",
    "token_endpoint_auth_method": "client_secret_post",
}


@pytest.fixture
def first(settings: Any) -> Iterator[FakeAuthorizationServer]:
    """Where the client id was made. It knows its clients, and so does the second one, which would like to."""
    with authorization_server() as server:
        server.clients["typed-in"] = dict(KNOWN)
        yield server


@pytest.fixture
def second(settings: Any, first: FakeAuthorizationServer) -> Iterator[FakeAuthorizationServer]:
    with authorization_server() as server:
        server.clients["typed-in"] = dict(KNOWN)
        allow(settings, first, server)
        yield server


@pytest.fixture
def ours(adas: Browser, first: FakeAuthorizationServer, second: FakeAuthorizationServer) -> str:
    """A custom connector with an entered client id; only `first` was asked so far, and only by nobody in particular."""
    return str(add(adas, first, **ENTERED)["id"])


def refused_start(browser: Browser, connector: str) -> dict[str, Any]:
    answer = browser.post(f"connectors/{connector}/connections", label="again")
    assert answer.status_code == 409, answer.content
    problem: dict[str, Any] = answer.json()
    assert problem["code"] == "issuer_changed"
    return problem


def moved(first: FakeAuthorizationServer, second: FakeAuthorizationServer) -> None:
    """From now on the MCP server names another sign-in server."""
    first.behaviour.authorization_servers = [second.origin]
    second.behaviour.metadata["issuer"] = second.origin


def test_the_first_start_binds_and_says_where(
    cast: Cast, adas: Browser, mias: Browser, ours: str, first: FakeAuthorizationServer
) -> None:
    assert adas.get(f"connectors/{ours}").json()["oauth_issuer"] is None
    started = mias.start(ours)
    assert started["issuer"] == first.origin
    shown = adas.get(f"connectors/{ours}").json()
    assert (shown["oauth_issuer"], shown["oauth_client_id"]) == (first.origin, "typed-in")
    assert shown["redirect_uri"] == f"http://localhost:8000/oauth/callback/{ours}"
    assert query_of(started["authorization_url"])["redirect_uri"] == shown["redirect_uri"]
    members = mias.get(f"connectors/{ours}").json()
    assert [members[name] for name in ("oauth_issuer", "oauth_client_id", "redirect_uri")] == [None, None, None]
    with tenant(cast.acme.id):
        told = AuditEvent.objects.get(action="connector.updated")
    assert told.data == {"fields": ["oauth_issuer"], "issuer": first.origin} and told.actor_name == "Mia Kern"


@pytest.mark.parametrize("secret", [True, False])
def test_it_does_not_follow_the_server_to_another_issuer(
    adas: Browser, mias: Browser, first: FakeAuthorizationServer, second: FakeAuthorizationServer, secret: bool
) -> None:
    entered = ENTERED if secret else {"oauth_client_id": "typed-in"}
    if not secret:
        first.clients["typed-in"]["token_endpoint_auth_method"] = "none"
    connector = add(adas, first, **entered)["id"]
    assert sign_in(mias, connector)["connected"] == connector
    moved(first, second)
    for browser in (mias, adas):
        problem = refused_start(browser, connector)
        assert (problem["bound"], problem["found"]) == (first.origin, second.origin)
        assert first.origin.removeprefix("http://") in problem["detail"]
        assert second.origin.removeprefix("http://") in problem["detail"] and "An owner" in problem["detail"]
    assert second.log == []


def test_it_does_not_follow_its_issuer_to_another_token_endpoint(
    adas: Browser, mias: Browser, ours: str, first: FakeAuthorizationServer, second: FakeAuthorizationServer
) -> None:
    assert sign_in(mias, ours)["connected"] == ours
    first.behaviour.metadata["token_endpoint"] = f"{second.origin}/token"
    problem = refused_start(mias, ours)
    assert (problem["bound"], problem["found"]) == (first.origin, second.origin)
    assert second.log == []


def test_a_token_endpoint_elsewhere_is_fine_when_it_was_so_from_the_start(
    adas: Browser, mias: Browser, ours: str, first: FakeAuthorizationServer, second: FakeAuthorizationServer
) -> None:
    first.behaviour.metadata["token_endpoint"] = f"{second.origin}/token"
    callback = browse(mias.start(ours)["authorization_url"])
    mias.come_back(callback)
    assert len(second.asked("/token")) == 1 and first.asked("/token") == []


@pytest.mark.parametrize("act", [{"oauth_issuer": None}, {"oauth_issuer": "{second}"}])
def test_an_owner_lets_it_go_there(
    cast: Cast,
    adas: Browser,
    mias: Browser,
    ours: str,
    first: FakeAuthorizationServer,
    second: FakeAuthorizationServer,
    act: dict[str, str | None],
) -> None:
    mias.start(ours)
    moved(first, second)
    refused_start(mias, ours)
    body = {name: value and value.format(second=second.origin) for name, value in act.items()}
    assert mias.patch(f"connectors/{ours}", **body).json()["code"] == "owner_required"
    refused_start(mias, ours)

    assert adas.patch(f"connectors/{ours}", **body).status_code == 200

    assert mias.start(ours)["issuer"] == second.origin
    # And there it stays.
    first.behaviour.authorization_servers = None
    assert refused_start(mias, ours)["bound"] == second.origin
    with tenant(cast.acme.id):
        acts = AuditEvent.objects.filter(action="connector.updated", actor_name="Ada Byron")
        assert "oauth_issuer" in acts.get().data["fields"]


def test_an_owner_who_names_a_server_lets_it_go_to_that_one_only(
    adas: Browser, mias: Browser, ours: str, first: FakeAuthorizationServer, second: FakeAuthorizationServer
) -> None:
    adas.patch(f"connectors/{ours}", oauth_issuer=second.origin)
    assert refused_start(mias, ours)["bound"] == second.origin
    assert first.log == []


@pytest.mark.parametrize("issuer", ["http://as.example.com", "https://10.0.0.1", "nonsense"])
def test_a_senseless_server_is_refused(adas: Browser, ours: str, issuer: str) -> None:
    refused = adas.patch(f"connectors/{ours}", oauth_issuer=issuer)
    assert refused.status_code == 400 and refused.json()["errors"][0]["field"] == "oauth_issuer"


def test_a_new_secret_stays_where_the_client_id_is_and_goes_with_it(
    cast: Cast, adas: Browser, mias: Browser, ours: str, first: FakeAuthorizationServer
) -> None:
    mias.start(ours)
    changed = adas.patch(f"connectors/{ours}", oauth_client_secret="a new one").json()
    assert changed["oauth_issuer"] == first.origin
    changed = adas.patch(f"connectors/{ours}", oauth_client_id="another").json()
    assert (changed["oauth_issuer"], changed["oauth_client_id"]) == (None, "another")
    with tenant(cast.acme.id):
        assert open_secret(Connector.objects.get(), "oauth_client_secret") == ""


@pytest.mark.parametrize("secret", [None, "a new one"])
def test_a_client_id_that_is_saved_again_stays_where_it_is(
    cast: Cast, adas: Browser, mias: Browser, ours: str, first: FakeAuthorizationServer, secret: str | None
) -> None:
    mias.start(ours)
    more = {"oauth_client_secret": secret} if secret else {}
    same = adas.patch(f"connectors/{ours}", oauth_client_id="typed-in", **more).json()
    assert (same["oauth_issuer"], same["oauth_client_id"]) == (first.origin, "typed-in")
    with tenant(cast.acme.id):
        assert open_secret(Connector.objects.get(), "oauth_client_secret") == (secret or "s3cret-of-ours")


def test_of_two_who_start_at_once_one_binds(cast: Cast, ours: str) -> None:
    with tenant(cast.acme.id):
        one, other = Connector.objects.get(), Connector.objects.get()
        assert one.bind_issuer("https://a.example", "https://a.example")
        assert not other.bind_issuer("https://b.example", "https://b.example")
        assert not one.bind_issuer("https://a.example", "https://c.example")
        row = Connector.objects.get()
    assert (other.oauth_issuer, row.oauth_issuer, row.oauth_token_origin) == ("https://a.example",) * 3


def test_an_answer_to_a_sign_in_from_before_the_change_sends_no_secret(
    adas: Browser, mias: Browser, ours: str, first: FakeAuthorizationServer
) -> None:
    callback = browse(mias.start(ours)["authorization_url"])
    adas.patch(f"connectors/{ours}", oauth_client_secret="for the other server", oauth_issuer=None)
    back = mias.come_back(callback)
    assert query_of(back["Location"])["connect_error"] == "issuer_changed"
    assert first.asked("/token") == []


@pytest.mark.parametrize("act", [{"oauth_issuer": None}, {"oauth_client_id": "other"}, {"oauth_issuer": "{second}"}])
def test_renewing_and_revoking_send_a_new_secret_to_no_old_server(
    cast: Cast,
    adas: Browser,
    mias: Browser,
    ours: str,
    first: FakeAuthorizationServer,
    second: FakeAuthorizationServer,
    act: dict[str, str | None],
) -> None:
    sign_in(mias, ours)
    asked = len(first.log)
    body = {name: value and value.format(second=second.origin) for name, value in act.items()}
    adas.patch(f"connectors/{ours}", oauth_client_secret="for the other server", **body)
    with tenant(cast.acme.id):
        Connection.objects.update(expires_at=timezone.now() + timedelta(seconds=5))
        row = Connection.objects.get()
    threads = DatabaseThreads()

    def token(rejected: int | None = None) -> Any:
        return asyncio.run(
            current_access_token(row.organization_id, row.pk, run_in_db=threads, rejected_version=rejected)
        )

    # What was given out lasts until its end, and is not renewed.
    assert token().value in first.access_tokens
    with pytest.raises(CredentialUnavailable):
        token(rejected=row.version)
    threads.close()
    with tenant(cast.acme.id):
        assert Connection.objects.get().status == ConnectionStatus.NEEDS_REAUTH
    mias.delete(f"connectors/{ours}/connections/{row.pk}")
    purge_connection(str(row.organization_id), str(row.pk))
    assert len(first.log) == asked and second.log == []
    with tenant(cast.acme.id):
        assert Connection.objects.get().refresh_token == ""


@pytest.fixture
def listed(cast: Cast, first: FakeAuthorizationServer, second: FakeAuthorizationServer) -> Connector:
    """A listing with the operator's client id, enabled at Acme."""
    with tenant(cast.acme.id):
        connector = store_connector(cast.ada, server_url=first.server_url, oauth_client_id="typed-in")
    listing = Listing.objects.get(pk=connector.listing_id)
    seal(listing, "oauth_client_secret", "s3cret-of-ours")
    with as_operator("a test"):
        listing.save()
    return connector


def test_an_operators_client_id_is_bound_for_all_organizations(
    cast: Cast, mias: Browser, listed: Connector, first: FakeAuthorizationServer, second: FakeAuthorizationServer
) -> None:
    started = mias.start(str(listed.pk))
    assert listed.listing is not None
    address = f"http://localhost:8000/oauth/callback/{listed.listing.slug}"
    assert query_of(started["authorization_url"])["redirect_uri"] == address
    assert ListingIssuer.objects.get().issuer == first.origin
    moved(first, second)
    gus = Browser.of(cast.gus)
    problem = refused_start(gus, gus.enable(listed.listing.slug))
    assert (problem["bound"], problem["found"]) == (first.origin, second.origin)
    assert "The operator" in problem["detail"] and second.log == []


def test_nobody_but_an_operator_changes_it(cast: Cast, adas: Browser, mias: Browser, listed: Connector) -> None:
    mias.start(str(listed.pk))
    for body in ({"oauth_issuer": None}, {"oauth_client_id": "x"}, {"oauth_client_secret": "x"}):
        refused = adas.patch(f"connectors/{listed.pk}", **body)
        assert (refused.status_code, refused.json()["code"]) == (403, "operator_required")
    rows = ListingIssuer.objects.all()
    for change_it in (lambda: rows.update(issuer="https://evil.example"), lambda: rows.delete()):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change_it()


def test_the_operators_pages_show_the_address_and_confirm_or_forget_the_server(
    cast: Cast,
    mias: Browser,
    listed: Connector,
    first: FakeAuthorizationServer,
    second: FakeAuthorizationServer,
    operators: Any,
) -> None:
    mias.start(str(listed.pk))
    moved(first, second)
    page = reverse("operators:connectors_listingissuer_change", args=[listed.listing_id])
    shown = operators.get(page).content.decode()
    assert first.origin in shown and "s3cret" not in shown
    confirmed = operators.post(page, {"issuer": second.origin, "token_origin": second.origin})
    assert confirmed.status_code == 302
    assert mias.start(str(listed.pk))["issuer"] == second.origin
    assert listed.listing is not None
    form = reverse("operators:connectors_listing_change", args=[listed.listing_id])
    assert f"/oauth/callback/{listed.listing.slug}" in operators.get(form).content.decode()
    change(operators, listed.listing.slug, oauth_client_id="a new one")
    assert not ListingIssuer.objects.exists()


def test_what_was_entered_before_there_was_a_binding_is_bound_where_it_was_used(
    cast: Cast, adas: Browser, mias: Browser, ours: str, listed: Connector, first: FakeAuthorizationServer
) -> None:
    sign_in(mias, ours)
    sign_in(mias, str(listed.pk))
    with as_operator("a test"):
        ListingIssuer.objects.all().delete()
    with tenant(cast.acme.id):
        Connector.objects.update(oauth_issuer="", oauth_token_origin="")
        import_module("connectors.migrations.0004_sources").bind_entered_clients(apps, None)
    with tenant(cast.acme.id):
        row = Connector.objects.get(pk=ours)
    kept = ListingIssuer.objects.get()
    assert (row.oauth_issuer, row.oauth_token_origin) == (first.origin, first.origin)
    assert (kept.issuer, kept.token_origin) == (first.origin, first.origin)
