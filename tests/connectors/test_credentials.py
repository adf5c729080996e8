"""Renewing access tokens: early, once however many ask, and with a clear end when the service says no."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from connectors.accounts import refresh
from connectors.accounts.refresh import CredentialUnavailable, Token, current_access_token, fresh_token
from connectors.models import Connection, ConnectionStatus, OAuthClient
from connectors.models.connection import REFRESH_CLAIM
from organizations.models import AuditEvent
from organizations.sealing import open_secret
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.rows import change_listings
from tests.connectors.signed_in import DatabaseThreads, sign_in_at
from tests.fakes.authorization_server import FakeAuthorizationServer, authorization_server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fake(settings: Any) -> Iterator[FakeAuthorizationServer]:
    with authorization_server() as server:
        settings.EGRESS_ALLOW = [server.origin.removeprefix("http://")]
        yield server


@pytest.fixture
def threads() -> Iterator[DatabaseThreads]:
    running = DatabaseThreads()
    yield running
    running.close()


def ask(
    connection: Connection, threads: DatabaseThreads, *, times: int = 1, rejected: int | None = None
) -> list[Token]:
    """So many callers at once, on one loop as in one worker process."""

    async def together() -> list[Token]:
        return await asyncio.gather(
            *(
                current_access_token(
                    connection.organization_id, connection.pk, run_in_db=threads, rejected_version=rejected
                )
                for _ in range(times)
            )
        )

    return asyncio.run(together())


def refused(connection: Connection, threads: DatabaseThreads, **how: Any) -> CredentialUnavailable:
    with pytest.raises(CredentialUnavailable) as caught:
        ask(connection, threads, **how)
    return caught.value


def reread(connection: Connection) -> Connection:
    with tenant(connection.organization_id):
        return Connection.objects.get(pk=connection.pk)


def test_a_fresh_token_is_used_as_it_is(cast: Cast, fake: FakeAuthorizationServer, threads: DatabaseThreads) -> None:
    for seconds in (3600, None):
        connection = sign_in_at(fake, cast.mia, seconds=seconds)
        (token,) = ask(connection, threads)
        assert (token.value, token.origin) == ("access-1", fake.origin)
        assert token.credential and "access-1" not in repr(token) + repr(token.credential)
    assert fake.asked("/token") == []


def test_a_row_in_hand_gives_its_token_only_while_it_lasts(cast: Cast, fake: FakeAuthorizationServer) -> None:
    lasting, ending = (sign_in_at(fake, cast.mia, seconds=seconds) for seconds in (3600, 50))
    with tenant(cast.acme.id):
        rows = Connection.objects.select_related("connector__listing", "client")
        given = fresh_token(rows.get(pk=lasting.pk))
        assert given and given.value == "access-1"
        assert fresh_token(rows.get(pk=ending.pk)) is None
        change_listings(server_url="https://moved.example/mcp")
        assert fresh_token(rows.get(pk=lasting.pk)) is None


def test_the_use_of_an_account_is_noted_by_the_minute(
    cast: Cast, fake: FakeAuthorizationServer, threads: DatabaseThreads
) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=3600)
    ask(connection, threads)
    noted = reread(connection).last_used_at
    ask(connection, threads)
    assert noted and reread(connection).last_used_at == noted


def test_a_token_that_ends_within_a_minute_is_renewed(
    cast: Cast, fake: FakeAuthorizationServer, threads: DatabaseThreads
) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=50)
    (token,) = ask(connection, threads)
    row = reread(connection)
    assert token.value in fake.access_tokens and token.value != "access-1"
    assert (token.version, row.status) == (row.version, ConnectionStatus.CONNECTED)
    assert open_secret(row, "access_token") == token.value
    assert open_secret(row, "refresh_token") in fake.refresh_tokens
    assert row.expires_at and row.expires_at > timezone.now() + timedelta(minutes=50)


def test_a_hundred_callers_make_one_request(
    cast: Cast, fake: FakeAuthorizationServer, threads: DatabaseThreads
) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=5)
    tokens = ask(connection, threads, times=100)
    assert len(fake.asked("/token")) == 1
    assert len({token.value for token in tokens}) == 1


def test_two_processes_make_one_request_between_them(cast: Cast, fake: FakeAuthorizationServer) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=5)
    several = [DatabaseThreads() for _ in range(4)]
    with ThreadPoolExecutor(4) as processes:
        found = list(processes.map(lambda own: ask(connection, own, times=25), several))
    for threads in several:
        threads.close()
    assert len(fake.asked("/token")) == 1
    assert len({token.value for tokens in found for token in tokens}) == 1


def test_after_a_401_the_rejected_version_is_renewed_and_only_that(
    cast: Cast, fake: FakeAuthorizationServer, threads: DatabaseThreads
) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=3600)
    (first,) = ask(connection, threads)
    (second,) = ask(connection, threads, rejected=first.version)
    # A straggler that was rejected with the same old version gets the new one without a request.
    (straggler,) = ask(connection, threads, rejected=first.version)
    assert first.value != second.value == straggler.value
    assert len(fake.asked("/token")) == 1


@pytest.mark.parametrize("how", ["invalid_grant", "invalid_client", "error_in_200"])
def test_a_service_that_says_no_asks_for_a_sign_in(
    cast: Cast, fake: FakeAuthorizationServer, threads: DatabaseThreads, how: str
) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=5)
    fake.behaviour.token = how
    error = refused(connection, threads, times=20)
    assert (error.code, error.transient) == ("connection_needs_reauth", False)
    assert reread(connection).status == ConnectionStatus.NEEDS_REAUTH
    assert len(fake.asked("/token")) == 1
    with tenant(cast.acme.id):
        event = AuditEvent.objects.get(action="connection.needs_reauth")
        assert (event.actor_kind, event.subject_id) == ("system", str(connection.pk))
        assert OAuthClient.objects.get().kind == ("rejected" if how == "invalid_client" else "dynamic")
    assert refused(connection, threads).code == "connection_needs_reauth"
    assert len(fake.asked("/token")) == 1


@pytest.mark.parametrize("how", ["broken", "busy"])
def test_a_service_in_trouble_keeps_the_token_while_it_lasts(
    cast: Cast, fake: FakeAuthorizationServer, threads: DatabaseThreads, how: str
) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=30)
    fake.behaviour.token = how
    (token,) = ask(connection, threads)
    assert token.value == "access-1"
    # The claim was given back, so the next caller tries at once.
    fake.behaviour.token = "ok"
    (renewed,) = ask(connection, threads)
    assert renewed.value != "access-1"


def test_a_service_in_trouble_with_an_ended_token_may_be_tried_again(
    cast: Cast, fake: FakeAuthorizationServer, threads: DatabaseThreads
) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=-5)
    fake.behaviour.token = "broken"
    error = refused(connection, threads)
    assert (error.code, error.transient) == ("credential_unavailable", True)
    assert reread(connection).status == ConnectionStatus.CONNECTED


def test_a_renewal_ends_before_another_may_begin_however_many_requests_it_takes(
    cast: Cast, fake: FakeAuthorizationServer, threads: DatabaseThreads, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def for_ever(*_: Any) -> Any:
        await asyncio.Event().wait()

    monkeypatch.setattr(refresh, "refresh", for_ever)
    assert REFRESH_CLAIM.total_seconds() > refresh.RENEWAL_SECONDS
    monkeypatch.setattr(refresh, "RENEWAL_SECONDS", 0.05)
    connection = sign_in_at(fake, cast.mia, seconds=-1)
    error = refused(connection, threads)
    assert (error.code, error.transient) == ("credential_unavailable", True)
    row = reread(connection)
    assert (row.status, row.refresh_claimed_until) == (ConnectionStatus.CONNECTED, None)


def test_a_token_without_a_way_to_renew_it_lasts_until_its_end(
    cast: Cast, fake: FakeAuthorizationServer, threads: DatabaseThreads
) -> None:
    lasting = sign_in_at(fake, cast.mia, seconds=30, refresh_token="")
    assert ask(lasting, threads)[0].value == "access-1"
    ended = sign_in_at(fake, cast.mia, seconds=-1, refresh_token="")
    assert refused(ended, threads).code == "connection_needs_reauth"
    assert fake.asked("/token") == []


def test_a_token_goes_to_no_other_origin(cast: Cast, fake: FakeAuthorizationServer, threads: DatabaseThreads) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=3600)
    change_listings(server_url="https://moved.example/mcp")
    assert refused(connection, threads).code == "connection_needs_reauth"
    assert reread(connection).status == ConnectionStatus.NEEDS_REAUTH


def test_an_ended_connection_gives_no_token(
    cast: Cast, fake: FakeAuthorizationServer, threads: DatabaseThreads
) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=3600)
    with tenant(cast.acme.id):
        connection.disconnect()
    assert refused(connection, threads).code == "connection_required"


def test_another_organizations_connection_is_not_found(
    cast: Cast, fake: FakeAuthorizationServer, threads: DatabaseThreads
) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=3600)
    connection.organization_id = cast.globex.id
    assert refused(connection, threads).code == "connection_required"


def test_disconnected_while_the_service_answers(
    cast: Cast, fake: FakeAuthorizationServer, threads: DatabaseThreads
) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=5)

    class Disconnecting(DatabaseThreads):
        """Ends the connection right after the claim, before the answer is stored."""

        async def __call__(self, function: Any, /) -> Any:
            answer = await super().__call__(function)
            if function.func.__name__ == "claim":
                await super().__call__(end)
            return answer

    def end() -> None:
        with tenant(cast.acme.id):
            reread(connection).disconnect()

    own = Disconnecting()
    assert refused(connection, own).code == "connection_required"
    own.close()
    # What the service gave nevertheless was given back to it.
    assert len(fake.revoked) == 2


def test_a_stopped_caller_does_not_stop_the_others(
    cast: Cast, fake: FakeAuthorizationServer, threads: DatabaseThreads
) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=5)

    async def one_gives_up() -> Token:
        call = partial_call(connection, threads)
        first, second = asyncio.ensure_future(call()), asyncio.ensure_future(call())
        await asyncio.sleep(0)
        first.cancel()
        return await second

    assert asyncio.run(one_gives_up()).value != "access-1"
    assert len(fake.asked("/token")) == 1


def partial_call(connection: Connection, threads: DatabaseThreads) -> Any:
    async def call() -> Token:
        return await current_access_token(connection.organization_id, connection.pk, run_in_db=threads)

    return call
