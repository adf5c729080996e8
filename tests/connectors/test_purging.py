"""Ended connections: revoked at the service, secrets deleted here, after ten minutes at the latest."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from connectors.accounts.disconnect import disconnect
from connectors.accounts.tasks import purge_connection, purge_disconnected
from connectors.models import Connection, ConnectionStatus, OAuthAttempt
from organizations.audit import Actor
from organizations.models import Membership
from organizations.signals import member_removed
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.rows import store_connection, store_connector
from tests.connectors.signed_in import sign_in_at
from tests.fakes.authorization_server import FakeAuthorizationServer, authorization_server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fake(settings: Any) -> Iterator[FakeAuthorizationServer]:
    with authorization_server() as server:
        settings.EGRESS_ALLOW = [server.origin.removeprefix("http://")]
        yield server


def end(connection: Connection, member: Membership) -> None:
    with tenant(connection.organization_id):
        disconnect(actor=Actor.of(member), connection=connection)


def secrets_of(connection: Connection) -> tuple[str, str]:
    with tenant(connection.organization_id):
        row = Connection.objects.get(pk=connection.pk)
        return row.access_token, row.refresh_token


def test_the_service_is_told_and_the_secrets_go(cast: Cast, fake: FakeAuthorizationServer) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=3600)
    end(connection, cast.mia)
    ids = (str(connection.organization_id), str(connection.pk))
    purge_connection(*ids)
    purge_connection(*ids)
    assert fake.revoked == ["refresh-1", "access-1"]
    assert secrets_of(connection) == ("", "")


def test_a_live_connection_is_never_purged(cast: Cast, fake: FakeAuthorizationServer) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=3600)
    purge_connection(str(connection.organization_id), str(connection.pk))
    purge_disconnected()
    assert fake.revoked == [] and all(secrets_of(connection))


def test_a_service_in_trouble_is_told_later(cast: Cast, fake: FakeAuthorizationServer) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=3600)
    end(connection, cast.mia)
    fake.behaviour.revocation = "broken"
    purge_disconnected()
    assert all(secrets_of(connection))
    fake.behaviour.revocation = "ok"
    purge_disconnected()
    assert secrets_of(connection) == ("", "") and "refresh-1" in fake.revoked


def test_after_a_while_the_secrets_go_whatever_the_service_says(cast: Cast, fake: FakeAuthorizationServer) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=3600)
    end(connection, cast.mia)
    fake.behaviour.revocation = "broken"
    with tenant(cast.acme.id):
        Connection.objects.update(revoked_at=timezone.now() - timedelta(minutes=9))
    purge_disconnected()
    assert secrets_of(connection) == ("", "")


def test_who_leaves_takes_their_accounts_with_them(cast: Cast, fake: FakeAuthorizationServer) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=3600)
    with tenant(cast.acme.id):
        other = store_connection(connection.connector, cast.max)
        member_removed.send(sender=Membership, membership=cast.mia)
    purge_disconnected()
    assert secrets_of(connection) == ("", "")
    with tenant(cast.acme.id):
        assert Connection.objects.get(pk=other.pk).status == ConnectionStatus.CONNECTED


def test_sign_ins_that_nobody_finished_are_dropped(cast: Cast, fake: FakeAuthorizationServer) -> None:
    connected = sign_in_at(fake, cast.mia, seconds=3600)
    with tenant(cast.acme.id):
        connector = store_connector(cast.ada)
        old, new = (store_connection(connector, member, status="pending") for member in (cast.mia, cast.max))
        Connection.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=2))
        OAuthAttempt.objects.create(
            organization=cast.acme,
            connection=old,
            member=cast.mia,
            client=connected.client,
            state_hash="x",
            pending={},
            expires_at=timezone.now() - timedelta(minutes=1),
        )
    purge_disconnected()
    with tenant(cast.acme.id):
        assert not OAuthAttempt.objects.exists()
        assert set(Connection.objects.values_list("pk", flat=True)) == {connected.pk, new.pk}
