"""One registration per service, also when two people connect for the first time at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection as database

from connectors.accounts.start import Started, Wish, start_connection
from connectors.models import OAuthAttempt, OAuthClient
from organizations.audit import Actor
from organizations.models import Membership
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import query_of
from tests.connectors.rows import store_connector
from tests.fakes.authorization_server import FakeAuthorizationServer, authorization_server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fake(settings: Any) -> Iterator[FakeAuthorizationServer]:
    with authorization_server() as server:
        settings.EGRESS_ALLOW = [server.origin.removeprefix("http://")]
        yield server


def test_first_sign_ins_at_once_share_one_registration(cast: Cast, fake: FakeAuthorizationServer) -> None:
    with tenant(cast.acme.id):
        connector = store_connector(cast.ada, server_url=fake.server_url)

    def start(member: Membership) -> Started:
        try:
            return start_connection(Wish(Actor.of(member), connector.pk))
        finally:
            database.close()

    people = [cast.ada, cast.omar, cast.mia, cast.max]
    with ThreadPoolExecutor(len(people)) as threads:
        started = list(threads.map(start, people))
    with tenant(cast.acme.id):
        (row,) = OAuthClient.objects.all()
        assert OAuthAttempt.objects.filter(client=row).count() == len(people)
    # Every address that a browser was sent to names the client that the callback will use.
    named = {query_of(one.authorization_url or "")["client_id"] for one in started}
    assert named == {row.details["client_id"]}
    assert row.details["client_secret"] is None and row.client_secret.startswith("v1.")


@pytest.mark.parametrize("damage", ["rejected", "unreadable"])
def test_a_registration_that_is_of_no_use_is_made_again(cast: Cast, fake: FakeAuthorizationServer, damage: str) -> None:
    with tenant(cast.acme.id):
        connector = store_connector(cast.ada, server_url=fake.server_url)
    start_connection(Wish(Actor.of(cast.mia), connector.pk))
    with tenant(cast.acme.id):
        first = OAuthClient.objects.get().details["client_id"]
        changes = {"kind": "rejected"} if damage == "rejected" else {"client_secret": "v1.gone.AAAA"}
        OAuthClient.objects.update(**changes)
    start_connection(Wish(Actor.of(cast.mia), connector.pk))
    with tenant(cast.acme.id):
        row = OAuthClient.objects.get()
    assert row.details["client_id"] != first and row.kind == "dynamic"
    assert len(fake.asked("/register")) == 2


def test_an_owners_own_client_id_is_used_and_its_secret_kept_once(
    cast: Cast, fake: FakeAuthorizationServer, adas: Any
) -> None:
    added = adas.post(
        "connectors", name="Ours", url=fake.server_url, oauth_client_id="typed-in", oauth_client_secret="s3cret"
    ).json()
    started = adas.start(added["id"])
    assert query_of(started["authorization_url"])["client_id"] == "typed-in"
    assert fake.asked("/register") == []
    with tenant(cast.acme.id):
        row = OAuthClient.objects.get()
    assert (row.kind, row.client_secret, row.details["client_secret"]) == ("preregistered", "", None)
